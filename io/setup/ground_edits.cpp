#include "io/setup/ground_edits.hpp"

#include <algorithm>
#include <limits>

#include "engine/hazard/blocked_roads.hpp"
#include "engine/model/population.hpp"
#include "io/setup/bridge_edits.hpp"
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

// Calls `visit` with the place of each cell of a mask in the columns of the grid.
template <class Visit>
void for_each_cell(const Mask& cells, Visit visit) {
  for (std::size_t leaf = 0; leaf < cells.size(); ++leaf)
    for (std::uint64_t left = cells[leaf]; left != 0; left &= left - 1)
      visit(leaf * leaf_cells + static_cast<std::size_t>(__builtin_ctzll(left)));
}

void cover_cells(const Mask& cells, Cover cover, std::uint32_t building, Grid& grid) {
  for_each_cell(cells, [&](std::size_t at) {
    if (grid.cover[at] == Cover::water) return;
    grid.cover[at] = cover;
    grid.building[at] = building;
  });
}

void mark_link(const LeafDomain& leaves, const Network& network, std::uint32_t link, Mask& cells) {
  const auto line = std::span(network.shape)
                        .subspan(network.shape_begin[link], network.shape_begin[link + 1] - network.shape_begin[link]);
  mark_near_line(leaves, line, static_cast<std::int32_t>(500 * network.width_m[link]), cells);
}

std::uint32_t added_bridges(const Scenario& scenario) {
  return static_cast<std::uint32_t>(
      std::count_if(scenario.edits.begin(), scenario.edits.end(),
                    [](const ScenarioEdit& edit) { return edit.kind == EditKind::add_bridge; }));
}

// Water is walked across on the deck, which is level; other ground is what it was before edits closed it.
void lay_deck(const Mask& cells, Grid& grid, Mask& closed) {
  for (std::size_t leaf = 0; leaf < cells.size(); ++leaf) closed[leaf] &= ~cells[leaf];
  for_each_cell(cells, [&](std::size_t at) {
    grid.level[at] |= level_deck;
    if (grid.cover[at] == Cover::water) grid.slope_percent[at] = 0;
  });
}

// What streets on the ground that somebody may use cover.
Mask streets_on_ground(const LeafDomain& leaves, const Network& network) {
  Mask cells(leaves.own(), 0);
  for (std::uint32_t link = 0; link < network.links(); ++link)
    if (network.level[link] == Level::ground && network.modes[link] != 0) mark_link(leaves, network, link, cells);
  return cells;
}

// Cells without their deck. Those that are road or walkway only because of it are closed: it led over ground of which
// nothing is known.
Mask take_deck(const Mask& cells, const Mask& streets, Grid& grid) {
  Mask closed(cells.size(), 0);
  for_each_cell(cells, [&](std::size_t at) {
    const bool had_deck = (grid.level[at] & level_deck) != 0;
    grid.level[at] &= static_cast<std::uint8_t>(~level_deck);
    const bool paved = grid.cover[at] == Cover::road || grid.cover[at] == Cover::walkway;
    const std::uint64_t bit = std::uint64_t{1} << (at % leaf_cells);
    if (had_deck && paved && (streets[at / leaf_cells] & bit) == 0) closed[at / leaf_cells] |= bit;
  });
  return closed;
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

std::vector<std::uint64_t> edit_ground(const Comm& comm, const Scenario& scenario, const H5Input& file,
                                       const BuildingEdits& edits, const LeafDomain& leaves, const Network& network,
                                       const CityFrame& frame, Grid& grid) {
  Mask closed(leaves.own(), 0);
  if (scenario.edits.empty()) return closed;
  comm.agree([&] {
    open_removed(edits, grid);
    auto added = edits.added.begin();
    std::uint32_t bridge = network.links() - added_bridges(scenario);
    for (const ScenarioEdit& edit : scenario.edits) {
      if (edit.kind == EditKind::add_building) {
        cover_cells(cells_of_polygons(leaves, added->shape), Cover::building, added->row, grid);
        ++added;
      } else if (edit.kind == EditKind::widen_street) {
        cover_cells(cells_of_edit(edit, leaves, network, frame, 0), Cover::road, no_index, grid);
      } else if (edit.kind == EditKind::close_street) {
        unite(cells_of_edit(edit, leaves, network, frame, 1), closed);
      } else if (edit.kind == EditKind::add_bridge) {
        Mask cells(leaves.own(), 0);
        mark_link(leaves, network, bridge++, cells);
        lay_deck(cells, grid, closed);
      } else if (edit.kind == EditKind::remove_bridge) {
        const PolygonTable decks = decks_of_edit(edit, file, frame);
        Mask cells = cells_of_polygons(leaves, decks);
        for (const std::uint32_t link : links_on_decks(edit, decks, network)) mark_link(leaves, network, link, cells);
        unite(take_deck(cells, streets_on_ground(leaves, network), grid), closed);
      }
    }
  });
  return closed;
}

}  // namespace machi
