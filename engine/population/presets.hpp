/// \file  Settings of evacuation studies as agencies published them: who walks how fast, who leaves when, and who is
/// lost. None is certified, by them or by us; docs/models/people.md says what of each is our reading.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/population/departure.hpp"

namespace machi {

/// Who is lost in water.
struct LossRule {
  double begins_m{0.3};  ///< depth at which people begin to be lost
  double all_m{0.3};     ///< depth at which everyone is; equal to begins_m: a threshold, above it: a curve between
  bool is_curve() const { return all_m > begins_m; }
};

struct EvacuationPreset {
  std::string name;    ///< "noshiro", …
  std::string title;   ///< for people
  std::string source;  ///< "as published by …", one sentence
  std::string ours;    ///< which numbers are our reading
  std::vector<PersonClass> classes;
  DeparturePlan departure_by_day;
  DeparturePlan departure_by_night;
  LossRule loss;
  std::optional<double> car_speed_m_s;
  std::optional<double> reach_limit_m;  ///< longest walk that the source allows

  const DeparturePlan& departure(bool night) const { return night ? departure_by_night : departure_by_day; }
};

/// All of them, in the order in which they are listed.
const std::vector<EvacuationPreset>& evacuation_presets();

/// Null where there is none of that name.
const EvacuationPreset* find_preset(std::string_view name);

std::vector<std::string> preset_names();

/// How far people get before the water, as the tsunami manuals have it: v (arrival - start - climb), at least 0.
double reach_m(double speed_m_s, double arrival_s, double start_s, double climb_s = 0);

}  // namespace machi
