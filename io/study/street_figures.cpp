#include "io/study/street_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "io/run/evacuation_kpi.hpp"

namespace machi {
namespace {

constexpr std::uint64_t events_of_a_slice = std::uint64_t{1} << 20;
constexpr double no_way_m = std::numeric_limits<double>::infinity();

/// Links by the node that they leave, and where they lead.
struct DirectedLinks {
  std::vector<std::uint32_t> from, to;
  std::vector<double> length_m;
  std::size_t nodes{0};
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> link;

  static DirectedLinks read(const H5Input& file, bool both_ways) {
    DirectedLinks net{file.read<std::uint32_t>("/links/from"),
                      file.read<std::uint32_t>("/links/to"),
                      file.read<double>("/links/length_m"),
                      file.rows("/nodes/x_m"),
                      {},
                      {}};
    for (std::size_t k = 0; k < net.from.size(); ++k)
      if (k >= net.to.size() || k >= net.length_m.size() || net.from[k] >= net.nodes || net.to[k] >= net.nodes)
        throw InputError(file.path() + ":/links", "names a node that is not there (damaged). Run the scenario again");
    net.begin.assign(net.nodes + 1, 0);
    const auto each = [&](const auto& visit) {
      for (std::uint32_t k = 0; k < net.from.size(); ++k) {
        visit(net.from[k], k);
        if (both_ways) visit(net.to[k], k);
      }
    };
    each([&](std::uint32_t node, std::uint32_t) { ++net.begin[node + 1]; });
    for (std::size_t node = 0; node < net.nodes; ++node) net.begin[node + 1] += net.begin[node];
    net.link.resize(net.begin.back());
    std::vector<std::uint32_t> next(net.begin.begin(), net.begin.end() - 1);
    each([&](std::uint32_t node, std::uint32_t k) { net.link[next[node]++] = k; });
    return net;
  }
  std::uint32_t end_of(std::uint32_t k, std::uint32_t node) const { return from[k] == node ? to[k] : from[k]; }
};

/// Dijkstra from one node at a time; what it held before is forgotten in the time that it took to find.
class Ways {
 public:
  explicit Ways(const DirectedLinks& net) : net_(net), distance_m_(net.nodes, no_way_m), by_link_(net.nodes, no_link) {}

  /// Length of the way from `begin` to `end` that does not use `closed`; infinite where there is none.
  double around(std::uint32_t begin, std::uint32_t end, std::uint32_t closed) {
    search(begin, closed, [&](std::uint32_t node) { return node == end; });
    return distance_m_[end];
  }
  /// The tree of shortest ways from `begin`.
  void from(std::uint32_t begin) {
    search(begin, no_link, [](std::uint32_t) { return false; });
  }
  double distance_m(std::uint32_t node) const { return distance_m_[node]; }
  /// Calls visit(link) for the links on the way to `node`, last first.
  template <class Visit>
  void on_way(std::uint32_t node, const Visit& visit) const {
    for (; by_link_[node] != no_link; node = net_.end_of(by_link_[node], node)) visit(by_link_[node]);
  }

  static constexpr std::uint32_t no_link = 0xffffffffU;

 private:
  template <class Stop>
  void search(std::uint32_t begin, std::uint32_t closed, const Stop& stop) {
    for (const std::uint32_t node : reached_) {
      distance_m_[node] = no_way_m;
      by_link_[node] = no_link;
    }
    reached_.clear();
    using Reached = std::pair<double, std::uint32_t>;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
    const auto reach = [&](std::uint32_t node, double m, std::uint32_t link) {
      if (m >= distance_m_[node]) return;
      if (distance_m_[node] == no_way_m) reached_.push_back(node);
      distance_m_[node] = m;
      by_link_[node] = link;
      front.emplace(m, node);
    };
    reach(begin, 0, no_link);
    while (!front.empty()) {
      const auto [m, node] = front.top();
      front.pop();
      if (m > distance_m_[node]) continue;
      if (stop(node)) return;
      for (std::uint32_t k = net_.begin[node]; k < net_.begin[node + 1]; ++k) {
        const std::uint32_t link = net_.link[k];
        if (link != closed) reach(net_.end_of(link, node), m + net_.length_m[link], link);
      }
    }
  }

