/// \file  What all ranks' zones came to, on the first rank.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/energy.hpp"
#include "engine/process/energy/energy.hpp"

namespace machi {

/// One zone's year.
struct ZoneRow {
  std::uint32_t zone{0};  ///< row of EnergySettings::zones
  ZoneTotals totals;
};

/// The sun's year on one element that it reaches: the opaque part of a surface, or a window.
struct FaceRow {
  std::uint32_t zone{0};
  std::uint32_t element{0};
  std::uint32_t surface{0};       ///< row of EnergySettings::surfaces
  std::uint32_t window{no_zone};  ///< row of EnergySettings::windows
  double area_m2{0};
  double incident_kWh_m2{0};
  double transmitted_kWh_m2{0};
};

/// What a zone's plants, and the meter that it is the first zone of, came to.
struct SystemRow {
  std::uint32_t zone{0};
  SystemTotals totals;
};

struct EnergyRows {
  // On the first rank, empty elsewhere.
  std::vector<SystemRow> systems;  ///< by zone; empty where no carriers are counted
  std::vector<ZoneRow> zones;      ///< by zone
  std::vector<FaceRow> faces;      ///< by zone and element
  // On all ranks, over all zones, [hours_per_year].
  std::vector<std::int64_t> heating_mW;
  std::vector<std::int64_t> cooling_mW;
  std::array<std::vector<std::int64_t>, hour_sum_count> carriers_mW;  ///< empty where none are counted
};

/// Collective.
EnergyRows gather_energy(const Comm& comm, const Energy& energy);

}  // namespace machi
