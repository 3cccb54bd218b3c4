#include "engine/network/intersections.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "engine/comm/ask.hpp"

namespace machi {
namespace {

// How far the best cell of a rank is from the middle of an area.
struct Candidate {
  double square{std::numeric_limits<double>::infinity()};
  AreaId area{0};
  CellNumber cell{no_cell};
  auto rank() const { return std::tuple(area, square, cell); }
};

struct Holds {
  AreaId area{0};
  std::uint32_t node{0};
};

std::vector<std::vector<std::uint8_t>> choose_centres(const std::vector<std::vector<Candidate>>& asked) {
  std::vector<std::tuple<AreaId, double, CellNumber>> ranked;
  for (const auto& row : asked)
    for (const Candidate& candidate : row) ranked.push_back(candidate.rank());
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::vector<std::uint8_t>> chosen(asked.size());
  for (std::size_t r = 0; r < asked.size(); ++r) {
    for (const Candidate& candidate : asked[r]) {
      const auto best = std::lower_bound(ranked.begin(), ranked.end(), std::tuple(candidate.area, -1.0, CellNumber{0}));
      chosen[r].push_back(*best == candidate.rank() ? 1 : 0);
    }
  }
  return chosen;
}

std::vector<std::vector<std::uint8_t>> any_holds(const std::vector<std::vector<Holds>>& asked) {
  std::vector<AreaId> holding;
  for (const auto& row : asked)
    for (const Holds& holds : row)
      if (holds.node != 0) holding.push_back(holds.area);
  std::sort(holding.begin(), holding.end());
  std::vector<std::vector<std::uint8_t>> any(asked.size());
  for (std::size_t r = 0; r < asked.size(); ++r)
    for (const Holds& holds : asked[r])
      any[r].push_back(std::binary_search(holding.begin(), holding.end(), holds.area) ? 1 : 0);
  return any;
}

}  // namespace

double IntersectionPlace::square_to(std::int32_t x, std::int32_t y) const {
  const double dx = x - static_cast<double>(sum_x) / static_cast<double>(cells);
  const double dy = y - static_cast<double>(sum_y) / static_cast<double>(cells);
  return dx * dx + dy * dy;
}

std::vector<IntersectionPlace> find_intersections(const Comm& comm, const AreaCovers& covers) {
  std::map<AreaId, IntersectionPlace> places;
  for (const AreaCover& cover : covers.all()) {
    if (use_of(cover.area) != AreaUse::intersection || !covers.owns(cover.key)) continue;
    IntersectionPlace& place = places[cover.area];
    const LeafXY leaf = covers.frame().leaf(cover.key);
    for (std::uint64_t bits = cover.cells(); bits != 0; bits &= bits - 1) {
      const int bit = std::countr_zero(bits);
      ++place.cells;
      place.sum_x += leaf.x * leaf_side + (bit & 7);
      place.sum_y += leaf.y * leaf_side + (bit >> 3);
    }
  }
  std::vector<IntersectionPlace> mine;
  for (auto& [area, place] : places) {
    place.area = area;
    mine.push_back(place);
  }
  places.clear();
  std::vector<std::vector<IntersectionPlace>> rows(static_cast<std::size_t>(comm.size()));
  for (const IntersectionPlace& part : mine)
    rows[static_cast<std::size_t>(keeper_of(part.area, comm.size()))].push_back(part);
  for (const std::vector<IntersectionPlace>& row : comm.all_to_all_of(rows)) {
    for (const IntersectionPlace& part : row) {
      IntersectionPlace& place = places[part.area];
      place.area = part.area;
      place.cells += part.cells;
      place.sum_x += part.sum_x;
      place.sum_y += part.sum_y;
    }
  }
  mine.clear();
  for (const auto& [area, place] : places) mine.push_back(place);
  return mine;
}

std::vector<IntersectionPlace> places_of(const Comm& comm, std::span<const IntersectionPlace> places,
                                         std::span<const AreaId> areas) {
  return ask_each<IntersectionPlace>(
      comm, areas, [&](AreaId area) { return keeper_of(area, comm.size()); },
      [&](AreaId area) {
        return *std::lower_bound(places.begin(), places.end(), area,
                                 [](const IntersectionPlace& place, AreaId a) { return place.area < a; });
      });
}

Intersections::Intersections(const Comm& comm, const StreetIndex& streets, std::span<const IntersectionPlace> places)
    : streets_(&streets) {
  for (const StreetCell& cell : streets.own())
    if (use_of(cell.area) == AreaUse::intersection && (areas_.empty() || areas_.back() != cell.area))
      areas_.push_back(cell.area);
  std::sort(areas_.begin(), areas_.end());
  areas_.erase(std::unique(areas_.begin(), areas_.end()), areas_.end());
  find_centres(comm, places);
}

std::size_t Intersections::index_of(AreaId area) const {
  return static_cast<std::size_t>(std::lower_bound(areas_.begin(), areas_.end(), area) - areas_.begin());
}

void Intersections::find_centres(const Comm& comm, std::span<const IntersectionPlace> places) {
  const std::vector<IntersectionPlace> mine = places_of(comm, places, areas_);
  std::vector<Candidate> best(areas_.size());
  for (std::size_t i = 0; i < streets_->own().size(); ++i) {
    const StreetCell& cell = streets_->own()[i];
    if (use_of(cell.area) != AreaUse::intersection) continue;
    const std::size_t place = index_of(cell.area);
    const double square = mine[place].square_to(cell.x, cell.y);
    if (square < best[place].square) best[place] = {square, cell.area, streets_->first() + static_cast<CellNumber>(i)};
  }
  const auto chosen = ask_owners<std::uint8_t>(
      comm, std::span<const Candidate>(best), [&](const Candidate& c) { return keeper_of(c.area, comm.size()); },
      choose_centres);
  for (std::size_t k = 0; k < best.size(); ++k)
    if (chosen[k] != 0) centres_.push_back({best[k].area, best[k].cell});
}

std::vector<Intersections::Centre> Intersections::centres_without(
    const Comm& comm, const std::function<bool(CellNumber)>& is_node) const {
  std::vector<Holds> holds;
  for (const AreaId area : areas_) holds.push_back({area, 0});
  for (std::size_t i = 0; i < streets_->own().size(); ++i) {
    const StreetCell& cell = streets_->own()[i];
    if (use_of(cell.area) == AreaUse::intersection && is_node(streets_->first() + static_cast<CellNumber>(i)))
      holds[index_of(cell.area)].node = 1;
  }
  const auto any = ask_owners<std::uint8_t>(
      comm, std::span<const Holds>(holds), [&](const Holds& h) { return keeper_of(h.area, comm.size()); }, any_holds);
  std::vector<Centre> without;
  for (const Centre& centre : centres_)
    if (any[index_of(centre.area)] == 0) without.push_back(centre);
  return without;
}

}  // namespace machi
