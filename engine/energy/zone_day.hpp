/// \file  What is asked of a zone on any day: set points, air, gains, by the step.
#pragma once

#include <vector>

#include "engine/model/energy.hpp"

namespace machi {

/// Set points that nothing reaches, for zones that are not heated or cooled.
inline constexpr double never_heat_C = -1000;
inline constexpr double never_cool_C = 1000;
/// Power without an end.
inline constexpr double endless_W = 1e12;

/// Means over each step of a day, [24 * steps_per_h]; gains over each hour, [24].
struct ZoneDay {
  std::vector<float> air_change_W_K;
  std::vector<float> heat_to_C;
  std::vector<float> cool_to_C;
  std::vector<float> heat_most_W;
  std::vector<float> cool_most_W;
  std::vector<float> air_gain_W;
  std::vector<float> star_gain_W;
};

/// Mean of a schedule between two hours of a day, from < to.
double mean_of(const EnergySchedule& schedule, double from_h, double to_h);

/// The part of begin … end that lies between two hours of a day; from > to passes midnight.
double part_between(double from_h, double to_h, double begin_h, double end_h);

/// `air_J_m3K`: heat capacity of the air. Local: any thread.
ZoneDay zone_day(const EnergySettings& energy, const EnergyZone& zone, double air_J_m3K);

}  // namespace machi
