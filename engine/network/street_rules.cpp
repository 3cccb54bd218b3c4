#include "engine/network/street_rules.hpp"

#include <array>

#include "engine/model/network.hpp"

namespace machi {
namespace {

struct LaneClass {
  double below_m;
  std::uint8_t lanes;
};

// A carriageway of two lanes of 2.75 m; of four lanes of 3 m with shoulders of 0.5 m; of six lanes of 3.25 m.
constexpr std::array<LaneClass, 3> carriageway_classes{{{5.5, 1}, {13.0, 2}, {19.5, 4}}};
// The same with sidewalks of 2 to 3.5 m on both sides from two lanes on, and a median from four lanes on.
constexpr std::array<LaneClass, 3> road_classes{{{5.5, 1}, {16.0, 2}, {26.0, 4}}};

constexpr double least_car_width_m = 2.0;
constexpr double km_h = 1.0 / 3.6;

}  // namespace

std::uint8_t lanes_of_width(double width_m, WidthOf what) {
  for (const LaneClass& row : what == WidthOf::carriageway ? carriageway_classes : road_classes)
    if (width_m < row.below_m) return row.lanes;
  return 6;
}

float free_speed_of_lanes(std::uint8_t lanes) {
  const double speed_km_h = lanes < 2 ? 30.0 : lanes < 4 ? 40.0 : 50.0;
  return static_cast<float>(speed_km_h * km_h);
}

std::uint8_t modes_of_street(double width_m, bool has_sidewalk) {
  const std::uint8_t walk = has_sidewalk ? 0 : mode_walk;
  return static_cast<std::uint8_t>(walk | mode_bicycle | (width_m < least_car_width_m ? 0 : mode_car));
}

}  // namespace machi
