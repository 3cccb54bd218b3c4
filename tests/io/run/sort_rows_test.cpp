// Rows of all ranks in one order, however few of them travel at a time.
#include "io/run/sort_rows.hpp"

#include <gtest/gtest.h>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

struct Pair {
  std::uint64_t key{0};
  std::uint32_t beside{0};
  std::uint32_t rank{0};
  friend bool operator<(const Pair& a, const Pair& b) {
    return std::pair(a.key, a.beside) < std::pair(b.key, b.beside);
  }
};

TEST(SortRows, GivesEveryRankTheNextRowsOfAll) {
  const Comm comm = Comm::world();
  std::vector<Pair> mine;
  const auto rank = static_cast<std::uint32_t>(comm.rank());
  RandomStream dice(7, rank, 1);
  for (std::uint32_t k = 0; k < 500 * (1 + rank % 2); ++k) mine.push_back({dice.below(300), 1000 * rank + k, rank});
  const auto key = [](const Pair& pair) { return pair.key; };
  const std::vector<Pair> at_once = sort_rows(comm, mine, key, std::less<>());
  for (const std::size_t most_bytes : {std::size_t{1}, std::size_t{1000}}) {
    const std::vector<Pair> some = sort_rows(comm, mine, key, std::less<>(), most_bytes);
    ASSERT_EQ(some.size(), at_once.size());
    for (std::size_t k = 0; k < some.size(); ++k) {
      EXPECT_EQ(some[k].key, at_once[k].key);
      EXPECT_EQ(some[k].beside, at_once[k].beside);
    }
  }
  EXPECT_TRUE(std::is_sorted(at_once.begin(), at_once.end()));
  const std::vector<Pair> all = comm.gather_of(std::span<const Pair>(at_once));
  EXPECT_EQ(comm.sum(static_cast<std::int64_t>(mine.size())), comm.sum(static_cast<std::int64_t>(at_once.size())));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end())) << "over the ranks";
}

}  // namespace
}  // namespace machi
