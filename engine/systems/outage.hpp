/// \file  Hours of a year without power.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/model/weather.hpp"
#include "engine/systems/plant.hpp"

namespace machi {

/// `MM-DD HH:00` as an hour from the year's beginning, 24:00 being the next day's 00:00; nothing for what is none.
std::optional<int> hour_of_year(std::string_view text);

/// From one hour up to another; from == to: none.
struct Outage {
  int from{0};
  int to{0};
  bool has(std::size_t hour) const { return static_cast<int>(hour) >= from && static_cast<int>(hour) < to; }
  bool any() const { return from < to; }
  /// Whether an hour of this day, or of the day before, has no power; the year goes round.
  bool touches(int day) const {
    const bool after_the_last = day == 0 && to > 24 * (days_per_year - 1);
    return any() && ((24 * (day + 1) > from && 24 * (day - 1) < to) || after_the_last);
  }
  std::array<bool, hours_per_day> powered(std::size_t day) const;
};
/// The outage of a scenario that has been checked.
Outage outage_of(const EnergySettings& energy);

}  // namespace machi
