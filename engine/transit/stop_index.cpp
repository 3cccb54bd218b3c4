#include "engine/transit/stop_index.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

std::uint32_t walk_s(double beeline_m, const WalkRules& rules) {
  return static_cast<std::uint32_t>(std::ceil(rules.beeline_factor * beeline_m / rules.speed_m_s - 1e-9));
}

StopIndex::StopIndex(const Timetable& timetable, double side_m) : timetable_(&timetable), side_m_(side_m) {
  for (std::uint32_t s = 0; s < timetable.stops(); ++s) {
    const double x_m = 1e-3 * static_cast<double>(timetable.stop_x_mm[s]);
    const double y_m = 1e-3 * static_cast<double>(timetable.stop_y_mm[s]);
    stops_[square(std::llround(std::floor(x_m / side_m)), std::llround(std::floor(y_m / side_m)))].push_back(s);
  }
}

std::uint64_t StopIndex::square(std::int64_t column, std::int64_t row) const {
  return static_cast<std::uint64_t>(column) << 32U ^ (static_cast<std::uint64_t>(row) & 0xffffffffU);
}

double StopIndex::distance_m(double x_m, double y_m, std::uint32_t stop) const {
  const double dx = 1e-3 * static_cast<double>(timetable_->stop_x_mm[stop]) - x_m;
  const double dy = 1e-3 * static_cast<double>(timetable_->stop_y_mm[stop]) - y_m;
  return std::sqrt(dx * dx + dy * dy);
}

std::vector<StopAccess> StopIndex::near(double x_m, double y_m, double radius_m, const WalkRules& rules) const {
  std::vector<StopAccess> found;
  const auto index = [&](double metres) { return std::llround(std::floor(metres / side_m_)); };
  for (std::int64_t column = index(x_m - radius_m); column <= index(x_m + radius_m); ++column)
    for (std::int64_t row = index(y_m - radius_m); row <= index(y_m + radius_m); ++row) {
      const auto stops = stops_.find(square(column, row));
      if (stops == stops_.end()) continue;
      for (const std::uint32_t stop : stops->second) {
        const double apart_m = distance_m(x_m, y_m, stop);
        if (apart_m <= radius_m) found.push_back({stop, walk_s(apart_m, rules)});
      }
    }
  std::sort(found.begin(), found.end(), [](const StopAccess& a, const StopAccess& b) { return a.stop < b.stop; });
  return found;
}

}  // namespace machi
