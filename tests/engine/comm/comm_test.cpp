// Comm gives the same answers on 1, 2 and 4 ranks.
#include "engine/comm/comm.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace machi
