/// \file  Areas drawn in metres.
#pragma once

#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

template <class Feature>
Feature drawn(std::initializer_list<std::pair<double, double>> corners) {
  Feature feature;
  for (const auto& [x, y] : corners)
    feature.shape.points.push_back(
        {static_cast<std::int32_t>(std::lround(x * 1000)), static_cast<std::int32_t>(std::lround(y * 1000)), 0});
  feature.shape.kind.push_back(SurfaceKind::surface);
  feature.shape.lod.push_back(0);
  feature.shape.part.push_back(0);
  feature.shape.point_begin.push_back(static_cast<std::uint32_t>(feature.shape.points.size()));
  feature.shape.ring_begin.push_back(1);
  return feature;
}

inline AreaScenario corridor(double length_m, double width_m, double cell_m) {
  AreaScenario area;
  area.cell_m = cell_m;
  area.walkable.push_back(drawn<WalkableArea>({{0, 0}, {length_m, 0}, {length_m, width_m}, {0, width_m}}));
  return area;
}

/// 10 m × 5 m with an exit of one square metre inside its east end.
inline AreaScenario room_with_door() {
  AreaScenario area = corridor(10, 5, 0.1);
  area.exits.push_back(drawn<AreaExit>({{9, 2}, {10, 2}, {10, 3}, {9, 3}}));
  area.exits.back().id = "door";
  return area;
}

template <class Change>
void for_each_shape(AreaScenario& area, Change change) {
  for (auto& feature : area.walkable)
    for (PointMm& point : feature.shape.points) change(point);
  for (auto& feature : area.exits)
    for (PointMm& point : feature.shape.points) change(point);
}

template <class Work>
std::string sentence_of(const Work& work) {
  try {
    work();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(no UsageError)";
}

}  // namespace machi
