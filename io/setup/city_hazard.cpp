#include "io/setup/city_hazard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/hazard/building_water.hpp"
#include "io/city/city_file.hpp"
#include "io/options/options.hpp"
#include "io/setup/hazard.hpp"

namespace machi {
namespace {

std::optional<WaveFront> front_of(const HazardSource& source) {
  if (source.front_from_m.empty()) return {};
  return WaveFront{static_cast<std::int32_t>(1000 * source.front_from_m[0]),
                   static_cast<std::int32_t>(1000 * source.front_from_m[1]), source.front_towards[0],
                   source.front_towards[1], source.front_speed_m_s};
}

BuildingRisk risk_named(const HazardSource& source) {
  const std::vector<std::pair<std::string, BuildingRisk>> risks{{"river_flood", BuildingRisk::river_flood},
                                                                {"tsunami", BuildingRisk::tsunami},
                                                                {"storm_surge", BuildingRisk::storm_surge},
                                                                {"inland_flood", BuildingRisk::inland_flood}};
  std::vector<std::string> names;
  for (const auto& [name, risk] : risks) {
    if (name == source.name) return risk;
    names.push_back(name);
  }
  throw UsageError(fmt::format("{}: there is no attribute '{}' of buildings{}", source.where, source.name,
                               did_you_mean(source.name, names)));
}

// Which of the city's `what`, by their names, a source is; the first where it names none.
std::size_t place_of(const HazardSource& source, const std::vector<std::string>& names, std::string_view what) {
  const auto found = source.name.empty() ? names.begin() : std::find(names.begin(), names.end(), source.name);
  if (found == names.end())
    throw InputError(source.where, fmt::format("the city has no {} '{}'{}. It has: {}", what, source.name,
                                               did_you_mean(source.name, names), fmt::join(names, ", ")));
  return static_cast<std::size_t>(found - names.begin());
}

GriddedFrames frames_of_city(const HazardSource& source, const H5Input& file) {
  GriddedFrames frames;
  frames.frames = read_water(file, place_of(source, read_water_names(file), "water frames"));
  return frames;
}

}  // namespace

void set_up_hazard(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange building_rows,
                   OwnGround ground, EvacuationSetup& setup) {
  if (scenario.hazard.sources.empty()) return;
  setup.terrain_m = std::make_unique<std::vector<float>>(std::move(ground.terrain_m));
  setup.largest_depths_cm = std::make_unique<std::vector<std::vector<std::uint16_t>>>();
  setup.largest_depths_cm->reserve(scenario.hazard.sources.size());
  std::vector<WaterSource> sources;
  for (const HazardSource& source : scenario.hazard.sources) {
    switch (source.kind) {
      case HazardKind::city_frames: {
        FrameSource frames = frame_source(
            comm, source, [&] { return frames_of_city(source, file); }, setup);
        frames.before = source.before == WaterBefore::dry ? BeforeFirst::dry : BeforeFirst::as_first;
        sources.emplace_back(frames);
        break;
      }
      case HazardKind::polygons: {
        comm.agree([&] {
          const std::size_t place = place_of(source, read_hazard_names(file), "inundation");
          setup.largest_depths_cm->push_back(read_hazard_depth_cm(file, place, ground.leaves));
        });
        sources.emplace_back(RiseSource{source.name, setup.largest_depths_cm->back(), source.arrival_s, source.rise_s,
                                        front_of(source)});
        break;
      }
      case HazardKind::attributes: {
        City city;
        city.layer(Theme::bldg) = read_layer(file, Theme::bldg, building_rows);
        city.buildings = read_buildings(file, building_rows);
        BuildingRiskRules rules;
        rules.risk = risk_named(source);
        SpreadRules spread;
        spread.radius_m = source.spread_m;
        const std::vector<BuildingWater> water = building_water(city, rules);
        setup.largest_depths_cm->push_back(
            spread_building_water(comm, *setup.dealt.leaves, *setup.terrain_m, water, spread));
        sources.emplace_back(RiseSource{source.name, setup.largest_depths_cm->back(), source.arrival_s, source.rise_s,
                                        front_of(source)});
        break;
      }
      case HazardKind::frames_file:
        sources.emplace_back(
            frames_of_file(comm, source, {setup.epsg, setup.origin_east_m, setup.origin_north_m}, setup));
        break;
    }
  }
  fill_in_water(comm, scenario, sources, setup);
  std::int64_t deepest_cm = 0;
  for (const auto& depths : *setup.largest_depths_cm)
    for (const std::uint16_t depth : depths) deepest_cm = std::max<std::int64_t>(deepest_cm, depth);
  setup.largest_depth_m = 0.01 * static_cast<double>(comm.max(deepest_cm));
}

}  // namespace machi
