/// \file  Events of a scenario that change its roads.
#pragma once

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/mobility/links_in_shapes.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {

/// The areas that an event draws, by its text and by its file, in the metres of the network. Throws InputError. Local.
std::vector<PlaneShape> event_shapes(const Scenario& scenario, const ScenarioEvent& event);

/// Finds the links of road_closure, road_capacity and weather, and fills in MobilitySetup::road_events,
/// MobilityWorld::changes, ::detours, ::handover_step (where people of mobility evacuate) and what people do who go on
/// on foot. Rules, classes and network of `setup` must be there. Throws InputError on all ranks for an id that is no
/// link's, a place without links, a file that cannot be read. Collective.
void set_up_road_events(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

}  // namespace machi
