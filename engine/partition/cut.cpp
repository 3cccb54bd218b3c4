#include "engine/partition/cut.hpp"

#include <algorithm>
#include <set>

namespace machi {
namespace {

std::int64_t weight_of(const BlockWeight& block, CutRule rule) {
  return rule == CutRule::weighted ? std::max<std::int64_t>(block.weight, 1) : 1;
}

// Share of the whole weight that lies before rank `part`, in 1/3 of a rank's part where the cut is skewed.
std::int64_t place_of_cut(std::int64_t total, int part, int parts, CutRule rule) {
  if (rule != CutRule::skewed || parts == 1) return total * part / parts;
  return total * 2 / 3 + total / 3 * (part - 1) / (parts - 1);
}

// Each rank knows which cuts lie among its blocks or before them; the first block after a cut is the lowest that any
// names.
LeafCuts cuts_of(const Comm& comm, std::span<const BlockWeight> mine, int parts, CutRule rule) {
  std::int64_t own = 0;
  for (const BlockWeight& block : mine) own += weight_of(block, rule);
  std::int64_t before = comm.sum_below(own);
  const std::int64_t total = comm.sum(own);
  const std::int64_t end = comm.max(mine.empty() ? 1 : static_cast<std::int64_t>(mine.back().key) + 1);
  std::vector<std::int64_t> cuts(static_cast<std::size_t>(parts) + 1, end);
  cuts[0] = 0;
  int part = 1;
  for (const BlockWeight& block : mine) {
    // The block goes to the side of the cut on which its middle lies.
    while (part < parts && 2 * before + weight_of(block, rule) > 2 * place_of_cut(total, part, parts, rule))
      cuts[static_cast<std::size_t>(part++)] = static_cast<std::int64_t>(block.key);
    before += weight_of(block, rule);
  }
  comm.min(cuts);
  LeafCuts result;
  for (const std::int64_t cut : cuts) result.cuts.push_back(static_cast<LeafKey>(cut));
  return result;
}

}  // namespace

LeafCuts cut_curve(std::span<const BlockWeight> blocks, int parts, CutRule rule) {
  return cuts_of(Comm::null(), blocks, parts, rule);
}

LeafCuts cut_curve(const Comm& comm, std::span<const BlockWeight> mine, CutRule rule) {
  return cuts_of(comm, mine, comm.size(), rule);
}

std::vector<std::int64_t> weights_under(const Comm& comm, std::span<const BlockWeight> mine, const LeafCuts& cuts) {
  std::vector<std::int64_t> weights(cuts.cuts.size() - 1, 0);
  for (const BlockWeight& block : mine) weights[static_cast<std::size_t>(cuts.owner(block.key))] += block.weight;
  comm.sum(weights);
  return weights;
}

std::vector<PartFigures> dry_run(GridFrame frame, std::span<const BlockWeight> blocks, const LeafCuts& cuts) {
  const std::size_t parts = cuts.cuts.size() - 1;
  std::vector<PartFigures> figures(parts);
  std::vector<std::set<int>> neighbours(parts);
  std::vector<std::set<LeafKey>> ghosts(parts);
  LeafDirectory directory;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    directory.insert(frame.leaf(blocks[i].key), static_cast<std::uint32_t>(i));
  LeafDirectory::Cursor cursor(directory);
  for (const BlockWeight& block : blocks) {
    const int owner = cuts.owner(block.key);
    PartFigures& mine = figures[static_cast<std::size_t>(owner)];
    ++mine.blocks;
    mine.weight += block.weight;
    const LeafXY leaf = frame.leaf(block.key);
    bool boundary = false;
    for (int dy = -1; dy <= 1; ++dy) {
      for (int dx = -1; dx <= 1; ++dx) {
        const std::uint32_t other = cursor.find({leaf.x + dx, leaf.y + dy});
        if (other == LeafDirectory::none) continue;
        const int other_owner = cuts.owner(blocks[other].key);
        if (other_owner == owner) continue;
        boundary = true;
        neighbours[static_cast<std::size_t>(owner)].insert(other_owner);
        ghosts[static_cast<std::size_t>(owner)].insert(blocks[other].key);
      }
    }
    if (!boundary) continue;
    ++mine.boundary_blocks;
    mine.boundary_weight += block.weight;
  }
  for (std::size_t part = 0; part < parts; ++part) {
    figures[part].neighbours = neighbours[part].size();
    figures[part].ghost_blocks = ghosts[part].size();
  }
  return figures;
}

}  // namespace machi
