/// \file  What plants and meters add to result.h5 of a run of energy (docs/formats/energy.md).
#pragma once

#include "io/hdf5/output.hpp"
#include "io/run/energy_rows.hpp"

namespace machi {

/// What a column of results is called, and what it is.
struct CarrierName {
  const char* name;
  const char* description;
};

inline constexpr std::array<CarrierName, use_count> use_names{{{"heating_electricity", "electricity of heating"},
                                             {"cooling_electricity", "electricity of cooling"},
                                             {"hot_water_electricity", "electricity of hot water"},
                                             {"cooking_electricity", "electricity of stoves"},
                                             {"other_electricity", "electricity of lights and appliances"},
                                             {"gas", "gas, by its higher heating value"},
                                             {"kerosene", "kerosene, by its higher heating value"}}};
inline constexpr std::array<CarrierName, meter_flow_count> flow_names{{{"vehicles", "electricity into vehicles"},
                                                     {"photovoltaic", "electricity that panels could give"},
                                                     {"used", "of that, what did not go to the grid"},
                                                     {"from_grid", "electricity from the grid"},
                                                     {"to_grid", "electricity to the grid"},
                                                     {"battery_in", "electricity into the battery"},
                                                     {"battery_out", "electricity out of the battery"},
                                                     {"curtailed", "what panels could not give away in an outage"},
                                                     {"unserved", "lights and appliances without power"}}};

/// Group /systems and the carriers of /hours; only where carriers are counted, which all ranks know. Throws
/// OutputError. Collective.
void write_systems(H5Output& file, const EnergyRows& rows);

}  // namespace machi
