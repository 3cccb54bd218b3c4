#include "io/setup/evacuation_setup.hpp"

#include "engine/core/error.hpp"
#include "io/setup/area_setup.hpp"
#include "io/setup/city_setup.hpp"

namespace machi {

EvacuationSetup set_up_evacuation(const Comm& comm, const Scenario& scenario, CutRule cut, const GivenPeople* given) {
  if (!scenario.evacuation)
    throw UsageError(scenario.path + ": there is no section 'evacuation:', so nothing would run. Add it");
  return scenario.area ? set_up_area(comm, scenario, cut) : set_up_city(comm, scenario, cut, given);
}

// Sources that rise are in the order of their largest depths.
void move_water(const LeafMove& move, const Dealt& dealt, EvacuationSetup& setup, EvacuationWorld& world) {
  *setup.terrain_m = move.column(*setup.terrain_m);
  std::size_t rising = 0;
  for (WaterSource& source : setup.water_sources) {
    auto* const rise = std::get_if<RiseSource>(&source);
    if (rise == nullptr) continue;
    std::vector<std::uint16_t>& depth_cm = setup.largest_depths_cm->at(rising++);
    depth_cm = move.column(depth_cm);
    rise->depth_cm = depth_cm;
  }
  world.water =
      std::make_unique<Water>(*dealt.leaves, *setup.terrain_m, setup.water_sources, world.rules.water_update_s);
}

}  // namespace machi
