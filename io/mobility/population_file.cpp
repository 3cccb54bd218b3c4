#include "io/mobility/population_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/mobility/file_kind.hpp"
#include "io/mobility/file_part.hpp"
#include "io/mobility/population_xml.hpp"
#include "io/mobility/sumo_demand.hpp"

namespace machi {
namespace {

PopulationFile read_matsim_people(const Comm& comm, const std::string& path, const TrafficNetwork& network) {
  PopulationReading reading = read_population_xml(comm, path, network);
  PopulationFile file;
  note_report(united_report(comm, reading.report), file.notes);
  file.demand = std::move(reading.demand);
  return file;
}

// Each once, in their order.
std::vector<std::uint32_t> each_once(std::vector<std::uint32_t> rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

PopulationFile read_sumo_vehicles(const Comm& comm, const std::string& path,
                                  const std::vector<std::string>& additional_files, const TrafficNetwork& network,
                                  std::uint64_t seed) {
  std::vector<std::string> paths = additional_files;
  paths.push_back(path);
  SumoDemand reading = read_sumo_demand(comm, paths, network, seed);
  comm.agree([&] {
    if (reading.demand.vehicle_types.size() > 120)
      throw InputError(path, "has vehicles of more than 120 types. Unite some");
  });
  PopulationFile file;
  note_report(united_report(comm, reading.report), file.notes);
  file.driven_modes = std::move(reading.modes);
  file.demand = std::move(reading.demand);
  std::vector<std::uint32_t> mine;
  for (std::uint64_t p = 0; p < file.demand.persons(); ++p)
    mine.push_back(file.demand.activities[file.demand.activity_begin[p]].link);
  file.starts = each_once(comm.all_gather_of<std::uint32_t>(each_once(std::move(mine))));
  return file;
}

}  // namespace

PopulationFile read_population_file(const Comm& comm, const std::string& path,
                                    const std::vector<std::string>& additional_files, const TrafficNetwork& network,
                                    std::uint64_t seed) {
  auto kind = InputKind::unknown;
  comm.agree([&] {
    kind = kind_of_file(path);
    if (kind != InputKind::matsim_people && kind != InputKind::sumo_routes)
      throw InputError(path,
                       fmt::format("holds no people with plans (it looks like: {}). Give a population of MATSim or "
                                   "routes of SUMO",
                                   name_of(kind)));
  });
  if (kind == InputKind::matsim_people) return read_matsim_people(comm, path, network);
  return read_sumo_vehicles(comm, path, additional_files, network, seed);
}

void begin_at_starts(TravelDemand& demand, const std::vector<std::uint32_t>& starts,
                     const std::vector<std::uint32_t>& start_rows) {
  std::vector<std::uint32_t> route;
  route.reserve(demand.route.size() + demand.persons());
  for (std::uint64_t p = 0; p < demand.persons(); ++p) {
    Activity& first = demand.activities[demand.activity_begin[p]];
    const auto place = std::lower_bound(starts.begin(), starts.end(), first.link) - starts.begin();
    first.link = start_rows[static_cast<std::size_t>(place)];
    for (std::uint64_t l = demand.leg_begin(p); l < demand.leg_begin(p + 1); ++l) {
      Leg& leg = demand.legs[l];
      const std::size_t begin = route.size();
      if (l == demand.leg_begin(p)) leg.start_link = first.link;
      if (l == demand.leg_begin(p) && leg.kind == RouteKind::links) route.push_back(first.link);
      route.insert(route.end(), demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_begin),
                   demand.route.begin() + static_cast<std::ptrdiff_t>(leg.route_end));
      leg.route_begin = begin;
      leg.route_end = route.size();
    }
  }
  demand.route = std::move(route);
}

}  // namespace machi
