#include "engine/network/drive_network.hpp"

#include <algorithm>

namespace machi {
namespace {

// Saturation flow of a through lane and its factor for lanes below 3 m: 平面交差の計画と設計 (Japan Society of Traffic
// Engineers). The share of green at its end, and what is left where cars meet on one lane, are ours.
constexpr double saturation_1_s = 2000.0 / 3600.0;
constexpr double narrow_lane_m = 3.0;
constexpr double narrow_lane_factor = 0.95;
constexpr double green_share = 0.45;
constexpr double one_lane_factor = 0.4;

constexpr double least_length_m = 0.1;
constexpr double least_speed_m_s = 0.1;

/// Of one direction.
double lanes_of_direction(std::uint8_t lanes, bool oneway) {
  const double all = std::max<std::uint8_t>(lanes, 1);
  return oneway ? all : all / 2;
}

void add_link(const Network& streets, std::uint32_t street, bool back, std::uint32_t modes, TrafficNetwork& made) {
  const bool oneway = streets.oneway[street] != 0;
  const double width_m = static_cast<double>(streets.width_m[street]);
  made.link_id.push_back(std::to_string(street) + (back ? "r" : ""));
  made.from.push_back(back ? streets.to[street] : streets.from[street]);
  made.to.push_back(back ? streets.from[street] : streets.to[street]);
  made.length_m.push_back(std::max(static_cast<double>(streets.length_m[street]), least_length_m));
  made.free_speed_m_s.push_back(std::max(static_cast<double>(streets.free_speed_m_s[street]), least_speed_m_s));
  made.flow_capacity_1_s.push_back((modes & mode_car) != 0 ? street_capacity_1_s(streets.lanes[street], width_m, oneway)
                                                           : saturation_1_s);
  made.lanes.push_back(lanes_of_direction(streets.lanes[street], oneway));
  made.link_modes.push_back(modes);
}

}  // namespace

double street_capacity_1_s(std::uint8_t lanes, double width_m, bool oneway) {
  const double of_direction = lanes_of_direction(lanes, oneway);
  const double lane_m = width_m / std::max<std::uint8_t>(lanes, 1);
  const double lane_1_s = saturation_1_s * green_share * (lane_m < narrow_lane_m ? narrow_lane_factor : 1);
  return of_direction < 1 ? lane_1_s * one_lane_factor : lane_1_s * of_direction;
}

TrafficNetwork drive_network(const Network& streets, std::uint8_t mode_bits) {
  TrafficNetwork made;
  made.name = streets.source;
  made.modes = {"walk", "bicycle", "car"};
  for (std::uint32_t n = 0; n < streets.nodes(); ++n) {
    made.node_id.push_back(std::to_string(n));
    made.x_m.push_back(1e-3 * streets.node[n].x_mm);
    made.y_m.push_back(1e-3 * streets.node[n].y_mm);
  }
  for (std::uint32_t street = 0; street < streets.links(); ++street) {
    const std::uint32_t forth = streets.modes[street];
    const std::uint32_t back = streets.oneway[street] != 0 ? forth & mode_walk : forth;
    if ((forth & mode_bits) != 0) add_link(streets, street, false, forth, made);
    if ((back & mode_bits) != 0) add_link(streets, street, true, back, made);
  }
  return made;
}

}  // namespace machi
