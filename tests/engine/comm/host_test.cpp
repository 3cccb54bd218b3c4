// What the first rank of a host gives is read by all of them, outlives whoever lets go first, and is not held twice.
#include "engine/comm/host.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <numeric>
#include <string>

#include "engine/comm/split.hpp"

namespace machi {
namespace {

std::vector<std::uint32_t> numbers(std::size_t count) {
  std::vector<std::uint32_t> values(count);
  std::iota(values.begin(), values.end(), 7U);
  return values;
}

// Mappings of memory without a name that this process has.
int mappings() {
  std::ifstream maps("/proc/self/maps");
  int found = 0;
  for (std::string line; std::getline(maps, line);) found += line.find("/memfd:machi") != std::string::npos;
  return found;
}

TEST(Host, AllRanksOfOneMachineShareOneHost) {
  const Comm comm = Comm::world();
  EXPECT_EQ(split_by_host(comm).size(), comm.size());
  EXPECT_EQ(split_by_host(comm).rank(), comm.rank());
}

TEST(Host, AllRanksReadWhatTheFirstGives) {
  const Comm host = split_by_host(Comm::world());
  const std::vector<std::uint32_t> given = numbers(100'000);
  const HostArray<std::uint32_t> array(host, host.first() ? given : std::vector<std::uint32_t>{1, 2});
  EXPECT_EQ(std::vector<std::uint32_t>(array.begin(), array.end()), given);
  EXPECT_EQ(mappings(), host.size() == 1 ? 0 : 1);
}

TEST(Host, CopiesHoldTheSameMemoryAndGoWithTheLast) {
  const Comm host = split_by_host(Comm::world());
  auto first = std::make_unique<HostArray<std::uint32_t>>(host, numbers(5000));
  const HostArray<std::uint32_t> copy = *first;
  EXPECT_EQ(copy.data(), first->data());
  if (host.first()) first.reset();  // alone, and no other rank takes part
  EXPECT_EQ(copy[4999], 5006U);
  EXPECT_EQ(copy.size(), 5000U);
}

TEST(Host, MemoryIsLetGo) {
  const Comm host = split_by_host(Comm::world());
  for (int round = 0; round < 3; ++round) EXPECT_EQ(HostArray<std::uint32_t>(host, numbers(1000)).back(), 1006U);
  EXPECT_EQ(mappings(), 0);
}

TEST(Host, NothingIsShared) {
  const Comm host = split_by_host(Comm::world());
  const HostArray<std::uint32_t> array(host, host.first() ? std::vector<std::uint32_t>() : numbers(3));
  EXPECT_TRUE(array.empty());
}

}  // namespace
}  // namespace machi
