/// \file  What a person does between two days.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/choice/choice_world.hpp"

namespace machi {

/// What was tried.
enum class Strategy : std::uint8_t { select, reroute, shift_times, choose_mode };

/// Changes the plans of person p for the day of number `iteration` (1 is the second): selects one of those that it
/// knows, or makes a new one from one of them, which is then selected; where there are more than it remembers, the
/// worst is forgotten. All draws are of (seed, person, iteration, purpose). Any thread, with its own `ahead`.
Strategy replan(const ChoiceWorld& world, const Chains& chains, PlanAhead& ahead, std::uint32_t p,
                std::uint32_t iteration, KnownPlans& known);

/// The plan that is carried out next, of those that were scored; the first that was not, if there is one. `draws`: two
/// numbers in [0, 1).
std::uint32_t select_plan(const KnownPlans& known, PlanSelector selector, double beta, std::pair<double, double> draws);

/// Trips that belong together, [first, end): away from a place until the first return to it, trips in between included;
/// then on from there. Who does not come back is on one tour to the end of the day.
std::vector<std::pair<std::uint32_t, std::uint32_t>> tours(std::span<const ChainStop> stops);

}  // namespace machi
