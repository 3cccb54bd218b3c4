#include "benchmarks/end_to_end/crowded_city/model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace machi::crowded_city {
namespace {

// The network of crowded_city.py: InfiniBand of 25 GB/s a node of 16 ranks.
constexpr double latency_s = 1.5e-6;
constexpr double message_s = 0.4e-6;  ///< of a core, at either end
constexpr double bytes_per_s = 25e9 / 16;
constexpr double steps_per_s = 20;
constexpr double sums_per_s = 3;

struct Part {
  double work_s{0};
  double ghosts{0};  ///< sent and received
  std::set<int> neighbours;
  double seconds(const StepCost& cost) const {
    const double messages = 2 * static_cast<double>(neighbours.size());
    return work_s + cost.ghost_s * ghosts + message_s * messages + 0.5 * ghosts * sizeof(GhostWalker) / bytes_per_s;
  }
};

}  // namespace

std::vector<ExpectedBlock> expected_blocks(const Crowd& crowd, const WalkShape& shape, const StepCost& cost,
                                           KeyRange keys) {
  const BlockFrame frame = blocks_of(shape);
  const double around_m = 3 * frame.side_m() / frame.bins;
  std::vector<ExpectedBlock> blocks;
  for (LeafKey key = keys.first << (2 * frame.nest); key < keys.end << (2 * frame.nest); ++key) {
    const LeafXY leaf = shape.frame.leaf(key);
    const double open_m2 = __builtin_popcountll(crowd.open_cells(leaf));
    if (open_m2 == 0) continue;
    const double persons = crowd.density_1_m2(leaf) * open_m2;
    // Those in the bins around a person are as many as its own share of the leaf says, and itself.
    const double pairs = persons * (1 + persons / leaf_cells * around_m * around_m);
    const double seconds = persons * cost.walker_s + pairs * cost.pair_s + (1 - std::exp(-persons)) * cost.block_s;
    const LeafKey block = key >> (2 * frame.nest);
    if (blocks.empty() || blocks.back().key != block) blocks.push_back({block, 0, 0});
    blocks.back().persons += persons;
    blocks.back().seconds += seconds;
  }
  return blocks;
}

std::vector<BlockWeight> weights_of(const std::vector<ExpectedBlock>& blocks) {
  std::vector<BlockWeight> weights;
  for (const ExpectedBlock& block : blocks)
    weights.push_back({block.key, static_cast<std::int64_t>(1e10 * block.seconds)});
  return weights;
}

void print_model(const Crowd& crowd, const WalkShape& shape, const StepCost& cost, const std::vector<int>& ranks) {
  const BlockFrame frame = blocks_of(shape);
  const GridFrame curve = frame.blocks();
  const std::vector<ExpectedBlock> blocks =
      expected_blocks(crowd, shape, cost, {0, crowd.end_key() >> (2 * frame.nest)});
  const std::vector<BlockWeight> weights = weights_of(blocks);
  LeafDirectory directory;
  double persons = 0, work_s = 0;
  for (std::uint32_t i = 0; i < blocks.size(); ++i) {
    directory.insert(curve.leaf(blocks[i].key), i);
    persons += blocks[i].persons;
    work_s += blocks[i].seconds;
  }
  for (const int count : ranks) {
    const LeafCuts cuts = cut_curve(weights, count, CutRule::weighted);
    std::vector<Part> parts(static_cast<std::size_t>(count));
    LeafDirectory::Cursor cursor(directory);
    for (const ExpectedBlock& block : blocks) {
      const int owner = cuts.owner(block.key);
      Part& mine = parts[static_cast<std::size_t>(owner)];
      mine.work_s += block.seconds;
      const LeafXY at = curve.leaf(block.key);
      std::set<int> holders;
      for (int side = 0; side < 9; ++side) {
        const std::uint32_t other = cursor.find({at.x + side % 3 - 1, at.y + side / 3 - 1});
        if (other != LeafDirectory::none) holders.insert(cuts.owner(blocks[other].key));
      }
      holders.erase(owner);
      for (const int holder : holders) {
        mine.neighbours.insert(holder);
        mine.ghosts += block.persons;
        parts[static_cast<std::size_t>(holder)].ghosts += block.persons;
      }
    }
    double most_s = 0, most_work_s = 0, ghosts = 0, neighbours = 0;
    std::size_t most_neighbours = 0;
    for (const Part& part : parts) {
      most_s = std::max(most_s, part.seconds(cost));
      most_work_s = std::max(most_work_s, part.work_s);
      ghosts += 0.5 * part.ghosts;
      neighbours += static_cast<double>(part.neighbours.size());
      most_neighbours = std::max(most_neighbours, part.neighbours.size());
    }
    const double sums_s = sums_per_s / steps_per_s * 2 * std::log2(static_cast<double>(count)) * latency_s;
    const double step_s = most_s + latency_s + sums_s;
    fmt::print(
        "{{\"ranks\": {}, \"persons\": {:.0f}, \"km2\": {}, \"step_s\": {:.6g}, \"work_s\": {:.6g}, "
        "\"max_over_mean\": {:.4f}, \"efficiency\": {:.4f}, \"ghosts_over_own\": {:.4f}, \"neighbours_mean\": {:.2f}, "
        "\"neighbours_max\": {}}}\n",
        count, persons, crowd.plan().area_km2, step_s, work_s, most_work_s * count / work_s, work_s / count / step_s,
        ghosts / persons, neighbours / count, most_neighbours);
  }
}

}  // namespace machi::crowded_city
