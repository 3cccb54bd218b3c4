/// \file  SUMO's classes of vehicles as modes of a network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace machi {

/// Names of the modes, in the order of their bits: SUMO's abstract vehicle classes
/// (sumo.dlr.de/docs/Definition_of_Vehicles,_Vehicle_Types,_and_Routes.html), where passenger is called car, bicycle
/// bike and pedestrian walk, as MATSim has them. Classes that no road carries are left out.
const std::vector<std::string>& sumo_modes();

/// The mode of a class; nothing where SUMO has no such class.
std::optional<std::string> sumo_mode(std::string_view vehicle_class);

inline constexpr std::uint32_t all_sumo_modes = 0xffffffffU;

/// Bits of those that a lane is open to. `unknown` is set to a name that is no class. "ignoring" may go anywhere.
std::uint32_t sumo_permissions(const char* allow, const char* disallow, std::string& unknown);

/// The bit of a mode's name, 0 for none.
std::uint32_t sumo_mode_bit(std::string_view mode);

/// Modes whose vehicles queue on the carriageway with cars.
std::uint32_t sumo_motor_modes();

}  // namespace machi
