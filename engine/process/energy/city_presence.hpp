/// \file  From the persons that mobility counted in zones to what they change of the schedules of archetypes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/process/energy/zone_presence.hpp"

namespace machi {

/// On a working day, of up to 16 zones side by side: persons as counted beside those of the schedule, hour by hour.
class CityPresence {
 public:
  static constexpr std::size_t lanes = 16;
  using Lane = std::array<float, lanes>;
  using Hours = std::array<Lane, 24>;

  /// `presence` must outlive it; rows are zones of the rank. None is there where it is empty.
  CityPresence(const ZonePresence& presence, std::span<const std::uint32_t> rows);
  bool any() const { return any_; }

  /// Compares with the schedule's persons.
  void compare(const Hours& own);
  /// Persons over those of the schedule; where the schedule has none 1.
  const Hours& ratio() const { return ratio_; }
  /// What is on while nobody is there (the day's least, and what the schedule has in hours without persons) plus a part
  /// in proportion to persons; at most the day's largest. Hours without persons in the schedule have, for each person
  /// counted, the day's mean of a person. Equal to `course` where the persons are the schedule's.
  void scale_with_base(Hours& course) const;
  /// In proportion to persons; in hours without persons in the schedule the day's mean of a person.
  void scale(Hours& course) const;
  /// Lowers shares of the floor that are conditioned where fewer persons are there than the part `full` of the
  /// schedule's, down to 0 where nobody is.
  void lower(Hours& share, float full) const;

 private:
  bool any_{false};
  Hours persons_{}, own_{}, ratio_{};
  Lane own_sum_{}, sum_{};
};

}  // namespace machi
