/// \file  An area scenario on the grid: which cells can be walked, and what is where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/area/area_frame.hpp"
#include "engine/field/travel_time.hpp"
#include "engine/model/walker.hpp"

namespace machi {

/// Cells of one leaf.
struct LeafMask {
  std::uint32_t leaf{0};  ///< index into AreaGrid::keys
  std::uint64_t mask{0};
};

/// A set of cells by leaf, ascending.
struct CellSet {
  std::vector<LeafMask> leaves;
  std::uint64_t cells() const;
};

/// What a stair does to those who walk on it. Speeds of the class count along the incline.
struct AreaStair {
  double up_x{1};  ///< unit vector of ascent seen from above
  double up_y{0};
  double plan_over_incline{1};  ///< distance seen from above per distance along the incline
  bool class_speeds{false};
  double speed_up_factor{0.5};
  double speed_down_factor{0.6};
};

struct AreaLine {
  std::string id;
  std::vector<PointMm> points;  ///< of the grid
};

/// The whole area; every rank may hold it. A cell belongs to a polygon when its centre does
/// (engine/grid/rasterise.hpp), so edges on borders of cells are exact. Columns are [leaves * 64], cell (x, y) of a
/// leaf at y * 8 + x.
struct AreaGrid {
  AreaFrame frame;
  std::vector<LeafKey> keys;        ///< [leaves] with an open cell, ascending
  std::vector<std::uint64_t> open;  ///< [leaves] cells that can be walked, a bit each
  std::vector<std::uint16_t> pace;  ///< 1/4096 of the free speed: PaceArea; the product where several overlap
  // Indices into the scenario's features of the role, the last one where several overlap; no_feature elsewhere. Empty
  // where the area has none.
  std::vector<std::uint16_t> stair;
  std::vector<std::uint16_t> smoke;
  std::vector<std::uint16_t> direction;

  std::vector<FieldSource> goals;  ///< open cells of exits; label: index of the exit, the first where several overlap
  std::vector<double>
      exit_width_m;                ///< [exits] given, or the length of the border between its cells and other open ones
  std::vector<CellSet> sources;    ///< [sources] open cells of polygons
  std::vector<CellSet> measures;   ///< [measures] open cells
  std::vector<double> measure_m2;  ///< [measures]
  std::vector<AreaStair> stairs;   ///< [stairs]
  std::vector<AreaLine> lines;     ///< [lines]
  std::uint64_t open_cells{0};
  std::uint32_t edges_off_border{0};  ///< axis-parallel edges of ground and obstacles that are not on borders of cells

  double cell_m2() const { return 1e-6 * frame.grid.cell_mm * frame.grid.cell_mm; }
  bool is_open(std::uint32_t leaf, int cell) const { return (open[leaf] >> cell & 1) != 0; }
};

/// Rasterises an area whose shapes were read. Throws UsageError, naming the feature, where nothing is open, or an exit,
/// a source or a measuring area holds no open cell. Local, one thread; memory and time grow with the open cells.
AreaGrid build_area(const AreaScenario& area);

}  // namespace machi
