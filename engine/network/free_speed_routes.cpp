#include "engine/network/free_speed_routes.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace machi {

FreeSpeedRoutes::FreeSpeedRoutes(const TrafficNetwork& network, std::uint32_t mode_bits)
    : network_(network),
      out_begin_(network.nodes() + 1, 0),
      reached_(network.exits.given() ? network.links() : network.nodes()),
      wanted_(network.nodes(), 0) {
  const auto usable = [&](std::uint32_t l) { return (network.link_modes[l] & mode_bits) != 0; };
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    out_begin_[network.from[l] + 1] += usable(l);
    const double us = std::ceil(1e6 * network.length_m[l] / network.free_speed_m_s[l]);
    time_us_.push_back(static_cast<std::uint64_t>(std::clamp(us, 1.0, 1e15)));
  }
  std::partial_sum(out_begin_.begin(), out_begin_.end(), out_begin_.begin());
  out_.resize(out_begin_.back());
  std::vector<std::uint32_t> next(out_begin_.begin(), out_begin_.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    if (usable(l)) out_[next[network.from[l]]++] = {l, network.to[l], time_us_[l]};
  if (!network.exits.given()) return;
  turns_ = link_turns(network, mode_bits);
  for (std::uint32_t l = 0; l < network.links(); ++l) usable_.push_back(usable(l));
}

std::vector<std::uint32_t> FreeSpeedRoutes::route(std::uint32_t first, std::uint32_t last) {
  if (first == last) return {first};
  if (network_.exits.given()) {
    search_turns(first, last);
    if (reached_[last].search != searches_) return {};
    std::vector<std::uint32_t> links{last};
    while (links.back() != first) links.push_back(reached_[links.back()].by);
    std::reverse(links.begin(), links.end());
    return links;
  }
  search(network_.to[first], std::span(&network_.from[last], 1));
  return found_route(first, last);
}

std::vector<std::uint32_t> FreeSpeedRoutes::found_route(std::uint32_t first, std::uint32_t last) const {
  if (first == last) return {first};
  const std::uint32_t from = network_.to[first];
  const std::uint32_t to = network_.from[last];
  if (reached_[to].search != searches_) return {};
  std::vector<std::uint32_t> links{last};
  for (std::uint32_t node = to; node != from; node = network_.from[links.back()]) links.push_back(reached_[node].by);
  links.push_back(first);
  std::reverse(links.begin(), links.end());
  return links;
}

// Every link takes time, so all links by which a node can be reached in its least time are seen before it is settled.
void FreeSpeedRoutes::search(std::uint32_t from, std::span<const std::uint32_t> others) {
  using Entry = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  ++searches_;
  std::size_t left = 0;
  for (const std::uint32_t other : others) {
    left += wanted_[other] != searches_ ? 1 : 0;
    wanted_[other] = searches_;
  }
  reach(from, 0, 0);
  open.emplace(0, from);
  while (!open.empty()) {
    const auto [time_us, node] = open.top();
    open.pop();
    if (time_us > reached_[node].time_us) continue;
    if (wanted_[node] == searches_ && --left == 0) return;
    for (std::uint32_t k = out_begin_[node]; k < out_begin_[node + 1]; ++k) {
      const Out& out = out_[k];
      const std::uint64_t then_us = time_us + out.time_us;
      if (reach(out.to, then_us, out.link)) open.emplace(then_us, out.to);
    }
  }
}

// A* (Hart, Nilsson and Raphael 1968). It ends when nothing is open that could lie on a way as short as that which was
// found: all links by which nodes on such ways can be reached in their least time have been seen by then.
void FreeSpeedRoutes::search_to(std::uint32_t from, std::uint32_t other, const RouteLandmarks& landmarks) {
  struct Entry {
    std::uint64_t whole_us;
    std::uint64_t time_us;
    std::uint32_t node;
    bool operator>(const Entry& b) const { return whole_us > b.whole_us; }
  };
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  ++searches_;
  std::uint64_t most_us = RouteLandmarks::no_way;
  const auto put = [&](std::uint32_t node, std::uint64_t time_us) {
    const std::uint64_t left_us = landmarks.at_least_us(node, other);
    if (left_us != RouteLandmarks::no_way && time_us + left_us <= most_us)
      open.push({time_us + left_us, time_us, node});
  };
  reach(from, 0, 0);
  put(from, 0);
  while (!open.empty()) {
    const Entry best = open.top();
    open.pop();
    if (best.whole_us > most_us) return;
    if (best.time_us > reached_[best.node].time_us) continue;
    if (best.node == other) {
      most_us = best.time_us;
      continue;
    }
    for (std::uint32_t k = out_begin_[best.node]; k < out_begin_[best.node + 1]; ++k) {
      const Out& out = out_[k];
      const std::uint64_t then_us = best.time_us + out.time_us;
      if (reach(out.to, then_us, out.link)) put(out.to, then_us);
    }
  }
}

// The same over turns: what is reached are the beginnings of links.
void FreeSpeedRoutes::search_turns(std::uint32_t first, std::uint32_t last) {
  using Entry = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  ++searches_;
  reach(first, 0, first);
  open.emplace(0, first);
  while (!open.empty()) {
    const auto [time_us, link] = open.top();
    open.pop();
    if (link == last) return;
    if (time_us > reached_[link].time_us) continue;
    const std::uint64_t then_us = time_us + (link == first ? 0 : time_us_[link]);
    for (std::uint32_t k = turns_.begin[link]; k < turns_.begin[link + 1]; ++k) {
      const std::uint32_t next = turns_.to[k];
      if (next != first && (usable_[next] || next == last) && reach(next, then_us, link)) open.emplace(then_us, next);
    }
  }
}

// Whether it is reached earlier than before.
bool FreeSpeedRoutes::reach(std::uint32_t place, std::uint64_t time_us, std::uint32_t by) {
  Reached& reached = reached_[place];
  const bool first = reached.search != searches_;
  if (!first && time_us == reached.time_us) reached.by = std::min(reached.by, by);
  if (!first && time_us >= reached.time_us) return false;
  reached = {searches_, by, time_us};
  return true;
}

}  // namespace machi
