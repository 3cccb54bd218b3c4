/// \file  Which vehicle a driven leg takes, and of what type it is.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/model/travel_demand.hpp"

namespace machi {

/// The type of vehicles of a mode: the first one named like it, else the first one for its links, else a passenger car,
/// which is added. Its row.
std::uint32_t type_of_mode(const std::string& mode, std::vector<VehicleType>& types);

/// Collects the vehicles of the legs of a demand, one leg after the other. The demand must outlive it.
class TripVehicles {
 public:
  explicit TripVehicles(const TravelDemand& given) : given_(given) {}

  /// Row of the vehicle that the leg names, else of <person>_<mode>.
  std::uint32_t of(const Leg& leg, const std::string& person);

  /// Puts the vehicles into `made`, and the types: that of the vehicle, else the first one named like the mode, else
  /// the first one for its links, else a passenger car.
  void give(TravelDemand& made);

 private:
  const TravelDemand& given_;
  std::unordered_map<std::string, std::uint32_t> rows_;
  std::vector<std::string> ids_;
  std::vector<std::uint16_t> modes_;       ///< [ids] of the first leg
  std::vector<std::uint32_t> given_rows_;  ///< [ids] in the demand; or none
};

}  // namespace machi
