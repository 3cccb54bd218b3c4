#include "io/setup/ground_edits.hpp"

#include <algorithm>
#include <limits>

#include "engine/hazard/blocked_roads.hpp"
#include "engine/model/population.hpp"
#include "io/setup/street_edits.hpp"

namespace machi {
namespace {

using Mask = std::vector<std::uint64_t>;

void unite(const Mask& more, Mask& mask) {
  for (std::size_t leaf = 0; leaf < mask.size(); ++leaf) mask[leaf] |= more[leaf];
}

// Cells of the links and polygons of an edit; links as wide as they are now, with `beyond_edge_m` on either side.
Mask cells_of_edit(const ScenarioEdit& edit, const LeafDomain& leaves, const Network& network, const CityFrame& frame,
                   double beyond_edge_m) {
  ScenarioEdit named = edit;  // what is drawn is taken as it is drawn, not by the links that lie in it
  named.wkt.clear();
  named.file.clear();
  named.shape = {};
  const BarrierRules whole{std::numeric_limits<double>::infinity(), beyond_edge_m};
  Mask cells = cells_of_blocked_links(leaves, network, links_of_edit(named, network, frame), whole);
  unite(cells_of_polygons(leaves, ground_of_edit(edit, frame)), cells);
  return cells;
}

void cover_cells(const Mask& cells, Cover cover, std::uint32_t building, Grid& grid) {
  for (std::size_t leaf = 0; leaf < cells.size(); ++leaf)
    for (int cell = 0; cell < leaf_cells; ++cell) {
      if ((cells[leaf] >> cell & 1) == 0) continue;
      const std::size_t at = leaf * leaf_cells + static_cast<std::size_t>(cell);
      if (grid.cover[at] == Cover::water) continue;
      grid.cover[at] = cover;
      grid.building[at] = building;
    }
}

void open_removed(const BuildingEdits& edits, Grid& grid) {
  if (edits.removed.empty()) return;
  for (std::size_t at = 0; at < grid.building.size(); ++at) {
    if (grid.building[at] == no_index || !edits.is_removed(grid.building[at])) continue;
    grid.building[at] = no_index;
    if (grid.cover[at] == Cover::building) grid.cover[at] = Cover::open;
  }
}

}  // namespace

std::vector<std::uint64_t> edit_ground(const Comm& comm, const Scenario& scenario, const BuildingEdits& edits,
                                       const LeafDomain& leaves, const Network& network, const CityFrame& frame,
                                       Grid& grid) {
  Mask closed(leaves.own(), 0);
  if (scenario.edits.empty()) return closed;
  comm.agree([&] {
    open_removed(edits, grid);
    auto added = edits.added.begin();
    for (const ScenarioEdit& edit : scenario.edits) {
      if (edit.kind == EditKind::add_building) {
        cover_cells(cells_of_polygons(leaves, added->shape), Cover::building, added->row, grid);
        ++added;
      } else if (edit.kind == EditKind::widen_street) {
        cover_cells(cells_of_edit(edit, leaves, network, frame, 0), Cover::road, no_index, grid);
      } else if (edit.kind == EditKind::close_street) {
        unite(cells_of_edit(edit, leaves, network, frame, 1), closed);
      }
    }
  });
  return closed;
}

}  // namespace machi
