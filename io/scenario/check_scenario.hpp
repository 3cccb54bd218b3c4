/// \file  What the values of a scenario must be to one another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/scenario.hpp"

namespace machi {

/// The step where none is given, and the longest that a model bears.
double usual_step_s(MotionModel model);
double longest_step_s(MotionModel model);

/// Seconds after midnight of `HH:MM`; nothing where it is none.
std::optional<int> clock_s(const std::string& text);

/// Whether a scenario has more than one of mobility, evacuation and energy, which then share one clock.
bool is_coupled(const Scenario& scenario);

/// The second of the run at which the first alarm sounds; nothing where none does.
std::optional<double> alarm_s(const Scenario& scenario);

/// The bit of a mode of streets (engine/model/network.hpp) by its name; 0 where it is none.
std::uint8_t street_mode_bit(std::string_view mode);

/// Adds a line for each contradiction. Local, opens no file.
void check_scenario(const Scenario& scenario, std::vector<std::string>& mistakes);

/// The part of it about the area; shapes must have been read.
void check_area(const Scenario& scenario, const AreaScenario& area, std::vector<std::string>& mistakes);

/// The part of it about energy. Names that tie tables together, sizes and set points.
void check_energy(const Scenario& scenario, const EnergySettings& energy, std::vector<std::string>& mistakes);
void check_energy_systems(const Scenario& scenario, const EnergySettings& energy, std::vector<std::string>& mistakes);
/// The part of it about traffic.
void check_mobility(const Scenario& scenario, const MobilitySettings& mobility, std::vector<std::string>& mistakes);
void check_transit(const Scenario& scenario, const TransitSettings& transit, std::vector<std::string>& mistakes);

/// Finds when the events are (begin_s, end_s) and what their polygons are. Adds a line for each that cannot be read.
void read_events(const RunSettings& run, const std::string& path, ScenarioEvents& events,
                 std::vector<std::string>& mistakes);
/// The part of it about events.
void check_events(const Scenario& scenario, std::vector<std::string>& mistakes);
void check_fleets(const Scenario& scenario, const MobilitySettings& mobility, std::vector<std::string>& mistakes);
/// Reads the areas of fleets from their texts.
void read_fleet_areas(MobilitySettings& mobility, std::vector<std::string>& mistakes);

/// The part of it about edits; shapes must have been read.
void check_edits(const Scenario& scenario, std::vector<std::string>& mistakes);

/// What is wrong with a departure, as the end of a sentence; empty where nothing is.
std::string problem_of(const DepartureSettings& departure);

}  // namespace machi
