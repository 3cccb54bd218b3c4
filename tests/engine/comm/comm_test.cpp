// Comm gives the same answers on 1, 2 and 4 ranks.
#include "engine/comm/comm.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/comm/mpi_state.hpp"
#include "engine/comm/neighbours.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

TEST(Comm, SumsAndPrefixesOverRanks) {
  const Comm comm = Comm::world();
  const std::int64_t n = comm.size();
  EXPECT_EQ(comm.sum(comm.rank() + 1), n * (n + 1) / 2);
  EXPECT_EQ(comm.sum_below(1), comm.rank());
  EXPECT_EQ(comm.max(std::int64_t{comm.rank()}), n - 1);
  EXPECT_TRUE(comm.any(comm.rank() == comm.size() - 1));
}

TEST(Comm, AllToAllDeliversEveryRow) {
  const Comm comm = Comm::world();
  std::vector<std::vector<std::int32_t>> rows(static_cast<std::size_t>(comm.size()));
  for (int r = 0; r < comm.size(); ++r)
    rows[static_cast<std::size_t>(r)].assign(static_cast<std::size_t>(r + 1), comm.rank() * 100 + r);
  const auto got = comm.all_to_all_of(rows);
  for (int r = 0; r < comm.size(); ++r) {
    const std::vector<std::int32_t> expected(static_cast<std::size_t>(comm.rank() + 1), r * 100 + comm.rank());
    EXPECT_EQ(got[static_cast<std::size_t>(r)], expected);
  }
}

TEST(Comm, GatherKeepsRankOrder) {
  const Comm comm = Comm::world();
  const std::vector<std::int32_t> mine(3, comm.rank());
  const auto all = comm.all_gather_of<std::int32_t>(mine);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(3 * comm.size()));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<std::int32_t>(i / 3));
  EXPECT_EQ(comm.gather_of<std::int32_t>(mine).size(), comm.first() ? all.size() : 0);
  EXPECT_EQ(comm.broadcast(comm.first() ? std::string("word") : std::string()), "word");
}

TEST(Comm, AnErrorOnOneRankIsThrownOnAll) {
  const Comm comm = Comm::world();
  const auto fail_on_last = [&] {
    if (comm.rank() == comm.size() - 1) throw InputError("a.gml:3", "no such tag");
  };
  try {
    comm.agree(fail_on_last);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::input);
    EXPECT_STREQ(error.what(), "a.gml:3: no such tag");
  }
  EXPECT_NO_THROW(comm.agree([] {}));
}

TEST(Comm, WhatMpiRefusesIsAnErrorAndNotTheEnd) {
  const Comm comm = Comm::world();
  if (comm.size() == 1) return;  // the null form asks nothing of MPI
  NeighbourExchange exchange(comm, {comm.size()});
  try {
    exchange.start();
    FAIL() << "a message to nobody was sent";
  } catch (const RunError& error) {
    EXPECT_NE(std::string(error.what()).find("MPI_Irecv failed"), std::string::npos) << error.what();
  }
  EXPECT_EQ(comm.sum(1), comm.size()) << "and the ranks can still talk";
}

// ---- Counts beyond 2^31

TEST(Pieces, CoverAnyLengthInCountsThatMpiTakes) {
  for (const std::uint64_t bytes : {std::uint64_t{0}, std::uint64_t{1}, mpi::piece_bytes, mpi::piece_bytes + 1,
                                    std::uint64_t{1} << 31, (std::uint64_t{1} << 32) + 5, std::uint64_t{1} << 40}) {
    std::uint64_t next = 0;
    mpi::for_each_piece(bytes, [&](std::uint64_t at, int count) {
      ASSERT_EQ(at, next);
      ASSERT_GT(count, 0);
      next += static_cast<std::uint64_t>(count);
    });
    EXPECT_EQ(next, bytes);
  }
}

// Bytes of a message that is longer than an int can count, with a pattern in which a lost piece shows.
std::byte pattern(std::uint64_t at) {
  return static_cast<std::byte>(at >> 24 ^ at);
}

std::vector<std::byte> long_message() {
  std::vector<std::byte> bytes((std::uint64_t{1} << 31) + 4097);
  for (std::uint64_t at = 0; at < bytes.size(); ++at) bytes[at] = pattern(at);
  return bytes;
}

void expect_long_message(std::span<const std::byte> bytes) {
  ASSERT_EQ(bytes.size(), (std::uint64_t{1} << 31) + 4097);
  std::uint64_t wrong = 0;
  for (std::uint64_t at = 0; at < bytes.size(); ++at) wrong += bytes[at] != pattern(at);
  EXPECT_EQ(wrong, 0U);
}

TEST(Pieces, CarryMessagesLongerThanAnIntCounts) {
  const Comm comm = Comm::world();
  if (std::getenv("MACHI_LARGE_TESTS") == nullptr || comm.size() != 2)
    GTEST_SKIP() << "takes 10 GB and two ranks: tests/faults sets MACHI_LARGE_TESTS=1";
  const bool mine = comm.rank() == 1;
  {
    std::vector<std::vector<std::byte>> rows(2);
    if (mine) rows[0] = long_message();
    const ByteRows got = comm.all_to_all(rows);
    if (!mine) expect_long_message(std::span(got.bytes).subspan(got.offsets[1]));
  }
  {
    const ByteRows got = comm.gather(mine ? long_message() : std::vector<std::byte>());
    if (!mine) expect_long_message(got.bytes);
  }
  std::vector<std::byte> told = mine ? std::vector<std::byte>() : long_message();
  comm.broadcast(told);
  expect_long_message(told);
}

}  // namespace
}  // namespace machi
