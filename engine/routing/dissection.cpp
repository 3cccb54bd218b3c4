#include "engine/routing/dissection.hpp"

#include <algorithm>
#include <numeric>

#include "engine/routing/minimum_cut.hpp"

namespace machi {
namespace {

constexpr std::uint32_t nobody = 0xffffffffU;

/// Every pair of joined nodes once at each of them.
SmallGraph undirected(const RouteGraph& graph) {
  std::vector<std::uint64_t> pairs;
  for (std::uint32_t node = 0; node < graph.nodes(); ++node) {
    for (std::uint32_t e = graph.out_begin[node]; e < graph.out_begin[node + 1]; ++e) {
      pairs.push_back(std::uint64_t{node} << 32U | graph.head[e]);
      pairs.push_back(std::uint64_t{graph.head[e]} << 32U | node);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  SmallGraph small;
  small.begin.assign(graph.nodes() + 1, 0);
  for (const std::uint64_t pair : pairs) {
    ++small.begin[(pair >> 32U) + 1];
    small.head.push_back(static_cast<std::uint32_t>(pair));
  }
  std::partial_sum(small.begin.begin(), small.begin.end(), small.begin.begin());
  return small;
}

/// Parts a network again and again.
class Dissection {
 public:
  Dissection(const RouteGraph& graph, std::span<const double> x_m, std::span<const double> y_m)
      : whole_(undirected(graph)), x_m_(x_m), y_m_(y_m), place_(graph.nodes(), nobody) {}

  std::vector<std::uint32_t> run() {
    std::vector<std::uint32_t> all(whole_.nodes());
    std::iota(all.begin(), all.end(), 0U);
    order_.reserve(all.size());
    parts_.push_back({std::move(all), false});
    // Last comes first: separators, then one part, then the other; turned round at the end.
    while (!parts_.empty()) {
      Part part = std::move(parts_.back());
      parts_.pop_back();
      dissect(std::move(part));
    }
    std::reverse(order_.begin(), order_.end());
    return std::move(order_);
  }

 private:
  struct Part {
    std::vector<std::uint32_t> nodes;
    bool joined{false};  ///< known to be in one piece
  };

  void dissect(Part part) {
    constexpr std::size_t smallest = 3;
    if (part.nodes.size() <= smallest) {
      order_.insert(order_.end(), part.nodes.begin(), part.nodes.end());
      return;
    }
    take(part.nodes);
    if (!part.joined && split_pieces(part.nodes)) return;
    cut(part.nodes);
  }

  // The part as a graph of its own.
  void take(const std::vector<std::uint32_t>& nodes) {
    for (std::uint32_t k = 0; k < nodes.size(); ++k) place_[nodes[k]] = k;
    small_.begin.assign(1, 0);
    small_.head.clear();
    for (const std::uint32_t node : nodes) {
      for (std::uint32_t e = whole_.begin[node]; e < whole_.begin[node + 1]; ++e)
        if (place_[whole_.head[e]] != nobody) small_.head.push_back(place_[whole_.head[e]]);
      small_.begin.push_back(static_cast<std::uint32_t>(small_.head.size()));
    }
    for (const std::uint32_t node : nodes) place_[node] = nobody;
    small_.twin.resize(small_.head.size());
    std::vector<std::uint32_t>& next = scratch_;
    next.assign(small_.begin.begin(), small_.begin.end() - 1);
    // Edges are seen by their lower node first, in the order in which the other has its lower ones.
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) sort_heads(n);
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) {
      for (std::uint32_t e = small_.begin[n]; e < small_.begin[n + 1]; ++e) {
        const std::uint32_t head = small_.head[e];
        if (head < n) continue;
        small_.twin[e] = next[head]++;
        small_.twin[small_.twin[e]] = e;
      }
    }
  }
  void sort_heads(std::uint32_t n) {
    std::sort(small_.head.begin() + small_.begin[n], small_.head.begin() + small_.begin[n + 1]);
  }

  // Whether the part is in more than one piece; then they are parts of their own.
  bool split_pieces(const std::vector<std::uint32_t>& nodes) {
    std::vector<std::uint32_t> piece(nodes.size(), nobody);
    std::uint32_t pieces = 0;
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) {
      if (piece[n] != nobody) continue;
      for (const std::uint32_t reached : walk_from(n)) piece[reached] = pieces;
      ++pieces;
    }
    if (pieces == 1) return false;
    const std::size_t first = parts_.size();
    parts_.resize(first + pieces);
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) parts_[first + piece[n]].nodes.push_back(nodes[n]);
    for (std::size_t k = first; k < parts_.size(); ++k) parts_[k].joined = true;
    return true;
  }

