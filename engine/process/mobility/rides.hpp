/// \file  People who ride in vehicles that others drive: what they wait for, what such a vehicle carries, and what the
/// process asks of those who run the vehicles (a timetable, a dispatcher).
///
/// A person whose leg is a ride stands at a stand from its departure on. A vehicle calls at stands; there people get
/// off and on, in the order in which they came to the stand, of one step in the order of persons. On the way they are
/// in the vehicle's record, cross with it from rank to rank, and go on with their plan where they get off.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/model/population.hpp"
#include "engine/process/mobility/doors.hpp"
#include "engine/process/mobility/running_plan.hpp"

namespace machi {

/// A call of a vehicle at a stand. On the road it is where the vehicle comes to the end of `link` during leg
/// `element` (odd), off the road where it is at activity `element` (even).
struct RideCall {
  std::uint32_t link{no_index};  ///< row of the network; none: there is no call ahead
  std::uint16_t element{0};
  std::uint32_t stand{0};
  bool blocks{false};  ///< who is behind it on the link must wait
};

/// A vehicle that carries people, on the rank where it is.
struct RideVehicle {
  std::uint32_t driver{0};          ///< its row among persons and drivers
  std::uint32_t operator_{0};       ///< row of MobilityWorld::operators
  std::uint32_t call{0};            ///< those that it has made
  std::uint32_t arrived{no_index};  ///< step in which it came to the call that it is making; none: it makes none
  std::uint32_t entered{no_index};  ///< step in which it came to the link where it has stopped; for records of links
  std::uint32_t boarded{0};         ///< at this call
  std::uint32_t alighted{0};
  std::uint32_t waited_steps{0};  ///< those who boarded, altogether
  Doors doors;
  std::vector<std::uint32_t> words;   ///< what its operator keeps of it, and travels with it
  std::vector<std::uint32_t> riders;  ///< slots, in the order in which they got on
  std::uint32_t slot{no_index};       ///< its own
};

/// What a rank has of it. Only phases without threads add vehicles and stands; a stand is its link's to change.
struct Rides {
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> stands;  ///< by operator and stand: slots of who waits
  std::unordered_map<std::uint32_t, RideVehicle> vehicles;               ///< by driver
};

/// What was seen of a call.
struct StopVisit {
  std::uint32_t driver{0};
  std::uint32_t call{0};     ///< of the vehicle, from 0
  std::uint32_t arrived{0};  ///< steps
  std::uint32_t departed{0};
  std::uint32_t boarded{0};
  std::uint32_t alighted{0};
  std::uint32_t load{0};          ///< persons in the vehicle when it departs
  std::uint32_t left_behind{0};   ///< who wanted to get on when it departed, and had no room
  std::uint32_t waited_steps{0};  ///< those who boarded, altogether
};

/// Who runs vehicles. Answers depend on the vehicle and what all ranks know alike, never on the rank; they are asked by
/// several threads at a time, for different vehicles.
class RideOperator {
 public:
  virtual ~RideOperator() = default;
  /// Before each step, on all ranks.
  virtual void begins(std::uint32_t step) { (void)step; }
  /// Its drivers are [first_driver(), first_driver() + vehicles()), behind all persons and one behind the other.
  virtual std::uint32_t first_driver() const = 0;
  virtual std::uint32_t vehicles() const = 0;
  virtual std::uint32_t capacity(const RideVehicle& vehicle) const = 0;
  virtual const DoorTimes& door_times(const RideVehicle& vehicle) const = 0;
  /// The call that comes next, or that is being made.
  virtual RideCall next_call(const RideVehicle& vehicle) const = 0;
  /// Whether someone who waits at the stand of next_call() gets on, if there is room.
  virtual bool gets_on(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const = 0;
  /// Whether someone in the vehicle gets off at next_call().
  virtual bool gets_off(const RideVehicle& vehicle, std::uint32_t person, const RideWish& wish) const = 0;
  /// The step before which the vehicle does not depart from next_call().
  virtual std::uint32_t earliest_departure(const RideVehicle& vehicle) const = 0;
  /// The call has been made; called once, before RideVehicle::call rises.
  virtual void departs(RideVehicle& vehicle, std::uint32_t step) { (void)vehicle, (void)step; }
  /// Someone has begun to wait, on the rank of the stand. In an order that ranks do not share.
  virtual void waits(std::uint32_t person, std::uint32_t step, const RideWish& wish) {
    (void)person, (void)step, (void)wish;
  }
  /// Whether what its vehicles do is reported to a dispatcher (fleet_operator.hpp).
  virtual bool is_dispatched() const { return false; }
  /// Where a vehicle whose plan has come to its end on a link, and that has made its calls there, goes on at once: a
  /// plan that begins with the activity where it is; empty: nowhere.
  virtual std::vector<std::uint32_t> next_plan(RideVehicle& vehicle, std::uint32_t link) {
    return (void)vehicle, (void)link, std::vector<std::uint32_t>{};
  }
  /// Whether a vehicle whose plan has come to its end stays where it is, for a new plan.
  virtual bool parks(const RideVehicle& vehicle) const { return (void)vehicle, false; }
};

}  // namespace machi
