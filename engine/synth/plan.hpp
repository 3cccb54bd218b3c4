/// \file  The coordinates and street classes that every part of the synthetic town speaks.
///
/// The town is planned on a straight drawing board: u runs along the coast, v inland from the water line. A smooth map
/// (warp.hpp) bends the board into the town. On the board everything is an upright rectangle, so that streets, blocks
/// and lots fill the land without gap or overlap.
#pragma once

#include <cstdint>
#include <vector>

namespace machi::synth {

/// A point of the drawing board.
struct PlanPoint {
  double u_m{0};
  double v_m{0};
};

/// A point of the town: metres east and north of the town's origin.
struct TownPoint {
  double x_m{0};
  double y_m{0};
};

/// An upright rectangle of the drawing board.
struct PlanRect {
  double u0_m{0};
  double v0_m{0};
  double u1_m{0};
  double v1_m{0};
  double width_m() const { return u1_m - u0_m; }
  double height_m() const { return v1_m - v0_m; }
  double area_m2() const { return width_m() * height_m(); }
  PlanPoint centre() const { return {0.5 * (u0_m + u1_m), 0.5 * (v0_m + v1_m)}; }
};

enum class RoadClass : std::uint8_t { arterial, major, collector, local, lane, embankment, farm };

/// What a class of road looks like. function is the code of Road_function.
struct RoadForm {
  double width_m;
  double sidewalk_m;  ///< on each side; 0 where there is none
  std::int16_t lanes;
  std::int16_t function;
};
const RoadForm& form_of(RoadClass road);

/// Codes of RoadStructureAttribute_sectionType.
enum class Section : std::uint8_t { ordinary = 1, viaduct = 2, bridge = 3, crossing = 4 };

/// A side street that opens into a road: [begin, end] along the road; high says on which side.
struct Mouth {
  double begin_m;
  double end_m;
  bool high;
  RoadClass road;
};

/// One published road polygon: a stretch between crossings, or a crossing.
struct RoadPiece {
  PlanRect rect;
  bool along_u{true};
  RoadClass road{RoadClass::local};
  Section section{Section::ordinary};
  std::vector<Mouth> mouths;  ///< crossings only
  std::uint64_t key{0};       ///< unique in the town
};

/// One land-use polygon. code is one of Common_landUseType.
struct LandPiece {
  PlanRect rect;
  std::int16_t code{0};
  std::uint64_t key{0};
};

/// One piece of open water: the sea before the shore or a reach of a river, level in itself.
struct WaterPiece {
  PlanRect rect;
  bool sea{false};
  double level_m{0};
  std::vector<Mouth> mouths;  ///< sea only: where a river comes in
  std::uint64_t key{0};       ///< unique in the town
};

/// A number for a place: column and row of the district, part within it, running number. Unique in the town.
inline std::uint64_t key_of(int column, int row, int part, std::uint32_t number) {
  return (static_cast<std::uint64_t>(column + (1 << 17)) << 46) | (static_cast<std::uint64_t>(row) << 32) |
         (static_cast<std::uint64_t>(part) << 24) | number;
}

/// The land under a road has the road's key with this bit set.
inline constexpr std::uint64_t land_under_road = std::uint64_t{1} << 31;

/// Purposes of the random streams: one for each kind of decision, so that a new draw shifts no other.
enum Purpose : std::uint32_t {
  purpose_warp = 1,
  purpose_terrain,
  purpose_line,
  purpose_district,
  purpose_cells,
  purpose_strips,
  purpose_lots,
  purpose_site,
  purpose_building,
  purpose_people,
  purpose_keep,
  purpose_gml_id,
  purpose_awkward,
};

/// Floor of a / b for b > 0.
inline int floor_div(int a, int b) {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

}  // namespace machi::synth
