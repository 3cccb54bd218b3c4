/// \file  What the files say of each road, kept by row on one rank and asked for by those that need it.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/network/road_areas.hpp"

namespace machi {

/// What the file itself says of a road.
struct RoadFact {
  std::uint32_t row{0};  ///< of the whole city
  float width_m{std::numeric_limits<float>::quiet_NaN()};
  std::int16_t lanes{missing_int};
};

/// What a link on an area takes from the files.
struct AreaFacts {
  float narrow_m{std::numeric_limits<float>::infinity()};  ///< width of the surface, where the cells cannot tell it
  RoadFact road;
  std::uint8_t has_sidewalk{0};  ///< of its own
  std::uint8_t is_detailed{0};   ///< carriageway areas stand for the whole surface
};

class RoadFacts {
 public:
  /// facts: each on one rank.  narrow: of this rank.  Collective.
  RoadFacts(const Comm& comm, std::span<const RoadFact> facts, std::span<const NarrowArea> narrow);
  /// In the order of the areas. Collective.
  std::vector<AreaFacts> of(const Comm& comm, const RoadKinds& kinds, std::span<const AreaId> areas) const;

 private:
  std::vector<RoadFact> facts_;     ///< that this rank keeps, ascending by row
  std::vector<NarrowArea> narrow_;  ///< that this rank keeps, ascending by area, then width
};

}  // namespace machi
