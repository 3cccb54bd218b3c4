// The part of the sheet about the city itself: walkability, and what residents reach by each mode.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

#include "engine/population/occupancy.hpp"
#include "io/study/process_sheets.hpp"

namespace machi {
namespace {

constexpr double walk_m_s = 80.0 / 60;      // 80 m/min, Japan's rule for distances on foot in property notices
constexpr double bicycle_m_s = 15.0 / 3.6;  // 15 km/h
constexpr double short_reach_s = 600;       // to facilities
constexpr double reach_s = 900;             // to people
constexpr std::size_t land_uses = 4;        // homes, shops and offices, public, other

/// What stands at one node of the network: everything whose door is nearest to it.
struct NodeContent {
  double residents{0};
  double shops{0};
  double services{0};  // public buildings, schools, medical care
};

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

/// Ways in time by one mode; where it may not pass, people walk.
class ModeWays {
 public:
  /// `speed_m_s` 0: the links' own.
  ModeWays(const Network& network, std::uint8_t mode, double speed_m_s) : time_s_(network.nodes(), never) {
    begin_.assign(network.nodes() + 1, 0);
    const auto each = [&](const auto& visit) {
      for (std::uint32_t link = 0; link < network.links(); ++link) {
        const double length_m = static_cast<double>(network.length_m[link]);
        const bool on_foot = (network.modes[link] & mode_walk) != 0;
        const bool open = (network.modes[link] & mode) != 0;
        const double ride_m_s = speed_m_s > 0 ? speed_m_s : static_cast<double>(network.free_speed_m_s[link]);
        const auto arc = [&](std::uint32_t from, std::uint32_t to, bool rides) {
          const double m_s = std::max(rides ? ride_m_s : 0.0, on_foot ? walk_m_s : 0.0);
          if (m_s > 0) visit(from, to, length_m / m_s);
        };
        arc(network.from[link], network.to[link], open);
        arc(network.to[link], network.from[link], open && network.oneway[link] == 0);
      }
    };
    each([&](std::uint32_t from, std::uint32_t, double) { ++begin_[from + 1]; });
    for (std::size_t node = 0; node + 1 < begin_.size(); ++node) begin_[node + 1] += begin_[node];
    arcs_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    each([&](std::uint32_t from, std::uint32_t to, double s) { arcs_[next[from]++] = {to, s}; });
  }

  /// Calls visit(node, seconds) for every node within `most_s` of `begin`, nearest first.
  template <class Visit>
  void reach(std::uint32_t begin, double most_s, const Visit& visit) {
    for (const std::uint32_t node : touched_) time_s_[node] = never;
    touched_.clear();
    using Reached = std::pair<double, std::uint32_t>;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
    const auto touch = [&](std::uint32_t node, double s) {
      if (s > most_s || s >= time_s_[node]) return;
      if (time_s_[node] == never) touched_.push_back(node);
      time_s_[node] = s;
      front.emplace(s, node);
    };
    touch(begin, 0);
    while (!front.empty()) {
      const auto [s, node] = front.top();
      front.pop();
      if (s > time_s_[node]) continue;
      visit(node, s);
      for (std::uint32_t k = begin_[node]; k < begin_[node + 1]; ++k) touch(arcs_[k].to, s + arcs_[k].s);
    }
  }

 private:
  static constexpr double never = std::numeric_limits<double>::infinity();
  struct Arc {
    std::uint32_t to;
    double s;
  };
  std::vector<std::uint32_t> begin_;
  std::vector<Arc> arcs_;
  std::vector<double> time_s_;
  std::vector<std::uint32_t> touched_;
};

/// What who lives at a node reaches.
struct NodeReach {
  double shops{0};
  double services{0};
  std::array<double, 3> people{};  // on foot, by bicycle, by car
};

std::vector<NodeReach> reach_of_nodes(const Network& network, const std::vector<NodeContent>& nodes) {
  std::vector<NodeReach> reached(nodes.size());
  std::array<ModeWays, 3> ways{ModeWays(network, mode_walk, walk_m_s), ModeWays(network, mode_bicycle, bicycle_m_s),
                               ModeWays(network, mode_car, 0)};
  for (std::uint32_t begin = 0; begin < nodes.size(); ++begin) {
    if (nodes[begin].residents <= 0) continue;
    NodeReach& one = reached[begin];
    for (std::size_t mode = 0; mode < ways.size(); ++mode)
      ways[mode].reach(begin, reach_s, [&](std::uint32_t node, double s) {
        one.people[mode] += nodes[node].residents;
        if (mode > 0 || s > short_reach_s) return;
        one.shops += nodes[node].shops;
        one.services += nodes[node].services;
      });
  }
  return reached;
}

struct CityTally {
  double residents{0};
  NodeReach reached{};  // times residents
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

SheetValues city_values(const CityTally& tally) {
  const auto mean = [&](double sum) { return sheet_mean(sum, tally.residents); };
  return {tally.residents,
          mean(tally.reached.shops),
          mean(tally.reached.services),
          mean(tally.reached.people[0]),
          mean(tally.reached.people[1]),
          mean(tally.reached.people[2]),
          {}};
}

}  // namespace

SheetPart city_part(const SheetCity& city, const SheetAreas& areas) {
  const BuildingColumns& buildings = city.buildings;
  std::vector<NodeContent> nodes(city.network.nodes());
  std::vector<double> residents(buildings.usage.size(), 0);
  for (std::size_t row = 0; row < residents.size(); ++row) {
    residents[row] = residents_in(buildings.usage[row], floor_of(buildings, row));
    const std::uint32_t node = node_of_door(city, row);
    if (node >= nodes.size()) continue;
    nodes[node].residents += residents[row];
    nodes[node].shops += land_use_of(buildings.usage[row]) == 1 ? 1 : 0;
    nodes[node].services += land_use_of(buildings.usage[row]) == 2 ? 1 : 0;
  }
  const std::vector<NodeReach> reached = reach_of_nodes(city.network, nodes);
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
      const std::uint32_t node = node_of_door(city, row);
      if (node >= reached.size()) return;
      tally.reached.shops += residents[row] * reached[node].shops;
      tally.reached.services += residents[row] * reached[node].services;
      for (std::size_t mode = 0; mode < 3; ++mode)
        tally.reached.people[mode] += residents[row] * reached[node].people[mode];
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
  SheetPart part{&city_kpis(), tallies.rows(city_values), city_values({})};
  for (const auto& [area, index] : walkability(tallies.by_area, areas)) part.rows[area].back() = index;
  return part;
}

}  // namespace machi
