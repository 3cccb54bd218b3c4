#include "io/setup/car_exits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/coupling/ways_out.hpp"
#include "engine/coupling/wet_doors.hpp"
#include "engine/model/network.hpp"
#include "io/options/options.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

std::vector<PointMm> node_points(const TrafficNetwork& network) {
  const auto mm = [](double metres) { return static_cast<std::int32_t>(std::llround(1e3 * metres)); };
  std::vector<PointMm> points;
  points.reserve(network.nodes());
  for (std::uint32_t n = 0; n < network.nodes(); ++n) points.push_back({mm(network.x_m[n]), mm(network.y_m[n]), 0});
  return points;
}

// [nodes] 1 where hazard.zone holds the node: where the water ever comes, or in the polygons.
std::vector<std::uint8_t> nodes_in_zone(const Comm& comm, const Scenario& scenario, const CityFrame& frame,
                                        const EvacuationWorld& world, const std::vector<PointMm>& nodes) {
  std::vector<std::uint8_t> inside(nodes.size(), scenario.hazard.zone == ZoneRule::all ? 1 : 0);
  if (scenario.hazard.zone == ZoneRule::depth && world.water != nullptr) {
    const std::vector<std::int64_t> wet_ms = wet_doors_ms(comm, *world.leaves, *world.water, nodes, 1);
    for (std::size_t n = 0; n < nodes.size(); ++n) inside[n] = wet_ms[n] != never_wet_ms ? 1 : 0;
  }
  if (scenario.hazard.zone == ZoneRule::polygon)
    comm.agree([&] {
      const PolygonTable zone = read_drawn_areas(scenario.hazard.zone_file, "", frame).polygons;
      for (std::size_t n = 0; n < nodes.size(); ++n) inside[n] = any_contains(zone, nodes[n]) ? 1 : 0;
    });
  return inside;
}

}  // namespace

std::vector<std::uint32_t> named_car_exits(const Scenario& scenario, const TrafficNetwork& network) {
  std::unordered_map<std::string, std::uint32_t> row_of;
  for (std::uint32_t l = 0; l < network.links(); ++l) row_of.emplace(network.link_id[l], l);
  std::vector<std::uint32_t> rows;
  for (const std::string& id : scenario.people.car_exits) {
    const auto found = row_of.find(id);
    if (found == row_of.end()) {
      const std::string meant = did_you_mean(id, network.link_id);
      throw InputError(fmt::format("{}: people.car_exits", scenario.path),
                       fmt::format("the network has no link '{}'{}", id, meant.empty() ? ". Correct it" : meant));
    }
    if ((network.link_modes[found->second] & std::uint32_t{mode_car}) == 0)
      throw InputError(fmt::format("{}: people.car_exits", scenario.path),
                       fmt::format("link '{}' is closed to cars. Name another", id));
    rows.push_back(found->second);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

std::vector<std::uint32_t> car_exits(const Comm& comm, const Scenario& scenario, const CityFrame& frame,
                                     const EvacuationWorld& world, const TrafficNetwork& network) {
  if (!scenario.people.car_exits.empty()) return named_car_exits(scenario, network);
  return ways_out(network, nodes_in_zone(comm, scenario, frame, world, node_points(network)), std::uint32_t{mode_car});
}

}  // namespace machi
