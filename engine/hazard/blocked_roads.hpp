/// \file  Roads that fallen buildings block after an earthquake, and the cells that they close.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "engine/model/network.hpp"

namespace machi {

/// Probability that a road link is blocked, in %, from its width and the share of damaged buildings around, x in %:
/// below 3.5 m 0.9009 x + 19.845, below 5.5 m 0.3514 x + 13.189, below 13 m 0.2229 x - 1.5026, else 0; kept in
/// 0 … 100. 0 where the width is unknown (not a number, or 0). The published lines: docs/models/hazard.md.
double blocked_percent(double width_m, double damaged_percent);

/// Links that are drawn blocked, ascending. damaged_percent [1] for all links, or [links]. Links above or below the
/// ground never are. Each link's draw is Philox(seed, link), so that a link blocked at some damage stays blocked at
/// more. Local; the same on all ranks that hold the same network.
std::vector<std::uint32_t> draw_blocked_links(const Network& network, std::span<const double> damaged_percent,
                                              std::uint64_t seed);

struct BarrierRules {
  /// How much of a link's centre line is closed, around its middle; infinity closes it all, up to half its width from
  /// either end so that crossings stay open.
  double length_m{4};
  double beyond_edge_m{1};  ///< closed beyond the road's edge on either side
};

/// Cells that blocked links close: those whose centres lie within half the road's width (and the margin) of the closed
/// part of its centre line; exact integers. [own], bit y * 8 + x is cell (x, y). Local.
std::vector<std::uint64_t> cells_of_blocked_links(const LeafDomain& leaves, const Network& network,
                                                  std::span<const std::uint32_t> blocked, const BarrierRules& rules);

/// Sets the bits of the cells whose centres lie within `reach_mm` of a line; exact integers. cells [own], bit y * 8 + x
/// is cell (x, y). Local.
void mark_near_line(const LeafDomain& leaves, std::span<const PointMm> line, std::int32_t reach_mm,
                    std::vector<std::uint64_t>& cells);

/// Cells that polygons close, as spread_polygons() brought them here. [own]. Local, uses all threads.
std::vector<std::uint64_t> cells_of_polygons(const LeafDomain& leaves, const PolygonTable& polygons);

/// Sets `value` in the closed cells of a field over the own cells [own * 64], e.g. slowness_blocked. Own leaves in
/// which a cell differs now, ascending. Local.
std::vector<std::uint32_t> close_cells(std::span<const std::uint64_t> closed, std::span<std::uint16_t> field,
                                       std::uint16_t value);

}  // namespace machi
