#include "engine/population/departure.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/rng.hpp"
#include "engine/population/purposes.hpp"

namespace machi {
namespace {

constexpr double longest_s = 1e9;
constexpr double share_rounding = 1e-6;

bool is_time(double value_s) {
  return value_s >= 0 && value_s <= longest_s;  // false for NaN
}

std::string problem_of_rule(const DepartureRule& rule) {
  const bool has_span = rule.law == DepartureLaw::uniform || rule.law == DepartureLaw::rayleigh;
  if ((rule.law == DepartureLaw::fixed || has_span) && !is_time(rule.from_s))
    return "has a time that is not 0 s or more";
  if (has_span && (!is_time(rule.to_s) || rule.to_s < rule.from_s)) return "ends before it begins";
  if (rule.law != DepartureLaw::sigmoid) return "";
  if (!is_time(rule.half_s)) return "has a time at which half have left that is not 0 s or more";
  return rule.steepness_1_s > 0 && rule.steepness_1_s <= 1e3 ? "" : "has a steepness that is not above 0 /s";
}

/// u in (0, 1): a sigmoid has no first and no last.
double inner_uniform(RandomStream& random) {
  return (random.word() + 0.5) * 0x1p-32;
}

double draw_s(const DepartureRule& rule, RandomStream& random) {
  switch (rule.law) {
    case DepartureLaw::immediate:
      return 0;
    case DepartureLaw::fixed:
      return rule.from_s;
    case DepartureLaw::uniform:
      return random.uniform(rule.from_s, rule.to_s);
    case DepartureLaw::rayleigh: {
      const double mean_s = random.uniform(rule.from_s, rule.to_s);
      return mean_s * std::sqrt(2 / std::numbers::pi) * std::sqrt(-2 * std::log1p(-random.uniform()));
    }
    case DepartureLaw::sigmoid: {
      const double u = inner_uniform(random);
      return std::max(0.0, rule.half_s - std::log(1 / u - 1) / rule.steepness_1_s);
    }
    case DepartureLaw::never:
      break;
  }
  return never_s;
}

/// Rayleigh's distribution, averaged over its mean from from_s to to_s by Simpson's rule.
double rayleigh_share(const DepartureRule& rule, double time_s) {
  const auto share = [&](double mean_s) {
    return mean_s > 0 ? -std::expm1(-std::numbers::pi / 4 * (time_s / mean_s) * (time_s / mean_s)) : 1.0;
  };
  if (!(rule.to_s > rule.from_s)) return share(rule.from_s);
  constexpr int steps = 2000;
  double sum = share(rule.from_s) + share(rule.to_s);
  for (int k = 1; k < steps; ++k) {
    sum += (k % 2 == 1 ? 4 : 2) * share(rule.from_s + (rule.to_s - rule.from_s) * k / steps);
  }
  return sum / (3 * steps);
}

double departed_share_of(const DepartureRule& rule, double time_s) {
  switch (rule.law) {
    case DepartureLaw::immediate:
      return 1;
    case DepartureLaw::fixed:
      return time_s >= rule.from_s ? 1 : 0;
    case DepartureLaw::uniform:
      if (!(rule.to_s > rule.from_s)) return time_s >= rule.from_s ? 1 : 0;
      return std::clamp((time_s - rule.from_s) / (rule.to_s - rule.from_s), 0.0, 1.0);
    case DepartureLaw::rayleigh:
      return rayleigh_share(rule, time_s);
    case DepartureLaw::sigmoid:
      return 1 / (1 + std::exp(-rule.steepness_1_s * (time_s - rule.half_s)));
    case DepartureLaw::never:
      break;
  }
  return 0;
}

}  // namespace

std::string problem_of(const DeparturePlan& plan) {
  if (plan.empty()) return "says nothing about when people leave";
  double sum = 0;
  for (const DepartureStage& stage : plan) {
    if (!(stage.share >= 0 && stage.share <= 1)) return "has a share that is not between 0 and 1";
    sum += stage.share;
    std::string problem = problem_of_rule(stage.rule);
    if (!problem.empty()) return problem;
  }
  return std::abs(sum - 1) <= share_rounding ? "" : "has shares that do not sum to 1";
}

double draw_departure_s(const DeparturePlan& plan, std::uint64_t seed, std::uint64_t id) {
  RandomStream random(seed, id, purpose_departure);
  double left = random.uniform();
  const DepartureStage* chosen = nullptr;
  for (const DepartureStage& stage : plan) {
    if (!(stage.share > 0)) continue;
    chosen = &stage;
    if (left < stage.share) break;
    left -= stage.share;
  }
  return chosen == nullptr ? never_s : draw_s(chosen->rule, random);
}

double departed_share(const DeparturePlan& plan, double time_s) {
  if (time_s < 0) return 0;
  double sum = 0;
  for (const DepartureStage& stage : plan) sum += stage.share * departed_share_of(stage.rule, time_s);
  return sum;
}

void draw_departures(Population& people, const DeparturePlan& plan, std::uint64_t seed) {
  for (std::size_t k = 0; k < people.size(); ++k) {
    if (!std::isnan(people.departure_s[k])) continue;
    const std::uint64_t who = people.group[k] == no_group ? people.id[k] : people.group[k];
    const bool walks = people.classes[people.person_class[k]].can_walk;
    people.departure_s[k] = walks ? static_cast<float>(draw_departure_s(plan, seed, who)) : never_s;
  }
}

}  // namespace machi
