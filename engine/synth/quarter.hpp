/// \file  What stands on the blocks of a quarter: lots, land use and the sites of buildings.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/synth/streets.hpp"

namespace machi::synth {

enum class SiteKind : std::uint8_t {
  house,
  shop_house,
  workshop_house,
  apartment,  ///< two or three storeys
  mansion,    ///< a tall block of flats
  office,
  shop,
  complex,  ///< shops below offices and hotels
  hotel,
  city_hall,
  community_hall,
  school,
  gym,
  hospital,
  slab,  ///< a long block of a housing estate
  store,
  factory,
  warehouse,
  farm_shed,
  station,
};

/// Which side of a lot faces its street.
enum class Front : std::uint8_t { south, east, north, west };

/// A place for one building.
struct Site {
  PlanRect lot;
  Front front{Front::south};
  SiteKind kind{SiteKind::house};
  Zone zone{Zone::residential};
  double nearness{0};  ///< 1 at the station, falling to 0 away from it
  std::uint64_t key{0};
};

/// A quarter, filled. Land pieces cover all blocks without gap or overlap; site k stands on land that is listed once.
struct Quarter {
  std::vector<Street> streets;
  std::vector<LandPiece> land;
  std::vector<Site> sites;
};

/// Fills quarter `part` of district (i, j). Depends on nothing but its arguments. Any thread.
Quarter fill_quarter(const Frame& frame, const PlanRect& rect, Zone zone, int i, int j, int part);

/// Whether a building of this kind has a site of its own instead of a lot in a row.
bool stands_alone(SiteKind kind);

/// Zoning (code of Common_districtsAndZonesType) of a quarter that is built for `zone`; 0 where none is designated.
std::int16_t zoning_of(Zone zone);

/// Land-use code of a lot with a building of this kind.
std::int16_t land_use_of(SiteKind kind);

}  // namespace machi::synth
