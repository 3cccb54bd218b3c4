/// \file  What a day is worth to who lived it: the utility function of Charypar and Nagel (2005), as MATSim has it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/mobility_settings.hpp"

namespace machi {

/// Utility of activities of one type; times in s, utilities a second. Times that do not bind are infinite.
struct ActivityUtility {
  double performing_1_s{0};
  double waiting_1_s{0};
  double late_arrival_1_s{0};
  double early_departure_1_s{0};
  double typical_s{0};  ///< 0: a person's own
  double priority{1};
  TypicalDurationRule rule{TypicalDurationRule::relative};
  double opening_s;
  double closing_s;
  double latest_start_s;
  double earliest_end_s;
  double minimal_s{0};
};

/// Utility of legs of one mode.
struct TravelUtility {
  double constant{0};
  double travelling_1_s{0};
  double distance_1_m{0};
};

/// Of a type and of a mode, by name; types and modes that the settings do not name have the defaults.
ActivityUtility activity_utility(const ScoringSettings& scoring, const std::string& type);
TravelUtility travel_utility(const ScoringSettings& scoring, const std::string& mode);

/// Utility of an activity from start_s to end_s (clock times; end_s may be below start_s, where the day did not leave
/// room for it). typical_s: the person's own typical duration, where the type has none. With t the time spent within
/// the opening hours and t0 the duration that is worth nothing:
///   performing typical ln(t / t0), below t0 its tangent there,
///   + waiting (until it opens, and after it closes) + late arrival + early departure.
double activity_score(const ActivityUtility& utility, double typical_s, double start_s, double end_s);

/// constant + travelling time + distance.
inline double travel_score(const TravelUtility& utility, double time_s, double distance_m) {
  return utility.constant + utility.travelling_1_s * time_s + utility.distance_1_m * distance_m;
}

/// What is taken off who is still under way when the run ends, or was removed: a day of the worst that there is.
double aborted_score(const ScoringSettings& scoring, const std::vector<TravelUtility>& modes);

}  // namespace machi
