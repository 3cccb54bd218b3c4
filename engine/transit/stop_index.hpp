/// \file  Stops near a place, and walks to them.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/model/transit.hpp"

namespace machi {

/// How people walk where no way is known: straight, `beeline_factor` times as far.
struct WalkRules {
  double speed_m_s{3 / 3.6};
  double beeline_factor{1.3};
};

/// Whole seconds of a walk, rounded up.
std::uint32_t walk_s(double beeline_m, const WalkRules& rules);

/// A stop and the walk to it or from it.
struct StopAccess {
  std::uint32_t stop{0};
  std::uint32_t walk_s{0};
};

/// Stops in squares. Immutable; any thread. The timetable must outlive it.
class StopIndex {
 public:
  /// side_m: of the squares; best about the radius that is asked for.
  StopIndex(const Timetable& timetable, double side_m);
  /// Stops within `radius_m` of a place, by rising row.
  std::vector<StopAccess> near(double x_m, double y_m, double radius_m, const WalkRules& rules) const;
  /// Straight, in m.
  double distance_m(double x_m, double y_m, std::uint32_t stop) const;

 private:
  std::uint64_t square(std::int64_t column, std::int64_t row) const;

  const Timetable* timetable_;
  double side_m_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> stops_;
};

}  // namespace machi
