#include "engine/coupling/car_goals.hpp"

#include <cmath>
#include <limits>
#include <queue>
#include <tuple>

#include "engine/model/population.hpp"

namespace machi {
namespace {

constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

/// A way from the beginning of a link, and how long it takes.
using Candidate = std::tuple<std::uint64_t, std::uint32_t>;

std::vector<std::uint64_t> times_us(const TrafficNetwork& network, std::span<const LinkTime> slow) {
  std::vector<std::uint64_t> times;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    times.push_back(
        static_cast<std::uint64_t>(std::max(1.0, std::floor(1e6 * network.length_m[l] / network.free_speed_m_s[l]))));
  for (const LinkTime& link : slow) times[link.link] = std::max(times[link.link], link.time_us);
  return times;
}

/// Links by the node where they end.
struct Incoming {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> link;
  explicit Incoming(const TrafficNetwork& network) : begin(network.nodes() + 1, 0), link(network.links()) {
    for (const std::uint32_t node : network.to) ++begin[node + 1];
    for (std::uint32_t n = 0; n < network.nodes(); ++n) begin[n + 1] += begin[n];
    std::vector<std::uint32_t> at(begin.begin(), begin.end() - 1);
    for (std::uint32_t l = 0; l < network.links(); ++l) link[at[network.to[l]]++] = l;
  }
};

}  // namespace

CarGoals::CarGoals(const TrafficNetwork& network, std::span<const std::uint32_t> goals, std::uint32_t mode_bits,
                   std::span<const std::uint8_t> closed, std::span<const LinkTime> slow)
    : network_(network), is_goal_(network.links(), 0), next_(network.nodes(), no_index) {
  const std::vector<std::uint64_t> time_us = times_us(network, slow);
  const Incoming incoming(network);
  std::vector<std::uint64_t> best_us(network.nodes(), never);
  std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> open;
  const auto is_open = [&](std::uint32_t link) { return closed.empty() || closed[link] == 0; };
  for (const std::uint32_t goal : goals) {
    if (!is_open(goal)) continue;
    is_goal_[goal] = 1;
    open.emplace(time_us[goal], goal);
  }
  while (!open.empty()) {
    const auto [reached_us, link] = open.top();
    open.pop();
    const std::uint32_t node = network.from[link];
    if (best_us[node] != never) continue;
    best_us[node] = reached_us;
    next_[node] = link;
    for (std::uint32_t k = incoming.begin[node]; k < incoming.begin[node + 1]; ++k) {
      const std::uint32_t before = incoming.link[k];
      if ((network.link_modes[before] & mode_bits) != 0 && is_open(before) && best_us[network.from[before]] == never)
        open.emplace(reached_us + time_us[before], before);
    }
  }
}

std::vector<std::uint32_t> CarGoals::way(std::uint32_t link) const {
  std::vector<std::uint32_t> links{link};
  while (is_goal_[links.back()] == 0) {
    const std::uint32_t next = next_[network_.to[links.back()]];
    if (next == no_index) return {};
    links.push_back(next);
  }
  return links;
}

}  // namespace machi
