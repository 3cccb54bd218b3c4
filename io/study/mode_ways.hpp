/// \file  Ways in time over a city's streets by one mode.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "engine/model/network.hpp"

namespace machi {

/// 80 m/min, Japan's rule for distances on foot in property notices.
inline constexpr double notice_walk_m_s = 80.0 / 60;

/// Ways in time by one mode; where it may not pass, people walk. The network must outlive nothing of it. One thread.
class ModeWays {
 public:
  /// `speed_m_s` 0: the links' own.
  ModeWays(const Network& network, std::uint8_t mode, double speed_m_s);

  /// Calls visit(node, seconds) for every node within `most_s` of `begin`, nearest first.
  template <class Visit>
  void reach(std::uint32_t begin, double most_s, const Visit& visit) {
    for (const std::uint32_t node : touched_) time_s_[node] = never;
    touched_.clear();
    using Reached = std::pair<double, std::uint32_t>;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
    const auto touch = [&](std::uint32_t node, double s) {
      if (s > most_s || s >= time_s_[node]) return;
      if (time_s_[node] == never) touched_.push_back(node);
      time_s_[node] = s;
      front.emplace(s, node);
    };
    touch(begin, 0);
    while (!front.empty()) {
      const auto [s, node] = front.top();
      front.pop();
      if (s > time_s_[node]) continue;
      visit(node, s);
      for (std::uint32_t k = begin_[node]; k < begin_[node + 1]; ++k) touch(arcs_[k].to, s + arcs_[k].s);
    }
  }

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();
  struct Arc {
    std::uint32_t to;
    double s;
  };
  std::vector<std::uint32_t> begin_;
  std::vector<Arc> arcs_;
  std::vector<double> time_s_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace machi
