/// \file  Who is in the zones of a city, and which cars come home, as a day of mobility leaves it for the energy of
/// buildings: a named field. Energy without mobility has none and goes by the schedules of the archetypes.
#pragma once

#include <vector>

namespace machi {

/// A working day, by the hour of the clock: hour h is from h:00 to h + 1:00. Empty: nobody was counted.
struct ZonePresence {
  std::vector<float> persons;        ///< [zones × 24] persons in the zone's building, mean of the hour
  std::vector<float> cars_arriving;  ///< [zones × 24] cars whose driver ends the day's last drive home; empty: none
  std::vector<float> driven_km;      ///< [zones × 24] by these cars since they left home; empty: none
  bool empty() const { return persons.empty(); }
};

}  // namespace machi
