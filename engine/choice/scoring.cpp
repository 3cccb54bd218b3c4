#include "engine/choice/scoring.hpp"

#include <algorithm>

#include "engine/choice/plain_math.hpp"
#include "engine/core/constants.hpp"

namespace machi {
namespace {

constexpr double hour_s = 3600;

}  // namespace

ActivityUtility activity_utility(const ScoringSettings& scoring, const std::string& type) {
  const auto named = std::find_if(scoring.activities.begin(), scoring.activities.end(),
                                  [&](const ActivityScoring& activity) { return activity.name == type; });
  const ActivityScoring given = named == scoring.activities.end() ? ActivityScoring{} : *named;
  ActivityUtility utility{};
  utility.performing_1_s = scoring.performing_1_h / hour_s;
  utility.waiting_1_s = scoring.waiting_1_h / hour_s;
  utility.late_arrival_1_s = scoring.late_arrival_1_h / hour_s;
  utility.early_departure_1_s = scoring.early_departure_1_h / hour_s;
  utility.typical_s = given.typical_s.value_or(0);
  utility.priority = given.priority;
  utility.rule = scoring.typical_duration;
  utility.opening_s = given.opening_s.value_or(-infinity);
  utility.closing_s = given.closing_s.value_or(infinity);
  utility.latest_start_s = given.latest_start_s.value_or(infinity);
  utility.earliest_end_s = given.earliest_end_s.value_or(-infinity);
  utility.minimal_s = given.minimal_s.value_or(-infinity);
  return utility;
}

TravelUtility travel_utility(const ScoringSettings& scoring, const std::string& mode) {
  const auto named = std::find_if(scoring.modes.begin(), scoring.modes.end(),
                                  [&](const ModeScoring& row) { return row.name == mode; });
  const ModeScoring given = named == scoring.modes.end() ? ModeScoring{} : *named;
  return {given.constant, given.travelling_1_h / hour_s, given.distance_1_km / 1000};
}

double activity_score(const ActivityUtility& utility, double typical_s, double start_s, double end_s) {
  double from_s = std::max(start_s, utility.opening_s);
  double to_s = std::min(end_s, utility.closing_s);
  if (utility.opening_s > end_s || utility.closing_s < start_s) from_s = to_s = end_s;
  const double typical = utility.typical_s > 0 ? utility.typical_s : typical_s;
  const double spent_s = to_s - from_s;
  double score = 0;
  if (start_s < from_s) score += utility.waiting_1_s * (from_s - start_s);
  if (from_s > utility.latest_start_s) score += utility.late_arrival_1_s * (from_s - utility.latest_start_s);
  const double decay = utility.rule == TypicalDurationRule::relative ? 1 : 10 * hour_s / typical;
  const double zero_s = typical * exponential(-decay / utility.priority);
  const double at_typical = utility.performing_1_s * typical;
  score += spent_s >= zero_s ? at_typical * natural_log(spent_s / zero_s) : at_typical * (spent_s / zero_s - 1);
  if (to_s < utility.earliest_end_s) score += utility.early_departure_1_s * (utility.earliest_end_s - to_s);
  if (to_s < end_s) score += utility.waiting_1_s * (end_s - to_s);
  if (spent_s < utility.minimal_s) score += utility.early_departure_1_s * (utility.minimal_s - spent_s);
  return score;
}

double aborted_score(const ScoringSettings& scoring, const std::vector<TravelUtility>& modes) {
  double worst_1_s = std::min({scoring.late_arrival_1_h, scoring.early_departure_1_h, scoring.waiting_1_h}) / hour_s;
  for (const TravelUtility& mode : modes)
    worst_1_s = std::min(worst_1_s, mode.travelling_1_s - scoring.performing_1_h / hour_s);
  return 24 * hour_s * worst_1_s;
}

}  // namespace machi
