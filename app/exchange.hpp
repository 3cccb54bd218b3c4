/// \file  What the processes of a coupled run tell one another, and when.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/car_ways.hpp"
#include "app/evacuation_part.hpp"
#include "app/evacuees_by_car.hpp"
#include "app/mobility_part.hpp"
#include "app/shared_roads.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/after_alarm.hpp"
#include "engine/coupling/day_presence.hpp"
#include "engine/coupling/street_places.hpp"
#include "io/json/json_fwd.hpp"
#include "io/setup/city_doors.hpp"

namespace machi {

/// The fields between the processes, and the table of who was where. All functions are collective.
class Exchange {
 public:
  /// After MobilityPart::live(), which it looks at. Both must outlive it.
  Exchange(const Comm& comm, const Scenario& scenario, MobilityPart& mobility);

  /// mobility → evacuation, at the alarm: everyone whose place is known, where it is now. `scenario`: that of the
  /// evacuation.
  GivenPeople evacuees(const Scenario& scenario);
  /// evacuation → mobility, before EvacuationPart::begin(): who leaves the traffic, who evacuates by car, which roads
  /// the water closes when. Everyone else goes on with the day.
  void hand_over(EvacuationPart& evacuation);
  /// Both ways, once in a while: who has left a car or the area, who takes another way, and walkers on the roads.
  /// Throws RunError on all ranks where a person is in two places or in none.
  void meet(EvacuationPart& evacuation);
  /// Once the ground was dealt to the ranks anew.
  void follow(const EvacuationPart& evacuation);
  /// What a checkpoint holds of this after hand_over(), and the way back to it; the rest follows from what mobility was
  /// at the alarm.
  void add_to(CouplingState& state) const;
  void go_on(const CouplingState& state);
  /// evacuation, mobility → energy: where everyone is from the alarm on. Once.
  void take_end(EvacuationPart& evacuation);
  /// mobility → energy where nobody evacuates: who is anywhere stays there for the rest of the day. Once.
  void stay_on();
  /// → energy: presence of zones whose buildings are these.
  ZonePresence zones(std::span<const std::uint32_t> building) const { return day_.zones(comm_, building); }

  /// Adds the tables of this exchange to the group that `file` is in.
  void write(H5Output& file) const;
  /// The section `coupling` of kpi.json.
  Json kpi() const;
  /// Throws RunError on all ranks where someone is in two places or in none.
  void check() const;
  std::int64_t persons() const { return persons_; }
  const CityDoors& city() const { return city_; }

 private:
  std::uint32_t step_now() const;
  std::vector<PersonPlace> places_now(ActivityTrail& trail, std::uint32_t step) const;
  std::vector<CarParty> parties(const std::vector<float>& departure_s);
  void hear_news();
  void write_exits(H5Output& file) const;
  void add_day(const ActivityTrail& trail, std::uint32_t end);

  const Comm comm_;
  const Scenario& scenario_;
  MobilityPart& mobility_;
  PresencePlan plan_;
  ActivityTrail trail_;
  std::uint32_t step_;  // of the alarm, or of the end
  CityDoors city_;
  DayPresence day_;
  std::vector<PersonPlace> places_;
  StreetPlaces streets_;
  std::vector<PointMm> points_;  // of this rank's persons; where their place is known
  std::array<std::int64_t, where_names.size()> counts_{};
  std::int64_t persons_{0};
  std::int64_t evacuees_{0};
  std::vector<std::uint8_t> evacuates_;  // [persons]
  CarChoice choice_;                     // up to the alarm
  std::optional<EvacueesByCar> cars_;
  std::optional<CarWays> ways_;
  std::uint32_t out_of_area_{no_index};  // destination of those who leave it by car
  std::optional<SharedRoads> roads_;
  std::optional<AfterAlarm> after_;
};

}  // namespace machi
