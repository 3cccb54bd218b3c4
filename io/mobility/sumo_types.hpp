/// \file  Vehicle types of SUMO, and distributions of them. For io/mobility only.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/model/travel_demand.hpp"
#include "io/mobility/matsim_xml.hpp"

namespace machi {

/// What is drawn from: rows with weights.
struct SumoShares {
  std::vector<std::pair<std::uint32_t, double>> rows;
  /// The row at `uniform` of [0, 1); rows must not be empty and their weights not sum to 0.
  std::uint32_t at(double uniform) const;
};

/// Types by name. Types of one name and the default type are there once.
struct SumoTypes {
  std::vector<VehicleType> types;  ///< network_mode is the mode of the class
  std::unordered_map<std::string, SumoShares> by_name;
};

/// The type that SUMO gives a vehicle of a class that says nothing itself (length, minGap and maxSpeed of
/// sumo.dlr.de/docs/Vehicle_Type_Parameter_Defaults.html), in the terms of queues. `mode`: sumo_mode() of the class.
VehicleType sumo_default_type(const std::string& id, const std::string& mode);

/// Room and flow of a vehicle that is `length_m` long and keeps `gap_m` in a jam.
void set_size(VehicleType& type, double length_m, double gap_m);

}  // namespace machi
