/// \file  Which cells each street surface covers, which surfaces pass over or under each other, and where they abut.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/rasterise.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// What a street surface is used for.
enum class AreaUse : std::uint8_t { carriageway, intersection, sidewalk };

/// A street surface: all polygons of one road row with one use, as row * 4 + use.
using AreaId = std::uint32_t;
inline constexpr std::uint32_t max_road_row = 0x3fffffffU;
inline AreaId area_of(std::uint32_t row, AreaUse use) {
  return row * 4 + static_cast<std::uint32_t>(use);
}
inline std::uint32_t row_of(AreaId area) {
  return area / 4;
}
inline AreaUse use_of(AreaId area) {
  return static_cast<AreaUse>(area % 4);
}

/// The level of a section type: 2 viaduct, 3 bridge and 7 bridge or viaduct are elevated, 5 underpass and 6 tunnel are
/// below, all others on the ground.
Level level_of_section(std::uint32_t section_type);

/// The cells of one leaf that one area covers.
struct AreaCover {
  LeafKey key{0};
  AreaId area{0};
  Level level{Level::ground};
  std::uint64_t mask{0};   ///< cells whose centre lies inside
  std::uint64_t drawn{0};  ///< more cells that the outline of a narrow area touches
  std::uint64_t cells() const { return mask | drawn; }
};

/// An area that is too narrow for the cells to tell its width.
struct NarrowArea {
  AreaId area{0};
  float width_m{0};
};

/// The rank that keeps what is known of a road.
inline int keeper_of_road(std::uint32_t row, int ranks) {
  return static_cast<int>(row % static_cast<std::uint32_t>(ranks));
}

/// What the files say of the roads' traffic areas, by row of the whole city.
class RoadKinds {
 public:
  /// Collective.
  RoadKinds(const Comm& comm, const TaggedPolygons& surfaces);
  /// Whether a road's carriageway areas stand for its whole surface; of roads with surfaces on this rank.
  bool is_detailed(std::uint32_t row) const;
  /// The same, and whether a road has sidewalk areas, of the roads that this rank keeps.
  bool keeps_detailed(std::uint32_t row) const;
  bool keeps_sidewalk(std::uint32_t row) const;

 private:
  std::vector<std::uint32_t> detailed_;       ///< with surfaces on this rank, ascending
  std::vector<std::uint32_t> kept_detailed_;  ///< that this rank keeps, ascending
  std::vector<std::uint32_t> kept_sidewalk_;
};

/// The covers on this rank, ascending by (key, area): complete for own leaves and for the leaves next to them.
class AreaCovers {
 public:
  AreaCovers(const Comm& comm, const GridFrame& frame, const LeafCuts& cuts, const TaggedPolygons& surfaces,
             const RoadKinds& kinds);

  std::span<const AreaCover> all() const { return covers_; }
  std::span<const AreaCover> of(LeafKey key) const;
  bool owns(LeafKey key) const { return cuts_->owner(key) == rank_; }
  const GridFrame& frame() const { return frame_; }
  /// Areas narrower than one and a half cells on this rank, ascending: without their outlines they would fall to
  /// pieces.
  std::span<const NarrowArea> narrow() const { return narrow_; }

 private:
  GridFrame frame_;
  const LeafCuts* cuts_;
  int rank_;
  void add_polygon(const PolygonTable& polygons, std::uint32_t polygon, AreaId area, Level level);
  void draw_outline(std::span<const PointMm> ring, AreaId area, Level level);

  std::vector<AreaCover> covers_;
  std::vector<NarrowArea> narrow_;
};

/// Two areas that share cells, the first on a bridge, viaduct or tunnel.
struct Pass {
  AreaId special{0};
  AreaId other{0};
  std::int64_t cells{0};
};

/// A cell of a bridge, viaduct or tunnel beside a cell of another area.
struct Contact {
  AreaId special{0};
  AreaId other{0};
  std::int32_t x{0};  ///< the cell of `special`
  std::int32_t y{0};
  std::int32_t other_x{0};  ///< the cell of `other`, beside it
  std::int32_t other_y{0};
  friend auto operator<=>(const Contact&, const Contact&) = default;
};

/// Pairs of areas that share at least `least_cells` cells, ascending; the same on all ranks. Collective.
std::vector<Pass> find_passes(const Comm& comm, const AreaCovers& covers, std::int64_t least_cells);

/// Where special areas abut areas that they do not pass, ascending; the same on all ranks. Collective.
std::vector<Contact> find_contacts(const Comm& comm, const AreaCovers& covers, std::span<const Pass> passes);

}  // namespace machi
