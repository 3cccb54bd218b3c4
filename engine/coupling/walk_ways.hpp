/// \file  How long the ways on foot along the streets of a city are.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/coupling/street_places.hpp"
#include "engine/model/network.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/routing/timed_routes.hpp"

namespace machi {

/// Shortest ways between points beside streets that people may walk on, bridges and tunnels included: straight to the
/// nearest such street on the ground, along streets, straight from there. Exact, in whole millimetres of streets, by a
/// contraction hierarchy. Streets and places must outlive it. One thread.
class WalkWays {
 public:
  WalkWays(const Network& streets, const StreetPlaces& places);

  /// Where ways lead to from now on.
  void set_target(const PointMm& point);
  /// In metres, from a point; infinite where no way leads to the target.
  double length_m(const PointMm& from);

 private:
  /// A point on a street, seen from the street's ends.
  struct Foot {
    std::uint32_t street{no_index};
    double to_street_mm{0};
    std::array<std::uint32_t, 2> node{};
    std::array<double, 2> to_node_mm{};
  };
  Foot foot_of(const PointMm& point) const;

  const Network& streets_;
  const StreetPlaces& places_;
  TrafficNetwork network_;
  RoutePlanner planner_;
  std::unique_ptr<LinkTimes> lengths_;  ///< at 1 m/s: milliseconds are millimetres
  std::vector<LeastTimes> to_;          ///< [2] the ends of the target's street
  Foot target_;
};

}  // namespace machi
