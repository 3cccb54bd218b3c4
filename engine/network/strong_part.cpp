#include "engine/network/strong_part.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace machi {
namespace {

/// Links by their first node.
struct OutLinks {
  std::vector<std::uint32_t> begin;  ///< [nodes + 1]
  std::vector<std::uint32_t> to;
};

OutLinks out_links(const TrafficNetwork& network, std::uint32_t mode_bits) {
  OutLinks out{std::vector<std::uint32_t>(network.nodes() + 1, 0), {}};
  const auto usable = [&](std::uint32_t l) { return (network.link_modes[l] & mode_bits) != 0; };
  for (std::uint32_t l = 0; l < network.links(); ++l) out.begin[network.from[l] + 1] += usable(l);
  std::partial_sum(out.begin.begin(), out.begin.end(), out.begin.begin());
  out.to.resize(out.begin.back());
  std::vector<std::uint32_t> next(out.begin.begin(), out.begin.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (usable(l)) out.to[next[network.from[l]]++] = network.to[l];
  return out;
}

/// Tarjan's search without recursion: which part each node is in.
class StrongParts {
 public:
  explicit StrongParts(const OutLinks& out) : out_(out) {
    const auto nodes = static_cast<std::uint32_t>(out.begin.size() - 1);
    part_.assign(nodes, no_node);
    number_.assign(nodes, 0);
    lowest_.assign(nodes, 0);
    next_.assign(out.begin.begin(), out.begin.end() - 1);
    for (std::uint32_t node = 0; node < nodes; ++node)
      if (number_[node] == 0) search(node);
  }
  const std::vector<std::uint32_t>& part() const { return part_; }
  std::uint32_t count() const { return parts_; }

 private:
  void enter(std::uint32_t node) {
    number_[node] = lowest_[node] = ++last_;
    open_.push_back(node);
    way_.push_back(node);
  }

  void search(std::uint32_t root) {
    enter(root);
    while (!way_.empty()) {
      const std::uint32_t node = way_.back();
      if (next_[node] < out_.begin[node + 1]) {
        const std::uint32_t to = out_.to[next_[node]++];
        if (number_[to] == 0) {
          enter(to);
        } else if (part_[to] == no_node) {
          lowest_[node] = std::min(lowest_[node], number_[to]);
        }
        continue;
      }
      way_.pop_back();
      if (!way_.empty()) lowest_[way_.back()] = std::min(lowest_[way_.back()], lowest_[node]);
      if (lowest_[node] == number_[node]) close(node);
    }
  }

  void close(std::uint32_t node) {
    std::uint32_t last = no_node;
    while (last != node) {
      last = open_.back();
      open_.pop_back();
      part_[last] = parts_;
    }
    ++parts_;
  }

  const OutLinks& out_;
  std::vector<std::uint32_t> part_, number_, lowest_, next_, open_, way_;
  std::uint32_t last_{0};
  std::uint32_t parts_{0};
};

}  // namespace

std::vector<std::uint8_t> strong_part(const TrafficNetwork& network, std::uint32_t mode_bits) {
  const OutLinks out = out_links(network, mode_bits);
  std::vector<std::uint8_t> inside(network.nodes(), 0);
  if (out.to.empty()) return inside;
  const StrongParts parts(out);
  std::vector<std::uint32_t> nodes(parts.count(), 0);
  for (const std::uint32_t part : parts.part()) ++nodes[part];
  std::uint32_t largest = parts.part()[0];
  for (const std::uint32_t part : parts.part())
    if (nodes[part] > nodes[largest]) largest = part;
  for (std::uint32_t node = 0; node < network.nodes(); ++node) inside[node] = parts.part()[node] == largest;
  return inside;
}

std::int64_t NearestNode::cell_of(double metres) {
  return static_cast<std::int64_t>(std::floor(std::clamp(metres, -1e8, 1e8) / cell_m));
}

std::uint64_t NearestNode::key(std::int64_t cx, std::int64_t cy) {
  return static_cast<std::uint64_t>(cx) << 32 ^ (static_cast<std::uint64_t>(cy) & 0xffffffffU);
}

NearestNode::NearestNode(const TrafficNetwork& network, const std::vector<std::uint8_t>& usable) : network_(network) {
  for (std::uint32_t node = 0; node < network.nodes(); ++node) {
    if (usable[node] == 0) continue;
    const std::int64_t cx = cell_of(network.x_m[node]);
    const std::int64_t cy = cell_of(network.y_m[node]);
    const bool first = cells_.empty();
    low_x_ = first ? cx : std::min(low_x_, cx);
    low_y_ = first ? cy : std::min(low_y_, cy);
    high_x_ = first ? cx : std::max(high_x_, cx);
    high_y_ = first ? cy : std::max(high_y_, cy);
    cells_[key(cx, cy)].push_back(node);
  }
}

void NearestNode::look(std::int64_t cx, std::int64_t cy, double x_m, double y_m, double& best2,
                       std::uint32_t& best) const {
  const auto found = cells_.find(key(cx, cy));
  if (found == cells_.end()) return;
  for (const std::uint32_t node : found->second) {
    const double dx = network_.x_m[node] - x_m;
    const double dy = network_.y_m[node] - y_m;
    const double distance2 = dx * dx + dy * dy;
    if (distance2 > best2 || (distance2 == best2 && node >= best)) continue;
    best2 = distance2;
    best = node;
  }
}

// Rings of cells around the point, until the next ring is farther than the best node.
std::uint32_t NearestNode::operator()(double x_m, double y_m) const {
  if (cells_.empty()) return no_node;
  const std::int64_t cx = cell_of(x_m);
  const std::int64_t cy = cell_of(y_m);
  const std::int64_t last =
      std::max({std::abs(cx - low_x_), std::abs(cx - high_x_), std::abs(cy - low_y_), std::abs(cy - high_y_)});
  double best2 = std::numeric_limits<double>::infinity();
  std::uint32_t best = no_node;
  for (std::int64_t ring = 0; ring <= last; ++ring) {
    const double nearest_m = cell_m * static_cast<double>(std::max<std::int64_t>(0, ring - 1));
    if (nearest_m * nearest_m > best2) break;
    for (std::int64_t dy = -ring; dy <= ring; ++dy) {
      const std::int64_t step = std::abs(dy) == ring ? 1 : std::max<std::int64_t>(1, 2 * ring);
      for (std::int64_t dx = -ring; dx <= ring; dx += step) look(cx + dx, cy + dy, x_m, y_m, best2, best);
    }
  }
  return best;
}

}  // namespace machi
