// The part of the sheet about the city itself: walkability, and what residents reach by each mode.
#include <array>
#include <cmath>

#include "engine/population/occupancy.hpp"
#include "io/study/city_reach.hpp"
#include "io/study/process_sheets.hpp"
#include "io/study/walk_distance.hpp"

namespace machi {
namespace {

constexpr std::size_t land_uses = 4;  // homes, shops and offices, public, other
constexpr double near_m = 800;        // to shops, services and stations
constexpr double near_bus_m = 300;

std::size_t land_use_of(std::int16_t usage) {
  if (usage >= 411 && usage <= 415) return 0;
  if (usage >= 401 && usage <= 404) return 1;
  return usage == 421 || usage == 422 ? 2 : 3;
}

// Persons at home at three on a working day, by what a building of this use and size holds on average.
double residents_in(std::int16_t usage, double floor_m2) {
  const DwellingRow* row = dwelling_row(usage);
  if (row == nullptr) return 0;
  double mean = 0, size = 0;
  for (const double share : household_sizes(row->flats)) mean += ++size * share;
  return static_cast<double>(dwellings_in(*row, floor_m2)) * row->inhabited * mean;
}

double floor_of(const BuildingColumns& b, std::size_t row) {
  return floor_area_of(b.floor_area_m2[row], b.footprint_area_m2[row], b.storeys_above_ground[row], b.height_m[row]);
}

// The end of its entrance's link that is nearer to a door; the network's last node where there is none.
std::uint32_t node_of_door(const SheetCity& city, std::size_t row) {
  const std::uint32_t link = city.buildings.entrance_link[row];
  if (link >= city.network.links()) return city.buildings.entrance_node[row];
  const bool first = city.buildings.entrance_offset_m[row] < city.network.length_m[link] / 2;
  return first ? city.network.from[link] : city.network.to[link];
}

/// Length of the way from every building's door to the nearest of some street ends.
std::vector<double> ways_of_doors(const SheetCity& city, const std::vector<StreetEnd>& ends) {
  const std::vector<double> nodes_m = distance_to_nearest_m(city.network, ends);
  std::vector<double> way_m;
  for (std::size_t row = 0; row < city.buildings.usage.size(); ++row)
    way_m.push_back(distance_from_door_m(city.network, nodes_m, city.buildings, row));
  return way_m;
}

template <class Is>
std::vector<double> ways_to_uses(const SheetCity& city, const Is& is) {
  std::vector<StreetEnd> ends;
  for (std::size_t row = 0; row < city.buildings.usage.size(); ++row) {
    if (!is(city.buildings.usage[row])) continue;
    const std::vector<StreetEnd> of_door = street_ends_of_door(city.network, city.buildings, row);
    ends.insert(ends.end(), of_door.begin(), of_door.end());
  }
  return ways_of_doors(city, ends);
}

/// To stops that buses serve, or to those that anything else serves.
std::vector<double> ways_to_stops(const SheetCity& city, const Timetable& timetable, bool of_buses) {
  std::vector<bool> wanted(timetable.stops(), false);
  for (std::uint32_t route = 0; route < timetable.routes(); ++route)
    for (std::uint32_t k = 0; k < timetable.calls(route); ++k)
      if ((timetable.route_mode[route] == "bus") == of_buses)
        wanted[timetable.call_stop[timetable.call(route, k)]] = true;
  std::vector<PointMm> places;
  for (std::uint32_t stop = 0; stop < timetable.stops(); ++stop)
    if (wanted[stop]) places.push_back(place_of_stop(timetable, stop));
  return ways_of_doors(city, nearest_street_ends(city.network, places));
}

/// Whether each building lies within the catchments on foot.
struct Catchments {
  std::vector<bool> shops, services, stops;
};

Catchments catchments_of(const SheetCity& city, const SheetTransit* transit) {
  const auto within = [](const std::vector<double>& way_m, double most_m) {
    std::vector<bool> near;
    for (const double m : way_m) near.push_back(m <= most_m);
    return near;
  };
  Catchments near{within(ways_to_uses(city, [](std::int16_t usage) { return usage == 402 || usage == 404; }), near_m),
                  within(ways_to_uses(city, [](std::int16_t usage) { return usage == 422; }), near_m),
                  {}};
  if (transit == nullptr) return near;
  const Timetable& timetable = *transit->world.timetable;
  near.stops = within(ways_to_stops(city, timetable, true), near_bus_m);
  const std::vector<bool> stations = within(ways_to_stops(city, timetable, false), near_m);
  for (std::size_t row = 0; row < stations.size(); ++row) near.stops[row] = near.stops[row] || stations[row];
  return near;
}

struct CityTally {
  double residents{0};
  NodeReach reached{};  // times residents
  double near_shops{0}, near_services{0}, near_stops{0};
  double intersections{0};
  std::array<double, land_uses> floor_m2{};
  double shop_footprint_m2{0};
};

// Entropy of floor area by use, 0 (one use) to 1 (all alike).
double mix_of(const std::array<double, land_uses>& floor_m2) {
  double whole = 0, entropy = 0;
  for (const double m2 : floor_m2) whole += m2;
  for (const double m2 : floor_m2)
    if (m2 > 0) entropy -= m2 / whole * std::log(m2 / whole);
  return entropy / std::log(static_cast<double>(land_uses));
}

/// The four figures of which walkability is made, of one area.
using WalkFigures = std::array<double, 4>;

WalkFigures walk_figures(const CityTally& tally, double land_m2) {
  return {1e6 * tally.intersections / land_m2, 1e6 * tally.residents / land_m2, mix_of(tally.floor_m2),
          tally.shop_footprint_m2 > 0 ? tally.floor_m2[1] / tally.shop_footprint_m2 : 0};
}

// Frank et al. (2010): 2 z(intersections) + z(residents) + z(mix) + z(retail), over areas where anyone lives.
std::map<std::string, double> walkability(const std::map<std::string, CityTally>& by_area, const SheetAreas& areas) {
  std::map<std::string, WalkFigures> figures;
  for (const auto& [area, tally] : by_area)
    if (const std::optional<double> land = areas.land_m2(area); land && *land > 0 && tally.residents > 0)
      figures[area] = walk_figures(tally, *land);
  std::map<std::string, double> index;
  if (figures.size() < 2) return index;
  const auto n = static_cast<double>(figures.size());
  for (std::size_t k = 0; k < 4; ++k) {
    double sum = 0, squares = 0;
    for (const auto& [area, one] : figures) sum += one[k];
    for (const auto& [area, one] : figures) squares += (one[k] - sum / n) * (one[k] - sum / n);
    const double deviation = std::sqrt(squares / (n - 1));
    for (const auto& [area, one] : figures)
      index[area] += deviation > 0 ? (k == 0 ? 2 : 1) * (one[k] - sum / n) / deviation : 0;
  }
  return index;
}

void add_times(NodeContent& sum, const NodeContent& reached, double residents) {
  sum.residents += residents * reached.residents;
  sum.shops += residents * reached.shops;
  sum.services += residents * reached.services;
}

SheetValues city_values(const CityTally& tally, bool rides) {
  const auto mean = [&](double sum) { return sheet_mean(sum, tally.residents); };
  SheetValues values{tally.residents, mean(tally.reached.short_walk.shops), mean(tally.reached.short_walk.services)};
  const auto add = [&](const NodeContent& sum, bool given) {
    for (const double one : {sum.residents, sum.shops, sum.services})
      values.push_back(given ? mean(one) : std::nullopt);
  };
  for (std::size_t mode = 0; mode < reach_modes; ++mode)
    add(tally.reached.quarter[mode], rides || mode != static_cast<std::size_t>(ReachMode::transit));
  add(tally.reached.half_by_transit, rides);
  values.push_back(mean(tally.near_shops));
  values.push_back(mean(tally.near_services));
  values.push_back(rides ? mean(tally.near_stops) : std::nullopt);
  values.emplace_back();  // walkability
  return values;
}

}  // namespace

SheetPart city_part(const SheetCity& city, const SheetTransit* transit, const SheetAreas& areas) {
  const BuildingColumns& buildings = city.buildings;
  std::vector<NodeContent> nodes(city.network.nodes());
  std::vector<double> residents(buildings.usage.size(), 0);
  for (std::size_t row = 0; row < residents.size(); ++row) {
    residents[row] = residents_in(buildings.usage[row], floor_of(buildings, row));
    const std::uint32_t node = node_of_door(city, row);
    if (node >= nodes.size()) continue;
    const std::size_t use = land_use_of(buildings.usage[row]);
    nodes[node] += {residents[row], use == 1 ? 1.0 : 0.0, use == 2 ? 1.0 : 0.0};
  }
  const std::vector<NodeReach> reached = reach_of_nodes(city.network, nodes, transit);
  const Catchments near = catchments_of(city, transit);
  const std::vector<std::string> area_of = areas.of_buildings(buildings);
  AreaTallies<CityTally> tallies;
  for (std::size_t row = 0; row < residents.size(); ++row)
    tallies.add(area_of[row], [&](CityTally& tally) {
      const double floor_m2 = floor_of(buildings, row);
      const std::size_t use = land_use_of(buildings.usage[row]);
      tally.floor_m2[use] += floor_m2;
      if (use == 1 && buildings.footprint_area_m2[row] > 0)
        tally.shop_footprint_m2 += static_cast<double>(buildings.footprint_area_m2[row]);
      tally.residents += residents[row];
      tally.near_shops += near.shops[row] ? residents[row] : 0;
      tally.near_services += near.services[row] ? residents[row] : 0;
      if (transit != nullptr) tally.near_stops += near.stops[row] ? residents[row] : 0;
      const std::uint32_t node = node_of_door(city, row);
      if (node >= reached.size()) return;
      add_times(tally.reached.short_walk, reached[node].short_walk, residents[row]);
      for (std::size_t mode = 0; mode < reach_modes; ++mode)
        add_times(tally.reached.quarter[mode], reached[node].quarter[mode], residents[row]);
      add_times(tally.reached.half_by_transit, reached[node].half_by_transit, residents[row]);
    });
  std::vector<int> degree(city.network.nodes(), 0);
  for (std::uint32_t link = 0; link < city.network.links(); ++link) {
    ++degree[city.network.from[link]];
    ++degree[city.network.to[link]];
  }
  for (std::uint32_t node = 0; node < degree.size(); ++node)
    if (degree[node] >= 3)
      tallies.add(areas.of(city.network.node[node].x_mm, city.network.node[node].y_mm),
                  [](CityTally& tally) { tally.intersections += 1; });
  const auto values = [&](const CityTally& tally) { return city_values(tally, transit != nullptr); };
  SheetPart part{&city_kpis(), tallies.rows(values), values({})};
  for (const auto& [area, index] : walkability(tallies.by_area, areas)) part.rows[area].back() = index;
  return part;
}

}  // namespace machi
