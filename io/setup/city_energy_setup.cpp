#include "io/setup/city_energy_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <numeric>
#include <optional>

#include "engine/core/error.hpp"
#include "engine/core/machine.hpp"
#include "engine/energy/building_shape.hpp"
#include "engine/energy/zone_horizons.hpp"
#include "io/city/city_file.hpp"
#include "io/energy/archetypes.hpp"
#include "io/energy/normals.hpp"
#include "io/options/options.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/building_edits.hpp"
#include "io/setup/city_districts.hpp"
#include "io/setup/city_measures.hpp"
#include "io/setup/city_neighbours.hpp"
#include "io/setup/horizon_cache.hpp"
#include "io/weather/epw.hpp"

namespace machi {
namespace {

/// This rank's run of the buildings.
struct CityBuildings {
  RowRange rows;
  Layer layer;
  BuildingColumns columns;
  BuildingEdits edits;
};

CityBuildings read_buildings_of(const Comm& comm, const H5Input& file) {
  CityBuildings city;
  city.rows = run_of_rank(comm, file.rows("/buildings/usage"));
  city.layer = read_layer(file, Theme::bldg, city.rows, false);
  city.columns = read_buildings(file, city.rows);
  return city;
}

BuildingFacts facts_of(const CityBuildings& city, std::uint64_t row) {
  const BuildingColumns& c = city.columns;
  return {static_cast<std::uint32_t>(city.rows.first + row),
          c.usage[row],
          c.structure[row],
          c.year_of_construction[row],
          c.storeys_above_ground[row],
          c.height_m[row],
          c.floor_area_m2[row]};
}

/// Runs work(k) for k below count on all threads; the exception of the lowest k is thrown again.
template <class Work>
void each_on_threads(std::size_t count, const Work& work) {
  std::exception_ptr failure;
  std::size_t failed = count;
#pragma omp parallel for schedule(dynamic, 16)
  for (std::size_t k = 0; k < count; ++k) {
    try {
      work(k);
    } catch (...) {
#pragma omp critical(machi_city_energy_setup)
      if (k < failed) {
        failed = k;
        failure = std::current_exception();
      }
    }
  }
  if (failure) std::rethrow_exception(failure);
}

/// The buildings of one rank that stand, in their order.
struct Standing {
  std::vector<std::uint64_t> row;  ///< of CityBuildings
  std::vector<BuildingPrism> prisms;
};

Standing standing_of(const CityBuildings& city) {
  const std::uint64_t rows = city.rows.count;
  std::vector<std::optional<BuildingPrism>> prisms(rows);
  each_on_threads(rows, [&](std::size_t row) {
    const auto in_city = static_cast<std::uint32_t>(city.rows.first + row);
    if (!city.edits.is_removed(in_city)) prisms[row] = prism_of(city.layer, city.columns, row, in_city);
  });
  Standing standing;
  for (std::uint64_t row = 0; row < rows; ++row)
    if (prisms[row]) {
      standing.row.push_back(row);
      standing.prisms.push_back(std::move(*prisms[row]));
    }
  return standing;
}

// What events make of the weather in the hours that they touch, on the days that count.
void change_weather(const Scenario& scenario, CityWorld& world) {
  const double start_s = clock_s(scenario.run.start).value_or(0);
  const int last = 24 * (world.first_day + world.days);
  for (const ScenarioEvent& event : scenario.events.list) {
    if (event.kind != EventKind::weather) continue;
    const auto hour = [&](double second, auto round) {
      return static_cast<int>(std::min<double>(last, 24 * world.first_day + round((start_s + second) / 3600)));
    };
    const int to = hour(event.end_s, [](double h) { return std::ceil(h); });
    for (int h = hour(event.begin_s, [](double at) { return std::floor(at); }); h < to; ++h) {
      const std::size_t at = static_cast<std::size_t>(h) % hours_per_year;
      WeatherYear& weather = world.weather;
      weather.dry_bulb_C[at] += event.air_temp_change_K;
      weather.dew_point_C[at] = std::min(weather.dew_point_C[at], weather.dry_bulb_C[at]);
      weather.global_level_W_m2[at] *= event.irradiance_factor;
      weather.direct_normal_W_m2[at] *= event.irradiance_factor;
      weather.diffuse_level_W_m2[at] *= event.irradiance_factor;
    }
  }
}

void prepare_weather(CityWorld& world, const EnergySettings& energy) {
  world.hours = city_hours(world.weather, energy.sky, energy.ground_reflectance);
  world.mains_C = mains_water_C(world.weather, world.climate_zone);
  for (std::size_t day = 0; day < days_per_year; ++day) {
    double sum = 0;
    for (std::size_t h = 0; h < 24; ++h) sum += world.weather.dry_bulb_C[24 * day + h];
    world.outdoor_mean_C[day] = static_cast<float>(sum / 24);
  }
  world.air_J_m3K = air_capacity_J_m3K(energy, world.weather.place.elevation_m);
}

/// What a scenario's outage does; throws UsageError for a district that does not exist.
void set_outage(const Comm& comm, const EnergySettings& energy, CityWorld& world) {
  world.outage = outage_of(energy);
  comm.agree([&] {
    if (energy.city.outage_districts.empty()) return;
    std::vector<bool> dark(world.districts.size(), false);
    for (const std::string& name : energy.city.outage_districts) {
      const auto at = std::find(world.districts.begin(), world.districts.end(), name);
      if (at == world.districts.end())
        throw UsageError(fmt::format("energy.outage_districts: there is no district called '{}'{}", name,
                                     did_you_mean(name, world.districts)));
      dark[static_cast<std::size_t>(at - world.districts.begin())] = true;
    }
    for (std::size_t row = 0; row < world.zones.size(); ++row)
      world.supplies[row].goes_dark = dark[world.district[row]];
  });
}

/// What a building's faces see where nothing stands around.
std::vector<FaceView> open_views(const BuildingShape& shape) {
  std::vector<FaceView> views;
  for (const FacadeShape& facade : shape.facades) views.push_back(view_past({90, facade.azimuth_deg}, {}));
  for (const RoofShape& roof : shape.roofs) views.push_back(view_past({roof.tilt_deg, roof.azimuth_deg}, {}));
  return views;
}

CityHorizons look_around(const std::vector<BuildingPrism>& prisms, const std::vector<BuildingShape>& shapes,
                         const Skyline& skyline) {
  CityHorizons horizons;
  horizons.views.resize(prisms.size());
  for (std::size_t first = 0; first < prisms.size(); first += ZoneHorizons::slab_zones) {
    const std::size_t count = std::min(prisms.size() - first, ZoneHorizons::slab_zones);
    std::vector<std::vector<FaceHorizon>> faces(count);
    each_on_threads(count,
                    [&](std::size_t k) { faces[k] = face_horizons(prisms[first + k], shapes[first + k], skyline); });
    std::vector<std::uint32_t> counts;
    std::vector<HorizonSteps> steps;
    for (const std::vector<FaceHorizon>& list : faces) counts.push_back(static_cast<std::uint32_t>(list.size()));
    steps.reserve(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
    for (std::size_t k = 0; k < count; ++k)
      for (const FaceHorizon& face : faces[k]) {
        steps.push_back(face.step);
        horizons.views[first + k].push_back(face.view);
      }
    horizons.steps.add_slab(std::move(steps), counts);
  }
  return horizons;
}

CityHorizons horizons_of(const Comm& comm, const Scenario& scenario, const std::string& city_sha256,
                         const std::vector<BuildingPrism>& prisms, const std::vector<BuildingShape>& shapes,
                         const Skyline& skyline, bool as_in_file, CityEnergySetup& setup) {
  const std::string cache = horizon_cache_path(scenario.city_file);
  if (as_in_file)
    if (auto kept = read_horizons(comm, cache, city_sha256, prisms)) {
      setup.notes.push_back(fmt::format("Horizons as in {}.", cache));
      return std::move(*kept);
    }
  CityHorizons horizons;
  comm.agree([&] { horizons = look_around(prisms, shapes, skyline); });
  if (as_in_file && !write_horizons(comm, cache, city_sha256, prisms, horizons))
    setup.notes.push_back(fmt::format("Horizons could not be kept in {}; each run looks for them again.", cache));
  return horizons;
}

/// Shapes of a rank's buildings and what they see.
struct CityShapes {
  std::vector<BuildingShape> shapes;
  std::vector<std::vector<FaceView>> views;  ///< [shapes][faces]
};

// Neighbours are forgotten when all have looked around.
CityShapes shapes_of(const Comm& comm, const Scenario& scenario, const std::string& city_sha256, const H5Input& file,
                     const CityBuildings& city, const Standing& standing, CityEnergySetup& setup) {
  const bool shading = scenario.energy->city.shading;
  TerrainRaster terrain;
  if (shading) terrain = terrain_raster(comm, file);
  const Skyline skyline(with_neighbours(comm, standing.prisms), std::move(terrain));
  const double before_s = monotonic_s();
  const std::size_t count = standing.prisms.size();
  CityShapes made;
  made.shapes.resize(count);
  comm.agree([&] {
    each_on_threads(count, [&](std::size_t k) {
      made.shapes[k] = shape_of_building(standing.prisms[k], city.layer, standing.row[k]);
      share_walls(standing.prisms[k], skyline, made.shapes[k]);
    });
  });
  if (shading) {
    CityHorizons horizons = horizons_of(comm, scenario, comm.broadcast(city_sha256), standing.prisms, made.shapes,
                                        skyline, !city.edits.moves_skyline(scenario), setup);
    made.views = std::move(horizons.views);
    setup.world.horizons = std::make_shared<ZoneHorizons>(std::move(horizons.steps));
  } else {
    made.views.resize(count);
    each_on_threads(count, [&](std::size_t k) { made.views[k] = open_views(made.shapes[k]); });
  }
  setup.horizons_s = comm.max(monotonic_s() - before_s);
  std::int64_t faces = 0;
  for (const auto& views : made.views) faces += static_cast<std::int64_t>(views.size());
  setup.horizon_faces = static_cast<std::uint64_t>(comm.sum(faces));
  return made;
}

}  // namespace

WeatherYear weather_of(const EnergySettings& energy, std::uint64_t seed) {
  if (energy.weather_city.empty()) return read_epw(energy.weather_file);
  return normal_year(normals_of(energy.weather_city, "energy.weather_city"), seed);
}

CityEnergySetup set_up_city_energy(const Comm& comm, const Scenario& scenario, const std::string& city_sha256) {
  const EnergySettings& energy = *scenario.energy;
  const auto seed = static_cast<std::uint64_t>(scenario.run.seed);
  CityEnergySetup setup;
  CityWorld& world = setup.world;
  world.model = energy.model;
  world.simple_inside_W_m2K = energy.simple_inside_W_m2K;
  world.steps_per_h = energy.model == EnergyModel::simple ? 1 : energy.city.steps_per_h;
  world.warm_up_days = energy.warm_up_days;
  world.climate_zone = static_cast<int>(energy.city.climate_zone);
  world.keep_hours = energy.city.zone_hours;
  world.first_day = hour_of_year(energy.city.from_day + " 00:00").value_or(0) / 24;
  world.days = static_cast<int>(energy.city.days);
  std::optional<H5Input> file;
  CityBuildings city;
  CityFrame frame;
  comm.agree([&] {
    world.weather = weather_of(energy, seed);
    world.archetypes = read_archetypes(energy.city.archetypes_file);
    world.systems = energy.systems;
    world.systems.insert(world.systems.end(), world.archetypes.systems.begin(), world.archetypes.systems.end());
    file.emplace(open_city(scenario.city_file));
    city = read_buildings_of(comm, *file);
    frame = read_small_tables(*file).frame;
    setup.attribution = file->text_attribute("/", "attribution");
  });
  change_weather(scenario, world);
  prepare_weather(world, energy);
  city.edits = find_building_edits(comm, scenario, *file, city.rows, city.columns, nullptr, frame, setup.notes);
  comm.agree([&] {
    const BuildingColumns before = scenario.edits.empty() ? BuildingColumns{} : city.columns;
    edit_columns(comm, scenario, city.edits, city.columns, city.rows);
    if (!scenario.edits.empty()) edit_polygons(scenario, city.edits, before, city.columns, city.rows, city.layer);
  });

  Standing standing;
  comm.agree([&] { standing = standing_of(city); });
  CityShapes made = shapes_of(comm, scenario, city_sha256, *file, city, standing, setup);
  const std::vector<BuildingShape>& shapes = made.shapes;
  standing.prisms = {};
  const std::size_t count = standing.row.size();

  std::optional<CityZoneMaker> maker;
  comm.agree([&] {
    maker.emplace(world.archetypes, CityZoneRules{seed, world.climate_zone,
                                                  3600.0 / static_cast<double>(world.steps_per_h), world.air_J_m3K});
    world.envelopes = maker->envelopes();
    world.zones.resize(count);
    world.supplies.resize(count);
    each_on_threads(count, [&](std::size_t k) {
      world.zones[k] = maker->zone_of(facts_of(city, standing.row[k]), shapes[k], std::move(made.views[k]));
      world.supplies[k].system = static_cast<std::uint32_t>(energy.systems.size()) + maker->system_of(world.zones[k]);
    });
  });
  std::vector<PointMm> places;
  for (const std::uint64_t row : standing.row) places.push_back({city.columns.x_mm[row], city.columns.y_mm[row], 0});
  set_districts(comm, energy.city, frame, places, world);
  for (const std::uint64_t row : standing.row) setup.ids.add(city.layer.id.at(row));
  world.all_zones = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(count)));
  const std::int64_t left_out = comm.sum(static_cast<std::int64_t>(city.rows.count - count)) -
                                static_cast<std::int64_t>(city.edits.removed.size());
  if (left_out > 0)
    setup.notes.push_back(
        fmt::format("{} buildings without an outline of 1 m² or a height of 1 m have no zone.", left_out));
  set_outage(comm, energy, world);
  if (energy.base_too) {
    setup.base_zones = world.zones;
    setup.base_supplies = world.supplies;
    setup.base_horizons = world.horizons;
  }
  const std::vector<RetrofittedZone> changed = take_city_measures(comm, energy.measures, seed, world);
  comm.agree([&] {
    each_on_threads(changed.size(), [&](std::size_t k) {
      const std::uint32_t row = changed[k].row;
      CityZone& zone = world.zones[row];
      zone =
          maker->zone_of(facts_of(city, standing.row[row]), shapes[row], std::move(zone.views), &changed[k].retrofit);
    });
  });
  if (world.all_zones == 0)
    throw InputError(scenario.city_file, "has no building with an outline and a height, so nothing would run");
  return setup;
}

}  // namespace machi
