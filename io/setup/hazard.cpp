#include "io/setup/hazard.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/hazard/casualty.hpp"
#include "io/setup/people_rules.hpp"

namespace machi {
namespace {

WaterClass water_class_of(const PersonClass& person_class) {
  if (person_class.name == "car" || person_class.name.starts_with("car ")) return WaterClass::car;
  if (person_class.name.find("child") != std::string::npos) return WaterClass::child;
  return person_class.assisted || person_class.name.find("elder") != std::string::npos ? WaterClass::elderly
                                                                                       : WaterClass::adult;
}

// What the values of frames are: the scenario's word, else that of their description.
void give_meaning(const HazardSource& source, const GriddedFrames& frames, FrameSource& out) {
  out.meaning = frames.is_depth   ? FrameMeaning::depth
                : frames.ground_m ? FrameMeaning::level_over_plane
                                  : FrameMeaning::level;
  double plane_m = frames.ground_m.value_or(0);
  if (source.meaning == WaterMeaning::level) out.meaning = FrameMeaning::level;
  if (source.meaning == WaterMeaning::depth) out.meaning = FrameMeaning::depth;
  if (source.meaning == WaterMeaning::level_over_plane) {
    out.meaning = FrameMeaning::level_over_plane;
    plane_m = source.plane_m;
  }
  out.plane_cm = static_cast<std::int32_t>(std::lround(100 * plane_m));
}

}  // namespace

LossTest loss_test_of(const Scenario& scenario, std::span<const PersonClass> classes) {
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
                                      std::uint32_t threshold) {
    const std::uint16_t velocity = velocity_cm_s == 0 ? LossTable::unknown_velocity : velocity_cm_s;
    return tables[person_class].lost(depth_cm, velocity, threshold);
  };
}

FrameSource frame_source(const Comm& comm, const HazardSource& source, const std::function<GriddedFrames()>& read,
                         EvacuationSetup& setup) {
  setup.frames.push_back(share_frames(comm, read));
  const SharedFrames& frames = *setup.frames.back();
  FrameSource out;
  out.frames = &frames.about.frames;
  out.level_cm = frames.level_cm;
  out.velocity_cm_s = frames.velocity_cm_s;
  out.event_s = source.event_s;
  return out;
}

FrameSource frames_of_file(const Comm& comm, const HazardSource& source, const CityFrame& frame,
                           EvacuationSetup& setup) {
  const auto read = [&] {
    GriddedFrames frames = read_gridded_frames(source.file);
    if (!source.name.empty()) frames.frames.name = source.name;
    // The metres of an area are in no CRS, so frames in any are taken to be in the area's.
    place_frames(frames, {frame.epsg == 0 ? frames.epsg : frame.epsg, frame.origin_east_m, frame.origin_north_m},
                 source.file);
    return frames;
  };
  FrameSource out = frame_source(comm, source, read, setup);
  const GriddedFrames& about = setup.frames.back()->about;
  if (!about.frames.source.empty()) setup.attribution += (setup.attribution.empty() ? "" : "; ") + about.frames.source;
  const bool as_first = about.as_first_before || source.before == WaterBefore::as_first;
  out.before = as_first ? BeforeFirst::as_first : BeforeFirst::dry;
  give_meaning(source, about, out);
  return out;
}

void fill_in_water(const Comm& comm, const Scenario& scenario, std::span<const WaterSource> sources,
                   EvacuationSetup& setup) {
  EvacuationWorld& world = setup.world;
  world.water = std::make_unique<Water>(*setup.dealt.leaves, *setup.terrain_m, sources, scenario.hazard.update_s);
  world.water->check_overlap(comm);
  setup.water_sources.assign(sources.begin(), sources.end());
  world.lost = loss_test_of(scenario, world.classes);
  world.rules.water_update_s = scenario.hazard.update_s;
  world.rules.wading_depth_m = scenario.hazard.wading_depth_m;
  world.rules.wading_factor = scenario.hazard.wading_factor;
}

void set_up_area_hazard(const Comm& comm, const Scenario& scenario, EvacuationSetup& setup) {
  if (scenario.hazard.sources.empty()) return;
  const std::size_t cells = std::size_t{setup.dealt.leaves->own()} * leaf_cells;
  setup.terrain_m = std::make_unique<std::vector<float>>(cells, std::numeric_limits<float>::quiet_NaN());
  std::vector<WaterSource> sources;
  for (const HazardSource& source : scenario.hazard.sources) {
    const FrameSource frames = frames_of_file(comm, source, {0, setup.origin_east_m, setup.origin_north_m}, setup);
    if (frames.meaning == FrameMeaning::level)
      throw InputError(source.file,
                       "holds levels over the terrain, which an area does not have. Give `ground` as a "
                       "height, or meaning: level_over_plane in the scenario");
    sources.emplace_back(frames);
  }
  fill_in_water(comm, scenario, sources, setup);
}

void keep_those_in_zone(const Comm& comm, EvacuationSetup& setup, std::string_view why,
                        const std::function<bool(const WaitingPerson&)>& in_zone) {
  const std::size_t before = setup.people.size();
  std::erase_if(setup.people, [&](const WaitingPerson& person) { return !in_zone(person); });
  for (WaitingPerson& person : setup.people) person.walker.zone = 1;
  const std::int64_t outside = comm.sum(static_cast<std::int64_t>(before - setup.people.size()));
  setup.notes.push_back(fmt::format("{} persons {}; they stay and are not counted.", outside, why));
}

void leave_out_of_zone(const Comm& comm, const Scenario& scenario, EvacuationSetup& setup) {
  if (scenario.hazard.zone != ZoneRule::depth || setup.world.water == nullptr) return;
  const std::vector<float> wet_s = setup.world.water->first_wet_s(1);
  keep_those_in_zone(comm, setup, "start where the water never comes", [&](const WaitingPerson& person) {
    return !std::isinf(wet_s[setup.world.cell_of(person.walker)]);
  });
}

}  // namespace machi
