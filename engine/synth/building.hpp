/// \file  Buildings of the synthetic town: shape, attributes and the people who live in them, drawn jointly from the
/// site, its quarter and its lot.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/synth/quarter.hpp"
#include "engine/synth/warp.hpp"

namespace machi::synth {

enum class Roof : std::uint8_t { flat, gable, hip };

/// Codes are those of PLATEAU's lists Building_usage, Building_class, BuildingDetailAttribute_buildingStructureType,
/// BuildingDetailAttribute_fireproofStructureType and Common_districtsAndZonesType.
struct Building {
  std::vector<TownPoint> footprint;  ///< counterclockwise, not closed; four or six corners
  PlanPoint at;                      ///< centre of the site
  SiteKind kind{SiteKind::house};
  Roof roof{Roof::flat};
  std::int16_t usage{0};
  std::int16_t building_class{0};
  std::int16_t structure{0};
  std::int16_t fireproof{0};
  std::int16_t zoning{0};
  std::int16_t storeys_above{0};
  std::int16_t storeys_below{0};
  std::int16_t year{0};
  std::int16_t land_use{0};
  double height_m{0};     ///< ground to the highest point of the roof
  double roof_rise_m{0};  ///< eaves to the highest point; 0 for a flat roof
  double footprint_m2{0};
  double floor_area_m2{0};
  std::int32_t dwellings{0};
  std::uint64_t key{0};
};

/// The building of a site. Any thread.
Building make_building(const Site& site, const WarpPatch& patch, std::uint64_t seed);

/// Number of 5-year age classes: 0–4, 5–9, …, 90–94, 95 and over.
inline constexpr int age_classes = 20;

/// Adds the people who live in a building to `persons`, by age class.
void add_people(const Building& building, std::uint64_t seed, std::array<std::int32_t, age_classes>& persons);

/// Signed area of a ring, positive counterclockwise.
double ring_area_m2(const std::vector<TownPoint>& ring);

}  // namespace machi::synth
