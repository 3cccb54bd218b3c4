#include "engine/population/trip_vehicles.hpp"

#include <algorithm>

namespace machi {

std::uint32_t TripVehicles::of(const Leg& leg, const std::string& person) {
  const std::string id =
      leg.vehicle < given_.vehicle_id.size() ? given_.vehicle_id[leg.vehicle] : person + "_" + given_.modes[leg.mode];
  const auto [found, added] = rows_.emplace(id, static_cast<std::uint32_t>(ids_.size()));
  if (added) {
    ids_.push_back(id);
    modes_.push_back(leg.mode);
    given_rows_.push_back(leg.vehicle);
  }
  return found->second;
}

void TripVehicles::give(TravelDemand& made) {
  made.vehicle_types = given_.vehicle_types;
  const std::size_t given_types = made.vehicle_types.size();
  for (std::size_t v = 0; v < ids_.size(); ++v) {
    const std::uint32_t row = given_rows_[v];
    const bool known = row < given_.vehicle_type.size() && given_.vehicle_type[row] < given_types;
    made.vehicle_type.push_back(known ? given_.vehicle_type[row]
                                      : type_of_mode(given_.modes[modes_[v]], made.vehicle_types));
  }
  made.vehicle_id = std::move(ids_);
}

std::uint32_t type_of_mode(const std::string& mode, std::vector<VehicleType>& types) {
  auto type = std::find_if(types.begin(), types.end(), [&](const VehicleType& t) { return t.id == mode; });
  if (type == types.end())
    type = std::find_if(types.begin(), types.end(), [&](const VehicleType& t) { return t.network_mode == mode; });
  if (type == types.end()) {
    VehicleType car;
    car.id = car.network_mode = mode;
    type = types.insert(types.end(), car);
  }
  return static_cast<std::uint32_t>(type - types.begin());
}

}  // namespace machi