  const DirectedLinks& net_;
  std::vector<double> distance_m_;
  std::vector<std::uint32_t> by_link_;
  std::vector<std::uint32_t> reached_;
};

std::size_t row_of_name(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// What is seen in the events of a run, homes apart.
class StopCounter {
 public:
  StopCounter(const H5Input& file, StreetFigures& streets)
      : streets_(streets),
        begin_(file.read<std::uint64_t>("/persons/activity_begin")),
        type_(file.read<std::uint16_t>("/activities/type")),
        steps_an_hour_(3600.0 * static_cast<double>(file.integer_attribute("/", "steps_per_s"))),
        came_(begin_.empty() ? 0 : begin_.size() - 1, {Ways::no_link, 0}) {
    for (const std::string& type : file.read_string_list("/activities/types"))
      counts_.push_back(type != "home" && !is_stage(type));
    streets_.stops_of_person.assign(came_.size(), 0);
  }
  void add(std::uint32_t step, std::uint32_t person, std::uint8_t kind, std::uint32_t link, std::uint32_t element) {
    if (person >= came_.size()) return;  // a driver
    if (kind == static_cast<std::uint8_t>(TravelEventKind::activity_end)) leave(person, step);
    if (kind != static_cast<std::uint8_t>(TravelEventKind::activity_start)) return;
    const std::uint64_t row = begin_[person] + element / 2;
    if (row >= type_.size() || type_[row] >= counts_.size() || !counts_[type_[row]] || link >= streets_.dwell_h.size())
      return;
    came_[person] = {link, step};
    streets_.stops[link] += 1;
    streets_.stops_of_person[person] += 1;
  }
  void finish(double end_steps) {
    for (std::uint32_t person = 0; person < came_.size(); ++person)
      leave(person, static_cast<std::uint32_t>(end_steps));
  }

 private:
  struct Came {
    std::uint32_t link;
    std::uint32_t step;
  };
  void leave(std::uint32_t person, std::uint32_t step) {
    Came& came = came_[person];
    if (came.link != Ways::no_link && step > came.step)
      streets_.dwell_h[came.link] += (step - came.step) / steps_an_hour_;
    came.link = Ways::no_link;
  }
  StreetFigures& streets_;
  std::vector<std::uint64_t> begin_;
  std::vector<std::uint16_t> type_;
  std::vector<bool> counts_;  // by type
  double steps_an_hour_;
  std::vector<Came> came_;
};

// Cars of an evacuation have no events, but are in the volumes; where a run has no bins, events tell.
bool count_volumes(const H5Input& file, StreetFigures& streets) {
  if (!file.has("/volumes/vehicles")) return false;
  const auto link = file.read<std::uint32_t>("/volumes/link");
  const auto vehicles = file.read<std::uint32_t>("/volumes/vehicles");
  for (std::size_t k = 0; k < link.size(); ++k)
    if (link[k] < streets.vehicles.size()) streets.vehicles[link[k]] += vehicles[k];
  return true;
}

void count_events(const H5Input& file, StreetFigures& streets) {
  const bool counted = count_volumes(file, streets);
  StopCounter counter(file, streets);
  const std::uint64_t rows = file.has("/events/step") ? file.rows("/events/step") : 0;
  for (std::uint64_t first = 0; first < rows; first += events_of_a_slice) {
    const RowRange range{first, events_of_a_slice};
    const auto step = file.read<std::uint32_t>("/events/step", range);
    const auto person = file.read<std::uint32_t>("/events/person", range);
    const auto kind = file.read<std::uint8_t>("/events/kind", range);
    const auto link = file.read<std::uint32_t>("/events/link", range);
    const auto element = file.read<std::uint16_t>("/events/element", range);
    for (std::size_t k = 0; k < step.size(); ++k) {
      counter.add(step[k], person[k], kind[k], link[k], element[k]);
      if (!counted && kind[k] == static_cast<std::uint8_t>(TravelEventKind::enters_link) &&
          link[k] < streets.vehicles.size())
        streets.vehicles[link[k]] += 1;
    }
  }
  counter.finish(file.number_attribute("/", "end_s") * static_cast<double>(file.integer_attribute("/", "steps_per_s")));
}

void find_detours(const H5Input& file, StreetFigures& streets) {
  const DirectedLinks net = DirectedLinks::read(file, false);
  Ways ways(net);
  for (std::uint32_t link = 0; link < net.from.size(); ++link)
    if (streets.vehicles[link] > 0 && net.from[link] != net.to[link])
      streets.detour_m[link] = std::max(0.0, ways.around(net.from[link], net.to[link], link) - net.length_m[link]);
}

}  // namespace

StreetFigures street_figures(const H5Input& result) {
  StreetFigures streets;
  streets.id = result.read_string_list("/links/id");
  streets.length_m = result.read<double>("/links/length_m");
  for (std::vector<double>* column : {&streets.vehicles, &streets.dwell_h, &streets.stops, &streets.detour_m})
    column->assign(streets.id.size(), 0);
  count_events(result, streets);
  find_detours(result, streets);
  return streets;
}

std::vector<double> passers_by(const H5Input& result) {
  const DirectedLinks net = DirectedLinks::read(result, true);
  const std::size_t walk = row_of_name(result.read_string_list("/legs/modes"), "walk");
  const auto mode = result.read<std::uint16_t>("/legs/mode");
  const auto begin = result.read<std::uint64_t>("/persons/activity_begin");
  const auto link = result.read<std::uint32_t>("/activities/link");
  // Ways from the end of the link of one place to that of the next, by where they begin.
  std::map<std::uint32_t, std::map<std::uint32_t, double>> ways_from;
  for (std::size_t p = 0; p + 1 < begin.size(); ++p)
    for (std::uint64_t at = begin[p]; at + 1 < begin[p + 1] && at + 1 < link.size(); ++at) {
      if (at - p >= mode.size() || mode[at - p] != walk) continue;
      if (link[at] >= net.to.size() || link[at + 1] >= net.to.size() || link[at] == link[at + 1]) continue;
      ways_from[net.to[link[at]]][net.to[link[at + 1]]] += 1;
    }
  std::vector<double> persons(net.from.size(), 0);
  Ways ways(net);
  for (const auto& [node, ends] : ways_from) {
    ways.from(node);
    for (const auto& end : ends) ways.on_way(end.first, [&](std::uint32_t k) { persons[k] += end.second; });
  }
  return persons;
}

std::string streets_csv(const StreetFigures& streets, const std::vector<double>& passers_by) {
  std::string csv = "id,length_m,vehicles,passers_by,stops,dwell_person_h,detour_m,criticality_vehicle_km\n";
  for (std::size_t k = 0; k < streets.id.size(); ++k) {
    const bool cut_off = std::isinf(streets.detour_m[k]);
    csv += fmt::format(
        "{},{:.1f},{},{},{},{:.3f},{},{}\n", csv_field(streets.id[k]), streets.length_m[k], streets.vehicles[k],
        k < passers_by.size() ? fmt::format("{}", passers_by[k]) : std::string(), streets.stops[k], streets.dwell_h[k],
        cut_off ? std::string("inf") : fmt::format("{:.1f}", streets.detour_m[k]),
        cut_off ? std::string("inf") : fmt::format("{:.3f}", 1e-3 * streets.vehicles[k] * streets.detour_m[k]));
  }
  return csv;
}

}  // namespace machi
