/// \file  When people leave: laws of departure as tsunami evacuation models use them (docs/models/people.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

enum class DepartureLaw : std::uint8_t {
  immediate,  ///< 0 s
  fixed,      ///< from_s
  uniform,    ///< in [from_s, to_s)
  rayleigh,   ///< TUNAMI-EVAC: mean m uniform in [from_s, to_s), then σ √(-2 ln(1 - u)) with σ = m √(2/π)
  sigmoid,    ///< share that has left 1 / (1 + exp(-steepness (t - half_s))); times below 0 are 0
  never       ///< stays
};

/// One law with its numbers, seconds after the start of the run.
struct DepartureRule {
  DepartureLaw law{DepartureLaw::immediate};
  double from_s{0};  ///< fixed: the time; Rayleigh: mean of the questionnaire
  double to_s{0};    ///< Rayleigh: time of arrival of the wave
  double half_s{0};  ///< sigmoid: when half have left
  double steepness_1_s{0};
};

/// A share of the people and the rule that they follow: at once, later, never.
struct DepartureStage {
  double share{1};
  DepartureRule rule;
};

/// Shares sum to 1.
using DeparturePlan = std::vector<DepartureStage>;

/// What is wrong with a plan that a user gave, as the end of a sentence; empty where nothing is.
std::string problem_of(const DeparturePlan& plan);

/// When one person (or group) leaves, in seconds after the start of the run; never_s stays. Depends on nothing but the
/// arguments. Any thread.
double draw_departure_s(const DeparturePlan& plan, std::uint64_t seed, std::uint64_t id);

/// The share that has left by `time_s`: the distribution that draw_departure_s draws from.
double departed_share(const DeparturePlan& plan, double time_s);

/// Draws what a list of persons left open: departures that are NaN; given ones are kept. A group leaves together, by
/// the draw of its id. Persons whose class cannot walk never leave. Classes must be drawn before.
void draw_departures(Population& people, const DeparturePlan& plan, std::uint64_t seed);

}  // namespace machi
