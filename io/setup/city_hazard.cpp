#include "io/setup/city_hazard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/hazard/building_water.hpp"
#include "engine/hazard/casualty.hpp"
#include "io/city/city_file.hpp"
#include "io/options/options.hpp"
#include "io/setup/people_rules.hpp"

namespace machi {
namespace {

WaterClass water_class_of(const PersonClass& person_class) {
  if (person_class.name.find("child") != std::string::npos) return WaterClass::child;
  return person_class.assisted || person_class.name.find("elder") != std::string::npos ? WaterClass::elderly
                                                                                       : WaterClass::adult;
}

LossTest loss_test(const Scenario& scenario, const std::vector<PersonClass>& classes) {
  LossLaw law = scenario.hazard.loss;
  LossRules rules;
  rules.depth_m = scenario.hazard.loss_begins_m;
  if (law == LossLaw::preset) {
    law = LossLaw::threshold;
    if (const EvacuationPreset* const preset = preset_of(scenario)) {
      rules.depth_m = preset->loss.begins_m;
      if (preset->loss.is_curve()) law = LossLaw::curve;
    }
  }
  switch (law) {
    case LossLaw::none:
      return {};
    case LossLaw::curve:
      rules.law = CasualtyLaw::cabinet_office_2012;
      break;
    case LossLaw::tunami_evac:
      rules.law = CasualtyLaw::tunami_evac;
      break;
    case LossLaw::depth_velocity:
      rules.law = CasualtyLaw::arr;
      break;
    default:
      rules.law = CasualtyLaw::depth;
  }
  std::vector<LossTable> tables;
  for (const PersonClass& person_class : classes) tables.emplace_back(rules, water_class_of(person_class));
  return [tables = std::move(tables)](std::uint16_t person_class, std::uint16_t depth_cm, std::uint16_t velocity_cm_s,
                                      double draw) {
    const std::uint16_t velocity = velocity_cm_s == 0 ? LossTable::unknown_velocity : velocity_cm_s;
    return tables[person_class].lost(depth_cm, velocity, static_cast<std::uint32_t>(draw * 0x1p32));
  };
}

std::vector<std::string> names_of(const std::vector<Hazard>& hazards) {
  std::vector<std::string> names;
  for (const Hazard& hazard : hazards) names.push_back(hazard.name);
  return names;
}

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

}  // namespace

void set_up_hazard(const Comm& comm, const Scenario& scenario, const H5Input& file, RowRange building_rows,
                   const Grid& grid, EvacuationSetup& setup) {
  if (scenario.hazard.sources.empty()) return;
  setup.terrain_m = std::make_unique<std::vector<float>>(grid.terrain_m);
  setup.frames = std::make_unique<std::vector<WaterFrames>>(grid.water);
  setup.largest_depths_cm = std::make_unique<std::vector<std::vector<std::uint16_t>>>();
  setup.largest_depths_cm->reserve(scenario.hazard.sources.size());
  std::vector<WaterSource> sources;
  for (const HazardSource& source : scenario.hazard.sources) {
    switch (source.kind) {
      case HazardKind::city_frames: {
        std::vector<std::string> names;
        const WaterFrames* found = nullptr;
        for (const WaterFrames& frames : *setup.frames) {
          if (frames.name == source.name) found = &frames;
          names.push_back(frames.name);
        }
        if (found == nullptr)
          throw InputError(source.where, fmt::format("the city has no water frames '{}'{}. It has: {}", source.name,
                                                     did_you_mean(source.name, names), fmt::join(names, ", ")));
        FrameSource frames;
        frames.frames = found;
        frames.event_s = source.event_s;
        frames.before = source.before == WaterBefore::dry ? BeforeFirst::dry : BeforeFirst::as_first;
        sources.emplace_back(frames);
        break;
      }
      case HazardKind::polygons: {
        const auto at = std::find_if(grid.hazards.begin(), grid.hazards.end(),
                                     [&](const Hazard& hazard) { return hazard.name == source.name; });
        if (at == grid.hazards.end()) {
          const std::vector<std::string> names = names_of(grid.hazards);
          throw InputError(source.where, fmt::format("the city has no inundation '{}'{}. It has: {}", source.name,
                                                     did_you_mean(source.name, names), fmt::join(names, ", ")));
        }
        setup.largest_depths_cm->push_back(at->depth_cm);
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
      default:
        throw UsageError(source.where +
                         ": hazards from a file of gridded frames need an area of their own. Use "
                         "frames, polygons or attributes of the city");
    }
  }
  setup.world.water = std::make_unique<Water>(*setup.dealt.leaves, *setup.terrain_m, sources, scenario.hazard.update_s);
  setup.world.water->check_overlap(comm);
  setup.world.lost = loss_test(scenario, setup.world.classes);
  std::int64_t deepest_cm = 0;
  for (const auto& depths : *setup.largest_depths_cm)
    for (const std::uint16_t depth : depths) deepest_cm = std::max<std::int64_t>(deepest_cm, depth);
  setup.largest_depth_m = 0.01 * static_cast<double>(comm.max(deepest_cm));
}

void leave_out_of_zone(const Comm& comm, const Scenario& scenario, EvacuationSetup& setup) {
  if (scenario.hazard.zone != ZoneRule::depth || setup.world.water == nullptr) return;
  const std::vector<float> wet_s = setup.world.water->first_wet_s(1);
  const std::size_t before = setup.people.size();
  std::erase_if(setup.people, [&](const WaitingPerson& person) {
    const std::uint32_t slot =
        setup.dealt.blocks->find(setup.dealt.block_frame.block_at(person.walker.x, person.walker.y));
    const std::uint32_t leaf = setup.world.ground.leaf_of(slot, person.walker.x, person.walker.y);
    const int cell = Ground::cell_of(person.walker.x, person.walker.y);
    return std::isinf(wet_s[std::size_t{leaf} * leaf_cells + static_cast<std::size_t>(cell)]);
  });
  for (WaitingPerson& person : setup.people) person.walker.zone = 1;
  const std::int64_t outside = comm.sum(static_cast<std::int64_t>(before - setup.people.size()));
  setup.notes.push_back(
      fmt::format("{} persons start where the water never comes; they stay and are not counted.", outside));
}

}  // namespace machi
