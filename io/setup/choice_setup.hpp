/// \file  From a scenario to people who choose: modes, scores, and everyone's plans on the ranks that think for them.
#pragma once

#include <memory>
#include <vector>

#include "engine/choice/current_routes.hpp"
#include "engine/choice/day_to_day.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

struct MobilitySetup;

/// Modes that a scenario adds to those of the demand, and vehicle types of those that are driven; on the first rank,
/// before classes of vehicles are told to the others.
void add_modes(const MobilitySettings& settings, TravelDemand& demand);

/// What people choose in. Throws UsageError on all ranks: a mode to choose that is neither driven nor has a speed.
/// Collective.
ChoiceWorld choice_world(const Comm& comm, const Scenario& scenario, const MobilitySetup& setup);

/// Deals the plans of the demand, which the first rank has, to the ranks that plan for them. Collective.
std::unique_ptr<DayToDay> deal_days(const Comm& comm, ChoiceWorld world, const MobilitySetup& setup);

/// The demand with the plans that were carried out last instead of those that it had; `words` as final_plans() gives
/// them. On the first rank.
void take_plans(const MobilitySettings& settings, const std::vector<std::uint32_t>& words, MobilitySetup& setup);

/// Trips of a demand by the mode of their first driven leg, else of their first leg: [modes]. On the first rank.
std::vector<std::int64_t> trips_by_mode(const TravelDemand& demand, const std::vector<bool>& on_network);

}  // namespace machi
