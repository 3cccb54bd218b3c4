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

}  // namespace machi