  // Nodes by their distance, the nearest first.
  const std::vector<std::uint32_t>& walk_from(std::uint32_t start) {
    distance_.resize(small_.nodes());
    seen_.resize(std::max<std::size_t>(seen_.size(), small_.nodes()), 0);
    ++walk_;
    walked_.assign(1, start);
    seen_[start] = walk_;
    distance_[start] = 0;
    for (std::size_t k = 0; k < walked_.size(); ++k) {
      const std::uint32_t node = walked_[k];
      for (std::uint32_t e = small_.begin[node]; e < small_.begin[node + 1]; ++e) {
        const std::uint32_t head = small_.head[e];
        if (seen_[head] == walk_) continue;
        seen_[head] = walk_;
        distance_[head] = distance_[node] + 1;
        walked_.push_back(head);
      }
    }
    return walked_;
  }

  void cut(const std::vector<std::uint32_t>& nodes) {
    const auto count = static_cast<std::uint32_t>(nodes.size());
    const std::uint32_t ends = std::max(1U, count / 4);
    std::uint32_t fewest = nobody;
    std::vector<std::uint8_t> best;
    for (const std::vector<double>& along : directions(nodes)) {
      std::vector<std::uint32_t> order(count);
      std::iota(order.begin(), order.end(), 0U);
      std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return along[a] != along[b] ? along[a] < along[b] : nodes[a] < nodes[b];
      });
      if (!minimum_.part(small_, order, ends, fewest)) continue;
      fewest = minimum_.size();
      best = minimum_.side();
    }
    separate(nodes, best);
  }

  std::vector<std::vector<double>> directions(const std::vector<std::uint32_t>& nodes) {
    std::vector<std::vector<double>> all;
    if (!x_m_.empty()) {
      for (const auto& [x, y] : {std::pair{1, 0}, {0, 1}, {1, 1}, {1, -1}}) {
        std::vector<double>& along = all.emplace_back();
        for (const std::uint32_t node : nodes) along.push_back(x * x_m_[node] + y * y_m_[node]);
      }
      return all;
    }
    const std::uint32_t a = walk_from(0).back();
    const std::uint32_t b = walk_from(a).back();
    std::vector<double>& along = all.emplace_back(distance_.begin(), distance_.begin() + small_.nodes());
    walk_from(b);
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) along[n] -= distance_[n];
    return all;
  }

  // The nodes of one side at which cut edges end stand between the rest.
  void separate(const std::vector<std::uint32_t>& nodes, const std::vector<std::uint8_t>& side) {
    std::vector<std::uint8_t> borders(nodes.size(), 0);
    std::size_t count[2] = {0, 0};
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) {
      for (std::uint32_t e = small_.begin[n]; e < small_.begin[n + 1]; ++e)
        if (side[small_.head[e]] != side[n]) borders[n] = 1;
      count[side[n]] += borders[n];
    }
    const std::uint8_t taken = count[0] <= count[1] ? 0 : 1;
    Part parts[2];
    for (std::uint32_t n = 0; n < small_.nodes(); ++n) {
      const bool between = borders[n] != 0 && side[n] == taken;
      (between ? order_ : parts[side[n]].nodes).push_back(nodes[n]);
    }
    for (Part& part : parts)
      if (!part.nodes.empty()) parts_.push_back(std::move(part));
  }

  SmallGraph whole_;
  std::span<const double> x_m_;
  std::span<const double> y_m_;
  std::vector<std::uint32_t> place_;  ///< [nodes of the whole] in the part; nobody
  std::vector<Part> parts_;           ///< to be dissected, the last first
  std::vector<std::uint32_t> order_;  ///< turned round

  // Of the part in hand.
  SmallGraph small_;
  MinimumCut minimum_;
  std::vector<std::uint32_t> scratch_;
  std::vector<std::uint32_t> distance_;
  std::vector<std::uint32_t> walked_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t walk_{0};
};

}  // namespace

std::vector<std::uint32_t> dissection_order(const RouteGraph& graph, std::span<const double> x_m,
                                            std::span<const double> y_m) {
  return Dissection(graph, x_m, y_m).run();
}

}  // namespace machi
