/// \file  What must hold between the keys of `mobility`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/scenario/check_scenario.hpp"

namespace machi {

void check_mobility(const Scenario& scenario, const MobilitySettings& mobility, std::vector<std::string>& mistakes) {
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: mobility{}", scenario.path, problem));
  };
  const bool city = !scenario.city_file.empty();
  const bool synthetic = mobility.population == PopulationSource::synthetic;
  if (scenario.area) complain(": has no use for an area. Take it out");
  if (city && !mobility.network_file.empty())
    complain(": has both city.file and mobility.network_file. Take one of them out");
  if (!city && !synthetic && mobility.network_file.empty())
    complain(": nothing says where people drive. Give mobility.network_file, or city.file");
  if (!city && synthetic) complain(".population: a synthetic population is made from a city. Give city.file");
  if (synthetic && !mobility.population_file.empty())
    complain(".population_file: has no use where population is synthetic. Take one of them out");
  if (!synthetic && mobility.population_file.empty())
    complain(": nobody is there. Give mobility.population_file, or city.file and mobility.population: synthetic");
  if (city && mobility.access == AccessRule::walk)
    complain(".access: people of a city get into their cars at the door. Take it out");
  if (city && !mobility.vehicles_file.empty())
    complain(".vehicles_file: has no use with a city, whose people have cars and bicycles. Take it out");
  if (mobility.network_modes.size() > 127) complain(".network_modes: more than 127 modes. Unite some");
  if (std::fmod(mobility.bin_s, 60) != 0)
    complain(fmt::format(".bin_s: {} s is not a whole number of minutes. Take 300, 600, 900, …", mobility.bin_s));
  if (mobility.bin_s == 0 && (mobility.replans || mobility.replanning.within_day > 0))
    complain(".bin_s: travel times are learned by bins. Take 900");
  if (mobility.bin_s == 0 && !mobility.counts_file.empty())
    complain(".bin_s: counts are compared with volumes by bins. Take 900");
  for (const std::string& mode : mobility.replanning.nest)
    if (std::find(mobility.replanning.modes.begin(), mobility.replanning.modes.end(), mode) ==
        mobility.replanning.modes.end())
      complain(fmt::format(".replanning.nest: '{}' is not among mobility.replanning.modes. Add it there", mode));
  check_transit(scenario, mobility.transit, mistakes);
  if (mobility.replans && mobility.transit.simulate && !mobility.transit.schedule_file.empty())
    complain(
        ".transit.simulate: people who replan do not keep the transit routes of their file. Take replanning and "
        "scoring out, or give simulate: false");
  const double steps = 1 / mobility.dt_s;
  if (std::abs(steps - std::round(steps)) > 1e-6)
    complain(fmt::format(".dt_s: {} s does not divide a second. Take 1, 0.5, 0.2, 0.1, …", mobility.dt_s));
}

}  // namespace machi
