/// \file  What parts of one demand that lie on the ranks have in common: names that each adds, and vehicles.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// Names of all ranks, each once: in the order of ranks, and of the names on each. Collective.
std::vector<std::string> united_names(const Comm& comm, const std::vector<std::string>& mine);

/// Activity types behind the first `given` ones, which are the same on all ranks, become so too: each rank added them
/// in the order of its persons, and the answer is as if one rank had them all. Collective.
void unite_activity_types(const Comm& comm, std::size_t given, TravelDemand& demand);

/// A vehicle that persons of several ranks drive belongs to the lowest of them and has its type there, as if one rank
/// had all persons: sets vehicle_row and first_vehicle where there is such a vehicle. Vehicle types behind the first
/// `given_types` ones, which were added for modes (type_of_mode), become the same on all ranks. A name is looked after
/// by a rank that its hash says. Collective.
void unite_vehicles(const Comm& comm, std::size_t given_types, TravelDemand& demand);

}  // namespace machi
