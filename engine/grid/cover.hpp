/// \file  What covers the ground: land cover, building ids and levels of cells, from polygons.
#pragma once

#include <cstdint>

#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// What the four tags of a cover polygon mean. `priority` settles which of several polygons gives a cell its cover: the
/// highest, and of equal ones the later value of Cover.
struct CoverTag {
  std::uint32_t row{0};  ///< of the feature in its layer of the whole city
  Cover cover{Cover::unknown};
  std::uint8_t level{0};     ///< bits level_deck, level_tunnel: the polygon lies above or below the ground
  std::uint8_t priority{0};  ///< 0 … 15

  std::array<std::uint32_t, 4> packed() const;
  static CoverTag unpacked(const std::array<std::uint32_t, 4>& tag);
};

/// The usual order: building over road over walkway over water over green over open over unknown.
std::uint8_t cover_priority(Cover cover);

/// The tag of a polygon with the usual priority.
CoverTag cover_tag(std::uint32_t row, Cover cover, std::uint8_t level = 0);

/// Fills cover, level and building of `grid` (columns of the domain's own leaves) from polygons that spread_polygons()
/// brought here. A cell's building is the lowest row of all building polygons over it, where its cover is building.
/// A polygon on a deck or in a tunnel sets the level bits of its cells; it covers them only where nothing on the
/// ground does. So a bridge over a river leaves water with level_deck, and a bridge over nothing known leaves road.
/// Local, uses all threads.
void paint_cover(const LeafDomain& domain, const TaggedPolygons& polygons, Grid& grid);

}  // namespace machi
