// Leaves that lie on the ranks in runs are dealt as those that every rank has whole, however the runs are cut.
#include "engine/partition/deal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

namespace machi {
namespace {

/// Leaves of 2 m, sixteen of them a block; those of a river are missing.
constexpr GridFrame frame{250, 5};

std::vector<LeafKey> town() {
  std::vector<LeafKey> keys;
  for (std::int32_t y = 0; y < 30; ++y)
    for (std::int32_t x = 0; x < 27; ++x)
      if (x - y / 2 < 3 || x - y / 2 > 6) keys.push_back(frame.key({x, y}));
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::int64_t weight_of(LeafKey key) {
  return 1 + static_cast<std::int64_t>(key % 7 == 0 ? 16 * (key % 5) : 0);
}

std::vector<std::int64_t> weights_of(std::span<const LeafKey> keys) {
  std::vector<std::int64_t> weights;
  for (const LeafKey key : keys) weights.push_back(weight_of(key));
  return weights;
}

/// Where runs begin, of `leaves` among `ranks`.
using RunsBegin = std::function<std::size_t(std::size_t leaves, std::size_t rank, std::size_t ranks)>;

Dealt dealt_from(const Comm& comm, const RunsBegin& begin, CutRule rule) {
  const std::vector<LeafKey> keys = town();
  const auto rank = static_cast<std::size_t>(comm.rank());
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::size_t first = rank == 0 ? 0 : begin(keys.size(), rank, ranks);
  const std::size_t end = rank + 1 == ranks ? keys.size() : begin(keys.size(), rank + 1, ranks);
  const auto run = std::span(keys).subspan(first, end - first);
  return deal_runs(comm, {frame, 2, 0.2, 0, 0}, run, weights_of(run), rule);
}

const std::vector<std::pair<const char*, RunsBegin>> ways_to_cut{
    {"even", [](std::size_t leaves, std::size_t rank, std::size_t ranks) { return leaves * rank / ranks; }},
    {"within blocks", [](std::size_t, std::size_t rank, std::size_t) { return 3 * rank; }},
    {"all on the last", [](std::size_t, std::size_t, std::size_t) { return std::size_t{0}; }},
    {"all on the first", [](std::size_t leaves, std::size_t, std::size_t) { return leaves; }},
    {"one leaf each", [](std::size_t, std::size_t rank, std::size_t) { return rank; }},
};

TEST(DealRuns, CutsWhereOneRankWithAllLeavesWould) {
  const Comm comm = Comm::world();
  const int nest = block_frame(frame, 2).nest;
  ASSERT_GT(nest, 0);
  std::map<LeafKey, std::int64_t> by_block;
  for (const LeafKey key : town()) by_block[key >> (2 * nest)] += weight_of(key);
  std::vector<BlockWeight> blocks;
  for (const auto& [key, weight] : by_block) blocks.push_back({key, weight});
  for (const CutRule rule : {CutRule::weighted, CutRule::even, CutRule::skewed}) {
    const LeafCuts expected = cut_curve(blocks, comm.size(), rule);
    for (const auto& [name, begin] : ways_to_cut)
      EXPECT_EQ(dealt_from(comm, begin, rule).cuts.cuts, expected.cuts) << name;
  }
}

TEST(DealRuns, EachRankGetsItsLeavesAndNoOther) {
  const Comm comm = Comm::world();
  const std::vector<LeafKey> keys = town();
  for (const auto& [name, begin] : ways_to_cut) {
    const Dealt dealt = dealt_from(comm, begin, CutRule::weighted);
    const LeafCuts cuts = leaf_cuts_of(dealt.cuts, dealt.block_frame);
    std::vector<LeafKey> expected;
    for (const LeafKey key : keys)
      if (cuts.owner(key) == comm.rank()) expected.push_back(key);
    const std::span<const LeafKey> own = dealt.leaves->keys();
    EXPECT_EQ(std::vector<LeafKey>(own.begin(), own.end()), expected) << name;
    EXPECT_EQ(dealt.leaves->total(), keys.size()) << name;
  }
}

TEST(DealRuns, OneRankKnowsTheWeightsOfAllBlocks) {
  const Comm comm = Comm::world();
  const Dealt dealt = dealt_from(comm, ways_to_cut[0].second, CutRule::weighted);
  if (comm.size() > 1) {
    EXPECT_TRUE(dealt.weights.empty());
    return;
  }
  std::int64_t sum = 0;
  for (const BlockWeight& block : dealt.weights) sum += block.weight;
  std::int64_t expected = 0;
  for (const LeafKey key : town()) expected += weight_of(key);
  EXPECT_EQ(sum, expected);
}

TEST(RunsOf, NameTheRankThatHasALeaf) {
  const Comm comm = Comm::world();
  const std::vector<LeafKey> keys = town();
  // Odd ranks have none.
  std::vector<LeafKey> run;
  for (const LeafKey key : keys)
    if (static_cast<int>(key * static_cast<LeafKey>(comm.size()) / (keys.back() + 1)) / 2 * 2 == comm.rank())
      run.push_back(key);
  const LeafCuts runs = runs_of(comm, run);
  for (const LeafKey key : keys)
    EXPECT_EQ(runs.owner(key), static_cast<int>(key * static_cast<LeafKey>(comm.size()) / (keys.back() + 1)) / 2 * 2);
}

}  // namespace
}  // namespace machi
