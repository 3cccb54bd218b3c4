// Of ranks that fail in work that all do in one order, the one that came least far is heard.
#include "engine/comm/agree_on_first.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/core/error.hpp"

namespace machi {
namespace {

TEST(AgreeOnFirst, HearsTheRankThatCameLeastFar) {
  const Comm comm = Comm::world();
  const int last = comm.size() - 1;
  try {
    agree_on_first(comm, [&](std::uint64_t& at) {
      at = static_cast<std::uint64_t>(10 - comm.rank());
      throw InputError(fmt::format("file:{}", comm.rank()), "is wrong");
    });
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()), fmt::format("file:{}: is wrong", last));
  }
  EXPECT_NO_THROW(agree_on_first(comm, [](std::uint64_t& at) { ++at; }));
}

}  // namespace
}  // namespace machi
