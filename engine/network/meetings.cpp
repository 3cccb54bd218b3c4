#include "engine/network/meetings.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "engine/comm/ask.hpp"
#include "engine/network/sidewalk_parts.hpp"

namespace machi {
namespace {

// How far behind the edge of a carriageway its sidewalk's middle may lie: half a sidewalk of 4 m, a planted strip and
// the rounding of the corner.
constexpr double kerb_reach_m = 10.0;
constexpr double dead_end_reach_m = 20.0;

// Why two cells meet: the order in which meetings are listed.
enum class Cause : std::uint32_t { intersection, dead_end, lonely_part, portal };

// A meeting as its rank finds it. All of one place come from one rank, but for lonely parts, which every rank with a
// share offers to join at its own first chance.
struct Offer {
  Cause cause{};
  std::uint32_t place{0};  ///< the area, the dead end, the lowest cell of the part, the portal
  CellNumber cell_a{no_cell};
  CellNumber cell_b{no_cell};
};

double clearance_of(const StreetCell& cell) {
  return std::sqrt(static_cast<double>(cell.squared_clearance));
}

class Kerbs {
 public:
  Kerbs(const StreetIndex& streets, const RoadLayers& layers, double cell_m)
      : streets_(streets), layers_(layers), cell_m_(cell_m), met_(streets.own().size(), false) {
    for (CellNumber k = 0; k < streets.own().size(); ++k)
      if (const StreetCell& cell = streets.own()[k]; cell.layer >= layers.vehicle_layers)
        sidewalks_.push_back({streets.first() + k, cell.x, cell.y, cell.layer});
  }

  std::vector<Offer> find(const Comm& comm, std::span<const Intersections::Centre> centres) {
    for (const Intersections::Centre& centre : centres) meet_at(centre);
    tell_owners(comm);
    meet_dead_ends();
    meet_lonely_parts(comm);
    return std::move(offers_);
  }

 private:
  static std::int64_t square(const StreetCell& a, const CellSite& b) {
    const std::int64_t dx = a.x - b.x;
    const std::int64_t dy = a.y - b.y;
    return dx * dx + dy * dy;
  }

  // Cells of the layers [first, last) on the centre's level, at most `reach` cells away; ascending.
  std::vector<CellSite> around(const StreetCell& centre, int first, int last, int reach) const {
    std::vector<CellSite> found;
    for (int layer = first; layer < last; ++layer) {
      for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
          if (dx * dx + dy * dy > reach * reach) continue;
          const StreetIndex::Found cell = streets_.find(layer, centre.x + dx, centre.y + dy);
          if (cell.number != no_cell && cell.level == centre.level)
            found.push_back({cell.number, centre.x + dx, centre.y + dy, layer});
        }
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return found;
  }

  static CellNumber nearest(const StreetCell& centre, const std::vector<CellSite>& cells) {
    return std::min_element(cells.begin(), cells.end(),
                            [&](const CellSite& a, const CellSite& b) {
                              return std::pair(square(centre, a), a.number) < std::pair(square(centre, b), b.number);
                            })
        ->number;
  }

  void meet_at(const Intersections::Centre& centre) {
    const StreetCell& cell = streets_.cell(centre.cell);
    const int reach = static_cast<int>(clearance_of(cell) + kerb_reach_m / cell_m_);
    const auto found = around(cell, layers_.vehicle_layers, layers_.layers(), reach);
    for (const auto& piece : connected_pieces(streets_, found))
      offers_.push_back({Cause::intersection, centre.area, centre.cell, nearest(cell, piece)});
  }

  // The sidewalks that meet an intersection may lie on other ranks than its middle.
  void tell_owners(const Comm& comm) {
    std::vector<std::vector<CellNumber>> rows(static_cast<std::size_t>(comm.size()));
    for (const Offer& offer : offers_)
      rows[static_cast<std::size_t>(streets_.owner(offer.cell_b))].push_back(offer.cell_b);
    for (const auto& row : comm.all_to_all_of(rows))
      for (const CellNumber cell : row) met_[cell - streets_.first()] = true;
  }

  bool met(CellNumber own) const { return met_[own - streets_.first()]; }

  bool meet_nearest_street(CellNumber sidewalk, Cause cause, std::uint32_t place) {
    const StreetCell& cell = streets_.cell(sidewalk);
    const auto found = around(cell, 0, layers_.vehicle_layers, static_cast<int>(dead_end_reach_m / cell_m_));
    if (found.empty()) return false;
    offers_.push_back({cause, place, nearest(cell, found), sidewalk});
    met_[sidewalk - streets_.first()] = true;
    return true;
  }

