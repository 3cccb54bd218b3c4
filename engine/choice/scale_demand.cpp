#include "engine/choice/scale_demand.hpp"

#include <string>
#include <unordered_map>

namespace machi {
namespace {

constexpr std::uint32_t no_vehicle = 0xffffffffU;

class Scaling {
 public:
  explicit Scaling(const TravelDemand& given) : given_(given) {
    TravelDemand& demand = made_.demand;
    demand.activity_types = given.activity_types;
    demand.modes = given.modes;
    demand.vehicle_types = given.vehicle_types;
    demand.route = given.route;
    demand.services = given.services;
    demand.own_services = given.own_services;
    demand.path = given.path;
  }

  void add(std::uint64_t person, std::uint32_t copy) {
    suffix_.clear();
    if (copy > 0) suffix_.append("_").append(std::to_string(copy + 1));
    vehicles_.clear();
    TravelDemand& demand = made_.demand;
    demand.person_id.push_back(given_.person_id[person] + suffix_);
    const std::uint64_t end = given_.activity_begin[person + 1];
    for (std::uint64_t a = given_.activity_begin[person]; a < end; ++a) {
      demand.activities.push_back(given_.activities[a]);
      made_.activity_of.push_back(a);
      if (a + 1 == end) continue;
      demand.legs.push_back(given_.legs[a - person]);
      demand.legs.back().vehicle = vehicle(demand.legs.back().vehicle);
    }
    demand.activity_begin.push_back(demand.activities.size());
  }

  ScaledDemand take() { return std::move(made_); }

 private:
  // The vehicle of this copy of the person.
  std::uint32_t vehicle(std::uint32_t of) {
    if (of == no_vehicle) return of;
    TravelDemand& demand = made_.demand;
    const auto [found, is_new] = vehicles_.emplace(of, static_cast<std::uint32_t>(demand.vehicle_id.size()));
    if (is_new) {
      demand.vehicle_id.push_back(given_.vehicle_id[of] + suffix_);
      demand.vehicle_type.push_back(given_.vehicle_type[of]);
    }
    return found->second;
  }

  const TravelDemand& given_;
  ScaledDemand made_;
  std::string suffix_;
  std::unordered_map<std::uint32_t, std::uint32_t> vehicles_;  ///< given, made: of the person
};

}  // namespace

ScaledDemand scale_demand(const TravelDemand& given, std::span<const std::uint32_t> copies) {
  Scaling scaling(given);
  for (std::uint64_t p = 0; p < given.persons(); ++p)
    for (std::uint32_t copy = 0; copy < copies[p]; ++copy) scaling.add(p, copy);
  return scaling.take();
}

}  // namespace machi
