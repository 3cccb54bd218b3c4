#include "engine/fleet/drive_times.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr RouteMs any_bin_ms = 60'000;

std::vector<RouteMs> free_drive_ms(const TrafficNetwork& network, double max_speed_m_s, std::int64_t steps_per_s) {
  std::vector<RouteMs> free_ms;
  const auto per_s = static_cast<double>(steps_per_s);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const double speed_m_s = std::min(network.free_speed_m_s[l], max_speed_m_s);
    const double ms = (std::floor(network.length_m[l] / speed_m_s * per_s) + 1) * 1000 / per_s;
    free_ms.push_back(static_cast<RouteMs>(std::clamp(ms, 1.0, static_cast<double>(longest_link_ms))));
  }
  return free_ms;
}

}  // namespace

DriveTimes::DriveTimes(const TrafficNetwork& network, std::uint32_t mode_bits, const LinkTurns& turns,
                       double max_speed_m_s, std::int64_t steps_per_s)
    : steps_per_s_(steps_per_s),
      free_ms_(free_drive_ms(network, max_speed_m_s, steps_per_s)),
      times_(free_ms_, any_bin_ms),
      planner_(network, mode_bits, turns) {
  planner_.take(times_);
  const Hierarchy& hierarchy = planner_.hierarchy();
  for (std::uint32_t l = 0; l < network.links(); ++l)
    places_.push_back(
        {hierarchy.place[planner_.graph().start(network, l)], hierarchy.place[planner_.graph().goal(network, l)]});
  choose_landmarks();
}

// Each lies as far from all before it as there is, there and back; the first as far as there is
// from a node in the middle.
void DriveTimes::choose_landmarks() {
  const std::uint32_t nodes = planner_.hierarchy().nodes();
  LeastTimes toward(planner_.least(), RouteSense::toward);
  LeastTimes away(planner_.least(), RouteSense::away);
  bearings_.resize(nodes);
  bears_.assign(nodes, 1);
  std::vector<RouteMs> nearest(nodes, no_way_ms);
  std::uint32_t landmark = nodes - 1;  // contracted last, so it stands between many others
  const auto look = [&](const auto& see) {
    toward.set_target(landmark);
    away.set_target(landmark);
    for (std::uint32_t node = 0; node < nodes; ++node) see(node, toward.from(node), away.from(node));
  };
  const auto reached = [](RouteMs to, RouteMs from) { return to < no_way_ms && from < no_way_ms; };
  RouteMs furthest = 0;
  std::uint32_t first = 0;
  look([&](std::uint32_t node, RouteMs to, RouteMs from) {
    if (!reached(to, from) || to + from <= furthest) return;
    furthest = to + from;
    first = node;
  });
  landmark = first;
  for (std::size_t k = 0; k < landmarks; ++k) {
    look([&](std::uint32_t node, RouteMs to, RouteMs from) {
      bearings_[node].to[k] = static_cast<std::int32_t>(to);
      bearings_[node].from[k] = static_cast<std::int32_t>(from);
      if (!reached(to, from)) bears_[node] = 0;
      nearest[node] = reached(to, from) ? std::min(nearest[node], to + from) : 0;
    });
    landmark = static_cast<std::uint32_t>(std::max_element(nearest.begin(), nearest.end()) - nearest.begin());
  }
}

// Triangles: from a by b to the landmark is no shorter than from a to it; from the landmark by a to b likewise.
std::uint32_t DriveTimes::at_least(std::uint32_t from, std::uint32_t to) const {
  if (from == to) return stopping_steps;
  const std::uint32_t a = places_[from].start;
  const std::uint32_t b = places_[to].goal;
  std::int32_t least = 0;
  if ((bears_[a] & bears_[b]) != 0) {
    const Bearings& here = bearings_[a];
    const Bearings& there = bearings_[b];
    for (std::size_t k = 0; k < landmarks; ++k) least = std::max(least, here.to[k] - there.to[k]);
    for (std::size_t k = 0; k < landmarks; ++k) least = std::max(least, there.from[k] - here.from[k]);
  }
  const RouteMs last_ms = by_turns() ? 0 : free_ms_[to];
  return steps_of(static_cast<RouteMs>(least) + last_ms) + stopping_steps;
}

DrivesOf::DrivesOf(const DriveTimes& times)
    : times_(times),
      toward_(times.planner().least(), RouteSense::toward),
      away_(times.planner().least(), RouteSense::away) {}

void DrivesOf::set(std::uint32_t link) {
  link_ = link;
  toward_.set_target(times_.goal(link));
  away_.set_target(times_.start(link));
}

std::uint32_t DrivesOf::steps(RouteMs node_ms, std::uint32_t last) const {
  if (node_ms >= no_way_ms) return no_drive;
  return times_.steps_of(node_ms + (times_.by_turns() ? 0 : times_.link_ms(last))) + stopping_steps;
}

std::uint32_t DrivesOf::from(std::uint32_t link) {
  return link == link_ ? stopping_steps : steps(toward_.from(times_.start(link)), link_);
}

std::uint32_t DrivesOf::to(std::uint32_t link) {
  return link == link_ ? stopping_steps : steps(away_.from(times_.goal(link)), link);
}

}  // namespace machi