  void meet_dead_ends() {
    for (const CellSite& site : sidewalks_) {
      if (met(site.number)) continue;
      int neighbours = -1;  // less the cell itself
      for (int n = 0; n < 9; ++n)
        if (streets_.find(site.layer, site.x + n % 3 - 1, site.y + n / 3 - 1).number != no_cell) ++neighbours;
      if (neighbours <= 1) meet_nearest_street(site.number, Cause::dead_end, site.number);
    }
  }

  void meet_lonely_parts(const Comm& comm) {
    for (const SidewalkPart& part :
         parts_without(comm, streets_, sidewalks_, [&](CellNumber cell) { return met(cell); }))
      for (const CellSite& site : part.cells)
        if (meet_nearest_street(site.number, Cause::lonely_part, part.lowest)) break;
  }

  const StreetIndex& streets_;
  const RoadLayers& layers_;
  double cell_m_;
  std::vector<CellSite> sidewalks_;  ///< own, ascending
  std::vector<bool> met_;            ///< [own cells] sidewalk cells that meet a street
  std::vector<Offer> offers_;
};

void offer_portals(const StreetIndex& streets, const RoadLayers& layers, std::vector<Offer>& offers) {
  for (std::uint32_t p = 0; p < layers.portals.size(); ++p) {
    const Portal& portal = layers.portals[p];
    const CellNumber a = streets.find(portal.layer_a, portal.xa, portal.ya).number;
    if (!streets.owns(a)) continue;
    const CellNumber b = streets.find(portal.layer_b, portal.xb, portal.yb).number;
    if (b != no_cell) offers.push_back({Cause::portal, p, a, b});
  }
}

// Ranks come in the order of their cells, so of all offers for a part that of the lowest rank is the one of its lowest
// cell near a street.
void drop_later_chances(const Comm& comm, const StreetIndex& streets, std::vector<Offer>& offers) {
  std::vector<CellNumber> parts;
  for (const Offer& offer : offers)
    if (offer.cause == Cause::lonely_part) parts.push_back(offer.place);
  const auto first = ask_owners<std::uint8_t>(
      comm, std::span<const CellNumber>(parts), [&](CellNumber part) { return streets.owner(part); },
      [](const std::vector<std::vector<CellNumber>>& asked) {
        std::unordered_set<CellNumber> seen;
        std::vector<std::vector<std::uint8_t>> replies(asked.size());
        for (std::size_t r = 0; r < asked.size(); ++r)
          for (const CellNumber part : asked[r]) replies[r].push_back(seen.insert(part).second ? 1 : 0);
        return replies;
      });
  auto answer = first.begin();
  std::erase_if(offers, [&](const Offer& offer) { return offer.cause == Cause::lonely_part && *answer++ == 0; });
}

}  // namespace

int reach_of_meetings(const Comm& comm, std::span<const StreetCell> cells, const RoadLayers& layers, double cell_m) {
  if (layers.sidewalk_layers == 0) return 1;
  std::int64_t widest = 0;
  for (const StreetCell& cell : cells) widest = std::max<std::int64_t>(widest, cell.squared_clearance);
  const double clearance = std::sqrt(static_cast<double>(comm.max(widest)));
  return 1 + static_cast<int>(std::max(clearance + kerb_reach_m / cell_m, dead_end_reach_m / cell_m));
}

std::vector<Meeting> find_meetings(const Comm& comm, const StreetIndex& streets,
                                   std::span<const Intersections::Centre> centres, const RoadLayers& layers,
                                   double cell_m) {
  std::vector<Offer> offers;
  if (layers.sidewalk_layers > 0) offers = Kerbs(streets, layers, cell_m).find(comm, centres);
  offer_portals(streets, layers, offers);
  drop_later_chances(comm, streets, offers);
  const auto place = [](const Offer& offer) { return std::tie(offer.cause, offer.place); };
  std::stable_sort(offers.begin(), offers.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  std::vector<Meeting> meetings;
  std::uint32_t number = 0;
  for (std::size_t k = 0; k < offers.size(); ++k) {
    const Offer& offer = offers[k];
    number = k > 0 && place(offer) == place(offers[k - 1]) ? number + 1 : 0;
    meetings.push_back({offer.cell_a, offer.cell_b, offer.cause != Cause::portal,
                        static_cast<std::uint32_t>(offer.cause), offer.place, number});
  }
  return meetings;
}

}  // namespace machi
