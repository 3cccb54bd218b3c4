#include "io/setup/town_mobility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/demand/car_access.hpp"
#include "engine/demand/synthesise.hpp"
#include "engine/demand/travel_plans.hpp"
#include "engine/network/drive_network.hpp"
#include "engine/population/trips.hpp"
#include "io/city/city_file.hpp"
#include "io/people/people_h5.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/complete_demand.hpp"
#include "io/setup/street_edits.hpp"
#include "io/setup/timetable_setup.hpp"
#include "io/setup/town_setup.hpp"

namespace machi {
namespace {

constexpr std::uint64_t most_travellers = 0xfffffff0U;  // events count them in 32 bits

/// Bits of the modes that are driven on the links; at least that of cars.
std::uint8_t driven_bits(const MobilitySettings& settings) {
  int bits = mode_car;
  for (const std::string& mode : settings.network_modes) {
    if (mode == "walk") bits |= mode_walk;
    if (mode == "bicycle") bits |= mode_bicycle;
  }
  return static_cast<std::uint8_t>(bits);
}

std::vector<bool> driven_modes(const MobilitySettings& settings) {
  std::vector<bool> driven;
  for (const std::string_view mode : travel_mode_names)
    driven.push_back(std::find(settings.network_modes.begin(), settings.network_modes.end(), mode) !=
                     settings.network_modes.end());
  return driven;
}

// The link of each building of the city, whoever lives there: found by each rank for its run of them, known to all.
// Those that edits add come last.
std::vector<std::uint32_t> building_links(const Comm& comm, const Scenario& scenario, const TrafficNetwork& network) {
  const std::string& city_file = scenario.city_file;
  std::vector<std::uint32_t> mine;
  comm.agree([&] {
    const H5Input file = open_city(city_file);
    const RowRange rows = run_of_rank(comm, file.rows("/buildings/usage"));
    const auto street = file.read<std::uint32_t>("/buildings/entrance_link", rows);
    const auto node = file.read<std::uint32_t>("/buildings/entrance_node", rows);
    const auto x_mm = file.read<std::int32_t>("/buildings/x_mm", rows);
    const auto y_mm = file.read<std::int32_t>("/buildings/y_mm", rows);
    if (node.size() != street.size() || x_mm.size() != street.size() || y_mm.size() != street.size())
      throw InputError(city_file + ":/buildings", "has columns of different lengths (damaged). Import the city again");
    const Network streets = read_network(file);
    const CarAccess access(streets, network, mode_car);
    mine.resize(street.size());
#pragma omp parallel for schedule(dynamic, 256)
    for (std::size_t k = 0; k < mine.size(); ++k)
      mine[k] = access.link(street[k], node[k], 1e-3 * x_mm[k], 1e-3 * y_mm[k]);
    if (comm.rank() + 1 != comm.size() || !edits_buildings(scenario)) return;
    for (const AddedBuilding& building : read_edited_city(scenario).edits.added)
      mine.push_back(access.link(building.entrance_link, building.entrance_node, 1e-3 * building.inside.x_mm,
                                 1e-3 * building.inside.y_mm));
  });
  return comm.all_gather_of(std::span<const std::uint32_t>(mine));
}

PersonTraits traits_of(const People& people) {
  PersonTraits traits;
  traits.id = people.id;
  traits.age = people.age;
  traits.household.resize(people.persons());
  traits.home = people.home;
  traits.cars.resize(people.persons());
  traits.drives = people.car;
  for (std::uint64_t h = 0; h < people.households(); ++h)
    for (std::uint64_t p = people.household_begin[h]; p < people.household_begin[h + 1]; ++p) {
      traits.household[p] = people.id[people.household_begin[h]];
      traits.cars[p] = people.household_cars[h];
    }
  return traits;
}

void check_buildings(const std::string& path, const People& people, const std::vector<std::uint32_t>& links) {
  for (const PlannedActivity& activity : people.activities)
    if (activity.building >= links.size())
      throw InputError(path, fmt::format("has somebody in building {}, but the city has {} buildings. Make the people "
                                         "of this city",
                                         activity.building, links.size()));
  if (!links.empty() && links.front() == no_index)
    throw InputError(path,
                     "has no street that is open to cars. Import the city with its roads (tran) or a street "
                     "network");
}

}  // namespace

// Main activities stay where they are; stages are in no building.
void place_stages(MobilitySetup& setup) {
  if (setup.activity_building.size() == setup.demand.activities.size()) return;
  std::vector<std::uint32_t> places = std::exchange(setup.activity_building, {});
  std::size_t next = 0;
  for (const Activity& activity : setup.demand.activities)
    setup.activity_building.push_back(is_stage(setup.demand.activity_types[activity.type]) ? no_index : places[next++]);
}

bool has_town_people(const MobilitySettings& settings) {
  return settings.population == PopulationSource::synthetic ||
         (!settings.population_file.empty() && is_hdf5_file(settings.population_file));
}

void read_town_network(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  comm.agree([&] {
    const H5Input file = open_city(scenario.city_file);
    Network streets = read_network(file);
    const CityFrame frame = read_small_tables(file).frame;
    edit_streets(scenario.edits, file, frame, streets, setup.notes);
    *setup.network = drive_network(streets, driven_bits(*scenario.mobility));
    if (setup.network->links() == 0)
      throw InputError(scenario.city_file,
                       "has no street that is open to the modes of mobility.network_modes. Import "
                       "the city with its roads (tran) or a street network");
    setup.network->crs = fmt::format("EPSG:{}", frame.epsg);
    setup.network->crs_offset_x_m = -frame.origin_east_m;
    setup.network->crs_offset_y_m = -frame.origin_north_m;
  });
}

void read_town_people(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const MobilitySettings& settings = *scenario.mobility;
  People people;
  double share = settings.population_share;
  if (settings.population == PopulationSource::synthetic) {
    DemandSettings demand;
    demand.seed = static_cast<std::uint64_t>(scenario.run.seed);
    demand.share = settings.population_share;
    const TransitOffer offer{setup.journeys.get()};
    SyntheticPeople made =
        make_people(read_town(comm, scenario, setup.notes), demand, comm, setup.journeys ? &offer : nullptr);
    people = std::move(made.people);
    if (made.report.unplaced > 0)
      setup.notes.push_back(
          fmt::format("{} persons live in cells of the national grid without a dwelling and are left "
                      "out.",
                      made.report.unplaced));
  } else {
    comm.agree([&] {
      PeoplePart part = read_people(settings.population_file, static_cast<std::uint64_t>(comm.rank()),
                                    static_cast<std::uint64_t>(comm.size()));
      people = std::move(part.people);
      share = part.share;
    });
    if (edits_buildings(scenario))
      setup.notes.push_back(
          fmt::format("Edits of buildings change nothing for the people of {}.", settings.population_file));
  }
  if (share < 1 && settings.flow_factor == 1)
    setup.notes.push_back(
        fmt::format("The population is a sample of {}, but the streets have all of their capacity. "
                    "Set mobility.flow_factor and storage_factor to the sample's share.",
                    share));
  const auto mine = static_cast<std::int64_t>(people.persons());
  setup.first_person = static_cast<std::uint64_t>(comm.sum_below(mine));
  if (static_cast<std::uint64_t>(comm.sum(mine)) > most_travellers)
    throw UsageError("mobility: more persons than a run takes. Give a smaller population_share");
  const std::vector<bool> driven = driven_modes(settings);
  const std::vector<std::uint32_t> links = building_links(comm, scenario, *setup.network);
  TripRules rules;
  comm.agree([&] {
    check_buildings(scenario.city_file, people, links);
    setup.buildings = links.size();
    setup.demand = travel_demand(people, links, driven, setup.journeys != nullptr);
    setup.demand.path = settings.population_file.empty() ? scenario.city_file : settings.population_file;
    for (const PlannedActivity& activity : people.activities) setup.activity_building.push_back(activity.building);
    setup.traits = traits_of(people);
    people = {};
    add_free_routes(setup.demand, *setup.network, driven);
    take_fleets(setup.demand, settings.fleets, *setup.network, setup.world.rules.seed, setup.first_person);
    // Routes are those of least time, whatever mobility.routing says.
    rules = {settings.network_modes,  RoutingRule::as_planned, AccessRule::as_planned,
             settings.walk_speed_m_s, settings.beeline_factor, fleet_stop_links(settings, *setup.network)};
  });
  route_riders(comm, scenario, setup, setup.demand);
  complete_demand(comm, settings, rules, std::move(setup.demand), setup);
  place_stages(setup);
  setup.on_network = modes_on_network(setup.demand, settings.network_modes);
}

}  // namespace machi
