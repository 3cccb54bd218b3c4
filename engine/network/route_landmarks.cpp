#include "engine/network/route_landmarks.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace machi {
namespace {

/// Least times from one node to all others, by Dijkstra's algorithm; against the links where they are turned round.
class OneToAll {
 public:
  OneToAll(const TrafficNetwork& network, std::uint32_t mode_bits, std::span<const std::uint64_t> link_us, bool against)
      : begin_(network.nodes() + std::size_t{1}, 0) {
    const std::vector<std::uint32_t>& from = against ? network.to : network.from;
    const std::vector<std::uint32_t>& to = against ? network.from : network.to;
    const auto usable = [&](std::uint32_t l) { return (network.link_modes[l] & mode_bits) != 0; };
    for (std::uint32_t l = 0; l < network.links(); ++l) begin_[from[l] + 1] += usable(l);
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    out_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t l = 0; l < network.links(); ++l)
      if (usable(l)) out_[next[from[l]]++] = {to[l], link_us[l]};
  }

  std::vector<std::uint64_t> from(std::uint32_t node) const {
    using Entry = std::pair<std::uint64_t, std::uint32_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    std::vector<std::uint64_t> least(begin_.size() - 1, RouteLandmarks::no_way);
    least[node] = 0;
    open.emplace(0, node);
    while (!open.empty()) {
      const auto [us, here] = open.top();
      open.pop();
      if (us > least[here]) continue;
      for (std::uint32_t k = begin_[here]; k < begin_[here + 1]; ++k) {
        const std::uint64_t then = us + out_[k].us;
        if (then >= least[out_[k].to]) continue;
        least[out_[k].to] = then;
        open.emplace(then, out_[k].to);
      }
    }
    return least;
  }

 private:
  struct Out {
    std::uint32_t to;
    std::uint64_t us;
  };
  std::vector<std::uint32_t> begin_;
  std::vector<Out> out_;
};

}  // namespace

// The first lies furthest from some node, each next one furthest from those before it.
RouteLandmarks::RouteLandmarks(const TrafficNetwork& network, std::uint32_t mode_bits,
                               std::span<const std::uint64_t> link_us) {
  const std::uint32_t nodes = network.nodes();
  if (network.links() == 0) return;
  const OneToAll along(network, mode_bits, link_us, false);
  const OneToAll against(network, mode_bits, link_us, true);
  std::vector<std::uint64_t> far = along.from(network.from[0]);
  us_.resize(2 * most * std::size_t{nodes}, no_way);
  for (; count_ < most; ++count_) {
    std::uint32_t landmark = network.from[0];
    for (std::uint32_t node = 0; node < nodes; ++node)
      if (far[node] != no_way && far[node] > far[landmark]) landmark = node;
    const std::vector<std::uint64_t> from = along.from(landmark);
    const std::vector<std::uint64_t> to = against.from(landmark);
    for (std::uint32_t node = 0; node < nodes; ++node) {
      us_[2 * (most * node + count_)] = from[node];
      us_[2 * (most * node + count_) + 1] = to[node];
      far[node] = count_ == 0 ? from[node] : std::min(far[node], from[node]);
    }
  }
}

// By the triangles of both nodes with each landmark. Who is reached from a landmark from which the other is not, or
// cannot get to one to which the other can, cannot get to the other.
std::uint64_t RouteLandmarks::at_least_us(std::uint32_t from, std::uint32_t to) const {
  const std::uint64_t* const a = us_.data() + 2 * most * std::size_t{from};
  const std::uint64_t* const b = us_.data() + 2 * most * std::size_t{to};
  std::uint64_t least = 0;
  for (std::size_t k = 0; k < 2 * count_; k += 2) {
    if (a[k] != no_way) {
      if (b[k] == no_way) return no_way;
      if (b[k] > a[k]) least = std::max(least, b[k] - a[k]);
    }
    if (b[k + 1] != no_way) {
      if (a[k + 1] == no_way) return no_way;
      if (a[k + 1] > b[k + 1]) least = std::max(least, a[k + 1] - b[k + 1]);
    }
  }
  return least;
}

}  // namespace machi
