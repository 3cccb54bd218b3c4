#include "engine/network/meetings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace machi {
namespace {

// How far behind the edge of a carriageway its sidewalk's middle may lie: half a sidewalk of 4 m, a planted strip and
// the rounding of the corner.
constexpr double kerb_reach_m = 10.0;
constexpr double dead_end_reach_m = 20.0;

class Kerbs {
 public:
  Kerbs(const StreetCells& streets, const StreetCellIndex& index, const RoadLayers& layers, double cell_m)
      : streets_(streets), index_(index), layers_(layers), cell_m_(cell_m), met_(streets.cells.size(), false) {}

  std::vector<Meeting> find() {
    meet_at_intersections();
    meet_dead_ends();
    meet_lonely_parts();
    return std::move(meetings_);
  }

 private:
  bool is_sidewalk(std::uint32_t cell) const { return streets_.cells[cell].layer >= layers_.vehicle_layers; }

  std::int64_t square(std::uint32_t a, std::uint32_t b) const {
    const std::int64_t dx = streets_.cells[a].x - streets_.cells[b].x;
    const std::int64_t dy = streets_.cells[a].y - streets_.cells[b].y;
    return dx * dx + dy * dy;
  }

  void meet(std::uint32_t street, std::uint32_t sidewalk) {
    meetings_.push_back({street, sidewalk, true});
    met_[sidewalk] = true;
  }

  // Cells of the layers [first, last) on the centre's level, at most `reach` cells away.
  std::vector<std::uint32_t> around(std::uint32_t centre, int first, int last, int reach) const {
    std::vector<std::uint32_t> found;
    const StreetCell& c = streets_.cells[centre];
    for (int layer = first; layer < last; ++layer) {
      for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
          if (dx * dx + dy * dy > reach * reach) continue;
          const std::uint32_t cell = index_.find(layer, c.x + dx, c.y + dy);
          if (cell != StreetCellIndex::none && streets_.cells[cell].level == c.level) found.push_back(cell);
        }
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  // The connected pieces of some cells; ascending in each.
  std::vector<std::vector<std::uint32_t>> pieces(const std::vector<std::uint32_t>& cells) const {
    std::vector<std::vector<std::uint32_t>> result;
    std::vector<bool> seen(cells.size(), false);
    for (std::size_t seed = 0; seed < cells.size(); ++seed) {
      if (seen[seed]) continue;
      seen[seed] = true;
      std::vector<std::uint32_t> piece{cells[seed]};
      for (std::size_t k = 0; k < piece.size(); ++k) {
        const StreetCell& c = streets_.cells[piece[k]];
        for (int n = 0; n < 9; ++n) {
          const std::uint32_t near = index_.find(c.layer, c.x + n % 3 - 1, c.y + n / 3 - 1);
          const auto it = std::lower_bound(cells.begin(), cells.end(), near);
          if (it == cells.end() || *it != near || seen[static_cast<std::size_t>(it - cells.begin())]) continue;
          seen[static_cast<std::size_t>(it - cells.begin())] = true;
          piece.push_back(near);
        }
      }
      std::sort(piece.begin(), piece.end());
      result.push_back(std::move(piece));
    }
    return result;
  }

  std::uint32_t nearest(std::uint32_t centre, const std::vector<std::uint32_t>& cells) const {
    return *std::min_element(cells.begin(), cells.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(square(centre, a), a) < std::pair(square(centre, b), b);
    });
  }

  // The carriageway cell of every intersection that is nearest the intersection's middle.
  std::vector<std::uint32_t> intersection_cells() const {
    std::vector<std::tuple<AreaId, double, std::uint32_t>> ranked;
    for (std::uint32_t c = 0; c < streets_.cells.size(); ++c) {
      const StreetCell& cell = streets_.cells[c];
      if (use_of(cell.area) != AreaUse::intersection) continue;
      const auto place = std::lower_bound(streets_.intersections.begin(), streets_.intersections.end(), cell.area,
                                          [](const IntersectionPlace& p, AreaId area) { return p.area < area; });
      const double dx = cell.x - static_cast<double>(place->sum_x) / static_cast<double>(place->cells);
      const double dy = cell.y - static_cast<double>(place->sum_y) / static_cast<double>(place->cells);
      ranked.emplace_back(cell.area, dx * dx + dy * dy, c);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::uint32_t> result;
    for (std::size_t k = 0; k < ranked.size(); ++k)
      if (k == 0 || std::get<0>(ranked[k]) != std::get<0>(ranked[k - 1])) result.push_back(std::get<2>(ranked[k]));
    return result;
  }

  void meet_at_intersections() {
    for (const std::uint32_t centre : intersection_cells()) {
      const double clearance = std::sqrt(static_cast<double>(streets_.cells[centre].squared_clearance));
      const int reach = static_cast<int>(clearance + kerb_reach_m / cell_m_);
      for (const auto& piece : pieces(around(centre, layers_.vehicle_layers, layers_.layers(), reach)))
        meet(centre, nearest(centre, piece));
    }
  }

  bool meet_nearest_street(std::uint32_t sidewalk) {
    const int reach = static_cast<int>(dead_end_reach_m / cell_m_);
    const auto found = around(sidewalk, 0, layers_.vehicle_layers, reach);
    if (!found.empty()) meet(nearest(sidewalk, found), sidewalk);
    return !found.empty();
  }

  void meet_dead_ends() {
    for (std::uint32_t c = 0; c < streets_.cells.size(); ++c) {
      if (!is_sidewalk(c) || met_[c]) continue;
      int neighbours = -1;  // less the cell itself
      for (int n = 0; n < 9; ++n)
        if (index_.find(streets_.cells[c].layer, streets_.cells[c].x + n % 3 - 1, streets_.cells[c].y + n / 3 - 1) !=
            StreetCellIndex::none)
          ++neighbours;
      if (neighbours <= 1) meet_nearest_street(c);
    }
  }

  void meet_lonely_parts() {
    std::vector<std::uint32_t> sidewalks;
    for (std::uint32_t c = 0; c < streets_.cells.size(); ++c)
      if (is_sidewalk(c)) sidewalks.push_back(c);
    for (const auto& piece : pieces(sidewalks)) {
      if (std::any_of(piece.begin(), piece.end(), [&](std::uint32_t c) { return met_[c]; })) continue;
      for (const std::uint32_t c : piece)
        if (meet_nearest_street(c)) break;
    }
  }

  const StreetCells& streets_;
  const StreetCellIndex& index_;
  const RoadLayers& layers_;
  double cell_m_;
  std::vector<bool> met_;  ///< [cells] sidewalk cells that meet a street
  std::vector<Meeting> meetings_;
};

}  // namespace

std::vector<Meeting> find_meetings(const StreetCells& streets, const StreetCellIndex& index, const RoadLayers& layers,
                                   double cell_m) {
  std::vector<Meeting> meetings;
  if (layers.sidewalk_layers > 0) meetings = Kerbs(streets, index, layers, cell_m).find();
  for (const Portal& portal : layers.portals) {
    const std::uint32_t a = index.find(portal.layer_a, portal.xa, portal.ya);
    const std::uint32_t b = index.find(portal.layer_b, portal.xb, portal.yb);
    if (a != StreetCellIndex::none && b != StreetCellIndex::none) meetings.push_back({a, b, false});
  }
  return meetings;
}

}  // namespace machi
