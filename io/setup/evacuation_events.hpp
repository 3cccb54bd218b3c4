/// \file  The events of a scenario that concern an evacuation: who hears an alarm when, when shelters open and close.
#pragma once

#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/destination.hpp"
#include "engine/model/scenario.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// The polygons of an event in a city's frame, of its text or its file; none where it names none. Throws InputError.
/// Local.
PolygonTable polygons_of(const ScenarioEvent& event, const CityFrame& frame);

/// [buildings of the city] whether an event names them by their ids; empty where it names none. Throws InputError for
/// one that does not exist. Local.
std::vector<bool> named_buildings(const Scenario& scenario, const ScenarioEvent& event);

/// Where the scenario has alarms, people leave as long after the first one that reaches them as they would after the
/// start of the run, those whom none reaches not at all. An alarm reaches who starts in its polygon or in a building
/// that it names, or everyone, and of these `share`, drawn by person or group. Throws InputError on all ranks.
/// Collective.
void hear_alarms(const Comm& comm, const Scenario& scenario, const CityFrame& frame, const GridFrame& grid,
                 std::int64_t steps_per_s, std::vector<WaitingPerson>& people);

/// When events of the weather have people walk more slowly. Local.
std::vector<PaceSpan> walking_weather(const Scenario& scenario);

/// Opens and closes the shelters that events name, or in whose polygons their entrances lie. Throws InputError for one
/// that does not exist, and for a place without shelters. Local.
void open_and_close_shelters(const Scenario& scenario, const CityFrame& frame, std::int64_t cell_mm,
                             std::vector<Destination>& destinations);

}  // namespace machi
