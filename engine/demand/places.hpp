/// \file  Where people work, learn, shop and spend time: what the buildings of a town offer.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/demand/town.hpp"
#include "engine/demand/zones.hpp"
#include "engine/model/people.hpp"

namespace machi {

/// The buildings that offer something, in rising order of rows; the same on all ranks. They are buildings, not persons:
/// 92 bytes each.
struct Places {
  struct Place {
    std::uint32_t building{0};  ///< row in the building table of the city
    std::uint32_t zone{0};
    PointMm point;
    std::array<float, purpose_count> offers{};  ///< jobs, school places, attraction; 0 at home
  };
  std::vector<Place> place;                              ///< by zone, then building
  std::vector<std::uint32_t> zone_begin;                 ///< [zones + 1] into place
  std::array<std::vector<double>, purpose_count> until;  ///< [place] what its zone offers up to and with it

  /// Sums by zone, in the order of places.
  std::vector<double> by_zone(Purpose purpose) const;
  /// One of a zone's places by what they offer; its number in `place`. The zone offers something for the purpose.
  std::uint32_t draw(std::uint32_t zone, Purpose purpose, double uniform) const;
};

/// What a building offers by its use and floor area.
std::array<float, purpose_count> offers_of(std::int16_t usage, double floor_area_m2);

/// Those without a proposal. Throws InputError where no building has jobs. Collective.
Places find_places(const Town& town, const Zones& zones, const Comm& comm);

}  // namespace machi
