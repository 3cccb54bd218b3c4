/// \file  What the processes of a coupled run tell one another, and when.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "app/evacuation_part.hpp"
#include "app/mobility_part.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/after_alarm.hpp"
#include "engine/coupling/day_presence.hpp"
#include "engine/coupling/street_places.hpp"
#include "io/setup/city_doors.hpp"

namespace machi {

/// The fields between the processes, and the table of who was where. All functions are collective.
class Exchange {
 public:
  /// `end_s`: until when mobility is to be looked at. After MobilityPart::live().
  Exchange(const Comm& comm, const Scenario& scenario, const MobilityPart& mobility);

  /// mobility → evacuation: everyone whose place is known, where it is now.
  GivenPeople evacuees(const Scenario& scenario);
  /// evacuation → energy: where everyone is from now on. Once.
  void take_end(EvacuationPart& evacuation);
  /// mobility → energy where nobody evacuates: who is anywhere stays there for the rest of the day. Once.
  void stay_on();
  /// → energy: presence of zones whose buildings are these.
  ZonePresence zones(std::span<const std::uint32_t> building) const { return day_.zones(comm_, building); }

  /// Adds the tables of this exchange to the group that `file` is in.
  void write(H5Output& file) const;
  /// The section `coupling` of kpi.json.
  nlohmann::ordered_json kpi() const;
  /// Throws RunError on all ranks where someone is in two places or in none.
  void check() const;
  std::int64_t persons() const { return persons_; }
  const CityDoors& city() const { return city_; }

 private:
  const Comm comm_;
  const MobilityPart& mobility_;
  PresencePlan plan_;
  ActivityTrail trail_;
  std::uint32_t step_;
  CityDoors city_;
  DayPresence day_;
  std::vector<PersonPlace> places_;
  std::vector<PointMm> points_;  // of this rank's persons; where their place is known
  std::array<std::int64_t, where_names.size()> counts_{};
  std::int64_t persons_{0};
  std::int64_t evacuees_{0};
  std::optional<AfterAlarm> after_;
};

}  // namespace machi
