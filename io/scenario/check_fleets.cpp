/// \file  What must hold between the keys of `mobility.fleets`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "io/scenario/check_scenario.hpp"
#include "io/scenario/wkt.hpp"

namespace machi {
namespace {

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void read_fleet_areas(MobilitySettings& mobility, std::vector<std::string>& mistakes) {
  for (FleetSettings& fleet : mobility.fleets) {
    if (fleet.area.empty()) continue;
    try {
      WktShape shape = read_wkt(fleet.area);
      if (shape.kind != WktKind::polygons) throw WktError("is not a POLYGON or MULTIPOLYGON");
      fleet.polygons = std::move(shape.polygons);
    } catch (const WktError& error) {
      mistakes.push_back(fmt::format("{}: mobility.fleets.area: {}. Correct it", fleet.where, error.what()));
    }
  }
}

void check_fleets(const Scenario& scenario, const MobilitySettings& mobility, std::vector<std::string>& mistakes) {
  const double looks = 60 / mobility.dispatch_s;
  if (!mobility.fleets.empty() && (std::abs(looks - std::round(looks)) > 1e-9 ||
                                   std::abs(mobility.dispatch_s - std::round(mobility.dispatch_s)) > 1e-9))
    mistakes.push_back(fmt::format(
        "{}: mobility.dispatch_s: {} s does not divide a minute into whole seconds. Take 10, 15, 20, 30, 60",
        scenario.path, mobility.dispatch_s));
  if (mobility.fleets.size() > 16)
    mistakes.push_back(fmt::format("{}: mobility.fleets: more than 16. Unite some", scenario.path));
  std::set<std::string> names;
  for (const FleetSettings& fleet : mobility.fleets) {
    const auto complain = [&](const std::string& problem) {
      mistakes.push_back(fmt::format("{}: mobility.fleets{}", fleet.where, problem));
    };
    if (!names.insert(fleet.name).second) complain(fmt::format(": two are called '{}'. Rename one", fleet.name));
    if (is_in(mobility.network_modes, fleet.name) || fleet.name == "walk")
      complain(fmt::format(".name: '{}' is a mode that people use themselves. Take another name", fleet.name));
    if (!is_in(mobility.network_modes, fleet.drives_on))
      complain(fmt::format(".drives_on: '{}' is not among mobility.network_modes. Add it there", fleet.drives_on));
    if (fleet.service_from_s >= fleet.service_to_s)
      complain(".service_to_s: is not later than service_from_s. Correct them");
    for (const std::string& mode : fleet.instead_of)
      if (names.contains(mode)) complain(fmt::format(".instead_of: '{}' is a fleet. Take it out", mode));
    if (fleet.stops.size() == 1) complain(".stops: one stop leads nowhere. Give two or more, or none");
  }
}

}  // namespace machi
