/// \file  From a scenario to people who choose: modes, scores, and everyone's plans on the ranks that think for them.
#pragma once

#include <memory>
#include <vector>

#include "engine/choice/count_fit.hpp"
#include "engine/choice/current_routes.hpp"
#include "engine/choice/day_to_day.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

struct MobilitySetup;

/// Modes that a scenario adds to those of the demand, and vehicle types of those that are driven; wherever there are
/// persons, before classes of vehicles are told to the other ranks.
void add_modes(const MobilitySettings& settings, TravelDemand& demand);

/// What people choose in. Throws UsageError on all ranks: a mode to choose that is neither driven nor has a speed.
/// Collective.
ChoiceWorld choice_world(const Comm& comm, const Scenario& scenario, const MobilitySetup& setup);

/// The counts of mobility.counts_file by bins. Throws InputError on all ranks. Collective.
std::vector<LinkCount> counts_of(const Comm& comm, const MobilitySettings& settings, const MobilitySetup& setup);

/// Deals the plans of the demand, wherever it lies, to the ranks that plan for them. Collective.
std::unique_ptr<DayToDay> deal_days(const Comm& comm, const ChoiceWorld& world, const MobilitySetup& setup);

/// The demand on this rank with the plans that were carried out last instead of those that it had; `words` as
/// final_plans() gives them. Collective.
void take_plans(const Comm& comm, const MobilitySettings& settings, const std::vector<std::uint32_t>& words,
                MobilitySetup& setup);

/// Trips of the demand of all ranks by the mode of their first leg that is driven or a ride, else of their first leg:
/// [modes]. ride_operator as in PlanClock. Collective.
std::vector<std::int64_t> trips_by_mode(const Comm& comm, const TravelDemand& demand,
                                        const std::vector<bool>& on_network,
                                        const std::vector<std::uint8_t>& ride_operator);

}  // namespace machi
