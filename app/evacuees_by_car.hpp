/// \file  Those who evacuate by car: who is in which car, from the decision to the street where they get out.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "app/evacuation_part.hpp"
#include "app/mobility_part.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/car_goals.hpp"
#include "engine/coupling/car_parties.hpp"
#include "engine/coupling/street_places.hpp"
#include "io/checkpoint/coupling_state_file.hpp"
#include "io/json/json_fwd.hpp"

namespace machi {

/// Every rank knows all cars and who is in them: 24 bytes a person by car. All functions are collective.
class EvacueesByCar {
 public:
  /// The parties of this rank; rows of persons are those of mobility's setup.
  EvacueesByCar(const Comm& comm, const MobilitySetup& setup, const std::vector<CarParty>& parties);

  /// Whether any car sets off from one second after the alarm to another to leave the area.
  bool any_leaves(double from_s, double to_s) const;
  /// Has the evacuation know who sets off by car, and when. Before it begins.
  void get_in(std::vector<WaitingPerson>& people, std::int64_t steps_per_s) const;
  /// Errands of the cars, by person, from `alarm_step` on; their ways are those of CarWays.
  std::vector<Errand> errands(std::uint32_t alarm_step, std::int64_t steps_per_s, std::uint8_t car_class) const;
  /// Those in cars that have come to their end stand on the street there from now on; those that have left the area are
  /// safe at `out_of_area`. `alarm_step`, `steps_per_s`: of mobility.
  void get_out(const Comm& comm, const std::vector<LeftCar>& left, const StreetPlaces& streets,
               std::uint32_t alarm_step, std::int64_t steps_per_s, std::uint32_t out_of_area, Evacuation& evacuation);
  /// That so many cars, over all ranks, have turned to another shelter.
  void note_redirected(std::int64_t cars) { redirected_ += cars; }
  /// Throws RunError on all ranks where somebody is in no car and has not got out, or where mobility drives other cars.
  void check(const Comm& comm, const Evacuation& evacuation, std::int64_t driving) const;

  Json kpi() const;
  /// By which links how many cars have left the area, by link.
  std::vector<CarExitCount> exits() const { return state().exits; }
  /// What a checkpoint holds of them, and the way back to it.
  EvacueeCarsState state() const;
  void go_on(const EvacueeCarsState& state);

 private:
  struct Rider {
    std::uint64_t id;
    std::uint32_t driver;  ///< row of the demand over all ranks
    float departure_s;
    friend bool operator<(const Rider& a, const Rider& b) {
      return std::tie(a.driver, a.id) < std::tie(b.driver, b.id);
    }
  };
  struct Car {
    std::uint32_t driver;
    std::uint32_t link;
    float departure_s;
    std::uint32_t leaves_area;  ///< 1: drives out of the area, 0: to a shelter
  };
  const Car* car_of(std::uint32_t driver) const;
  std::int64_t driven_away() const;      ///< persons
  std::vector<Rider> riders_;            ///< by driver and id; the same on all ranks, as the next
  std::vector<Car> cars_;                ///< by driver
  std::array<std::int64_t, 3> ended_{};  ///< cars, by LeftCar::Why
  std::int64_t asked_{0};                ///< persons in them
  std::int64_t on_foot_{0};              ///< of these, who got out alive
  std::int64_t redirected_{0};           ///< times that a car turned to another shelter
  std::map<std::uint32_t, CarExitCount> exits_;
};

}  // namespace machi
