/// \file  Files of networks, plans and trips in figures, for people.
#pragma once

#include <string>

namespace machi {

/// Whether `machi info` tells what this file holds: a network of MATSim, SUMO or TNTP, people of MATSim, vehicles of
/// SUMO, trips of TNTP; plain or compressed. False where it cannot be read.
bool is_mobility_file(const std::string& path);

/// Lines of text, and how a scenario names the file. People and vehicles are counted without their network. Throws
/// InputError.
std::string mobility_table(const std::string& path);

}  // namespace machi
