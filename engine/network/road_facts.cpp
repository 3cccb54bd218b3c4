#include "engine/network/road_facts.hpp"

#include <algorithm>
#include <utility>

#include "engine/comm/ask.hpp"

namespace machi {
namespace {

// Brings rows to their keepers.
template <class T, class Road>
std::vector<T> to_keepers(const Comm& comm, std::span<const T> mine, const Road& road) {
  std::vector<std::vector<T>> rows(static_cast<std::size_t>(comm.size()));
  for (const T& it : mine) rows[static_cast<std::size_t>(keeper_of_road(road(it), comm.size()))].push_back(it);
  std::vector<T> kept;
  for (const std::vector<T>& row : comm.all_to_all_of(rows)) kept.insert(kept.end(), row.begin(), row.end());
  return kept;
}

}  // namespace

RoadFacts::RoadFacts(const Comm& comm, std::span<const RoadFact> facts, std::span<const NarrowArea> narrow)
    : facts_(to_keepers(comm, facts, [](const RoadFact& it) { return it.row; })),
      narrow_(to_keepers(comm, narrow, [](const NarrowArea& it) { return row_of(it.area); })) {
  std::sort(facts_.begin(), facts_.end(), [](const RoadFact& a, const RoadFact& b) { return a.row < b.row; });
  std::sort(narrow_.begin(), narrow_.end(), [](const NarrowArea& a, const NarrowArea& b) {
    return std::pair(a.area, a.width_m) < std::pair(b.area, b.width_m);
  });
}

std::vector<AreaFacts> RoadFacts::of(const Comm& comm, const RoadKinds& kinds, std::span<const AreaId> areas) const {
  return ask_each<AreaFacts>(
      comm, areas, [&](AreaId area) { return keeper_of_road(row_of(area), comm.size()); },
      [&](AreaId area) {
        AreaFacts facts;
        const auto narrow = std::lower_bound(narrow_.begin(), narrow_.end(), area,
                                             [](const NarrowArea& n, AreaId a) { return n.area < a; });
        if (narrow != narrow_.end() && narrow->area == area) facts.narrow_m = narrow->width_m;
        const auto fact = std::lower_bound(facts_.begin(), facts_.end(), row_of(area),
                                           [](const RoadFact& f, std::uint32_t r) { return f.row < r; });
        if (fact != facts_.end() && fact->row == row_of(area)) facts.road = *fact;
        facts.has_sidewalk = kinds.keeps_sidewalk(row_of(area)) ? 1 : 0;
        facts.is_detailed = kinds.keeps_detailed(row_of(area)) ? 1 : 0;
        return facts;
      });
}

}  // namespace machi
