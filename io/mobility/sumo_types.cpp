#include "io/mobility/sumo_types.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace machi {
namespace {

constexpr double cell_m = 7.5;  // of a passenger car

struct ClassDefaults {
  std::string_view mode;
  double length_m;
  double gap_m;
  double max_speed_m_s;
  double flow;  ///< passenger cars
};

constexpr std::array<ClassDefaults, 12> defaults{{
    {"car", 5, 2.5, 55.56, 1},
    {"bus", 12, 2.5, 23.61, 2},
    {"coach", 14, 2.5, 27.78, 2},
    {"truck", 7.1, 2.5, 36.11, 2},
    {"trailer", 16.5, 2.5, 36.11, 2},
    {"delivery", 6.5, 2.5, 55.56, 1},
    {"emergency", 6.5, 2.5, 55.56, 1},
    {"motorcycle", 2.2, 2.5, 55.56, 0.5},
    {"moped", 2.1, 2.5, 16.67, 0.5},
    {"bike", 1.6, 0.5, 5.56, 0.5},
    {"tram", 22, 2.5, 22.22, 2},
    {"walk", 0.215, 0.25, 1.39, 0.1},
}};

const ClassDefaults& of_mode(std::string_view mode) {
  const auto found =
      std::find_if(defaults.begin(), defaults.end(), [&](const ClassDefaults& row) { return row.mode == mode; });
  return found == defaults.end() ? defaults.front() : *found;
}

}  // namespace

std::uint32_t SumoShares::at(double uniform) const {
  double whole = 0;
  for (const auto& [row, weight] : rows) whole += weight;
  double left = uniform * whole;
  for (const auto& [row, weight] : rows) {
    if (left < weight) return row;
    left -= weight;
  }
  return rows.back().first;
}

VehicleType sumo_default_type(const std::string& id, const std::string& mode) {
  const ClassDefaults& row = of_mode(mode);
  VehicleType type;
  type.id = id;
  type.network_mode = mode;
  type.max_speed_m_s = row.max_speed_m_s;
  set_size(type, row.length_m, row.gap_m);
  return type;
}

void set_size(VehicleType& type, double length_m, double gap_m) {
  type.length_m = length_m;
  type.pcu = (length_m + gap_m) / cell_m;
  type.flow_efficiency = type.pcu / of_mode(type.network_mode).flow;
}

}  // namespace machi
