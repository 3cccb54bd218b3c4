/// \file  Intersection areas: where they lie, and which street cell is in the middle of each.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/network/road_areas.hpp"
#include "engine/network/street_index.hpp"

namespace machi {

/// Where an intersection area lies: sums over its cells.
struct IntersectionPlace {
  AreaId area{0};
  std::int32_t unused{0};
  std::int64_t cells{0};
  std::int64_t sum_x{0};
  std::int64_t sum_y{0};
  /// Square of the distance from its middle, in cells.
  double square_to(std::int32_t x, std::int32_t y) const;
};

/// The rank that keeps what is known of an area.
inline int keeper_of(AreaId area, int ranks) {
  return static_cast<int>(area % static_cast<AreaId>(ranks));
}

/// Where the intersection areas lie, ascending; each is on its keeper. Collective.
std::vector<IntersectionPlace> find_intersections(const Comm& comm, const AreaCovers& covers);

/// The places of some areas, in their order. places: as find_intersections leaves them. Collective.
std::vector<IntersectionPlace> places_of(const Comm& comm, std::span<const IntersectionPlace> places,
                                         std::span<const AreaId> areas);

/// The intersection areas that this rank's street cells lie on.
class Intersections {
 public:
  /// places: as find_intersections leaves them. Refers to `streets`. Collective.
  Intersections(const Comm& comm, const StreetIndex& streets, std::span<const IntersectionPlace> places);

  /// The street cell of an area that is nearest its middle, of equals the lowest.
  struct Centre {
    AreaId area{0};
    CellNumber cell{no_cell};
  };
  /// The centres among this rank's cells, ascending by area.
  std::span<const Centre> centres() const { return centres_; }

  /// Of the centres those of areas on which no cell of any rank is a node. is_node: asked of own cells. Collective.
  std::vector<Centre> centres_without(const Comm& comm, const std::function<bool(CellNumber)>& is_node) const;

 private:
  std::size_t index_of(AreaId area) const;
  void find_centres(const Comm& comm, std::span<const IntersectionPlace> places);

  const StreetIndex* streets_;
  std::vector<AreaId> areas_;  ///< of own cells, ascending
  std::vector<Centre> centres_;
};

}  // namespace machi
