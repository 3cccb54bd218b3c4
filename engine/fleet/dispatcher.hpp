/// \file  Who of a fleet takes whom: calls come in, vehicles report, schedules go out.
///
/// The dispatcher is the same on all ranks: each of them takes the same reports and calls in the same order and comes
/// to the same schedules, so that a vehicle finds its next stops on whatever rank it is.
#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "engine/fleet/drive_times.hpp"
#include "engine/fleet/insertion.hpp"
#include "engine/fleet/schedule.hpp"
#include "engine/model/fleet_settings.hpp"

namespace machi {

inline constexpr std::uint32_t no_step = 0xffffffffU;

/// What holds for all vehicles of a fleet; times in steps.
struct FleetRules {
  FleetMode mode{FleetMode::drt};
  std::uint32_t capacity{1};  ///< persons
  std::uint32_t max_wait{600};
  double detour_factor{1.7};
  std::uint32_t detour{120};
  std::uint32_t stop_steps{30};
  RejectionRule if_rejected{RejectionRule::walk};
  RelocationRule relocation{RelocationRule::none};
  std::uint32_t relocation_steps{600};
};

/// Where a vehicle stands at first, and when it may be sent.
struct FleetVehicleStart {
  std::uint32_t link{0};
  std::uint32_t service_from{0};  ///< step
  std::uint32_t service_to{0};
};

/// Someone calls: as it stands in messages.
struct FleetCall {
  std::uint32_t step{0};
  std::uint32_t person{0};  ///< row of the demand
  std::uint32_t from{0};    ///< links, which differ
  std::uint32_t to{0};
  friend bool operator<(const FleetCall& a, const FleetCall& b) {
    return std::tie(a.step, a.person) < std::tie(b.step, b.person);
  }
};

/// In the order in which they can follow one another within a step.
enum class FleetReportKind : std::uint32_t {
  departs,  ///< from a stop
  enters,   ///< a link, whose end it reaches in `value`
  arrives,  ///< at a stop or where it was sent, after a drive of `value` mm
  is_lost,  ///< it was taken out of the traffic
};

/// What a vehicle did: as it stands in messages.
struct FleetReport {
  std::uint32_t step{0};
  std::uint32_t vehicle{0};
  std::uint32_t link{0};
  std::uint32_t value{0};
  FleetReportKind kind{FleetReportKind::departs};
  friend bool operator<(const FleetReport& a, const FleetReport& b) {
    return std::tie(a.vehicle, a.step, a.kind) < std::tie(b.vehicle, b.step, b.kind);
  }
};

enum class RideState : std::uint8_t {
  waiting,  ///< for a vehicle that was promised
  on_board,
  served,
  rejected,
  failed,  ///< the vehicle was lost
};

/// What became of a request; steps, no_step where it did not happen.
struct RideOutcome {
  RideState state{RideState::rejected};
  bool shared{false};  ///< another party was on board for a part of the way
  std::uint32_t vehicle{0};
  std::uint32_t answered{no_step};  ///< the dispatch that accepted or rejected it
  std::uint32_t promised_pickup{no_step};
  std::uint32_t promised_dropoff{no_step};
  std::uint32_t picked_up{no_step};
  std::uint32_t set_down{no_step};
};

enum class FleetTask : std::uint8_t {
  parks,      ///< without a task
  stands,     ///< at its first stop
  drives,     ///< to its first stop
  relocates,  ///< drives to where it shall wait
};

struct FleetVehicle {
  FleetTask task{FleetTask::parks};
  bool lost{false};
  Schedule schedule;
  std::uint32_t done{0};  ///< stops that it has left
  std::uint32_t service_from{0};
  std::uint32_t position{0};          ///< link: where it stands, or which it entered last
  std::uint32_t due{0};               ///< step in which it reaches the end of that
  bool entered{false};                ///< it has entered a link since it set off
  std::uint32_t left{0};              ///< drive from the end of `position` on
  std::uint32_t target{0};            ///< link that it drives to
  std::vector<std::uint32_t> aboard;  ///< requests
};

/// A stop that a vehicle made, or a drive to where it waits.
struct FleetVisit {
  std::uint32_t vehicle{0};
  std::uint32_t link{0};
  std::uint32_t arrived{0};
  std::uint32_t departed{no_step};
  std::uint32_t driven_mm{0};  ///< to get there
  std::uint16_t load{0};       ///< persons on that drive
  std::uint16_t set_down{0};   ///< persons
  std::uint16_t taken_up{0};
  bool relocation{false};
};

/// What a dispatcher knows between two dispatches.
struct DispatcherState {
  std::vector<FleetVehicle> vehicles;
  std::vector<RideRequest> requests;
  std::vector<RideOutcome> outcomes;  ///< [requests]
  std::vector<FleetVisit> visits;
  std::vector<std::uint32_t> open_visit;  ///< [vehicles] row of visits, while it stands there
  std::vector<std::uint32_t> again;       ///< requests to which a lost vehicle had been promised
  std::uint32_t relocated{0};             ///< step of the last relocation
  std::uint32_t seen_requests{0};         ///< by then
  std::uint64_t looked_at{0};
};

class Dispatcher {
 public:
  /// `times` must outlive it.
  Dispatcher(const FleetRules& rules, const DriveTimes& times, std::span<const FleetVehicleStart> vehicles);

  /// Reports since the last time, sorted.
  void take(std::span<const FleetReport> reports);
  /// Answers calls, sorted, one after the other; then sends vehicles without a task to where they shall wait. What is
  /// sent sets off in the step after `step`. Afterwards changed() names the vehicles whose first stop, or whose way
  /// there, is another one than before.
  void dispatch(std::uint32_t step, std::span<const FleetCall> calls);
  const std::vector<std::uint32_t>& changed() const { return changed_; }
  /// Requests that the last dispatch() rejected.
  const std::vector<std::uint32_t>& rejected() const { return rejected_; }

  const FleetRules& rules() const { return rules_; }
  const std::vector<FleetVehicle>& vehicles() const { return vehicles_; }
  const std::vector<RideRequest>& requests() const { return requests_; }
  const std::vector<RideOutcome>& outcomes() const { return outcomes_; }
  const std::vector<FleetVisit>& visits() const { return visits_; }
  std::uint64_t looked_at() const { return looked_at_; }  ///< vehicles whose exact insertion was worked out

  /// Between two dispatches; and back to what one with the same rules and vehicles knew then.
  DispatcherState state() const;
  void go_on_from(const DispatcherState& state);

 private:
  struct Choice {
    Insertion insertion;
    std::uint32_t vehicle{0};
  };
  void take(const FleetReport& report);
  void depart(FleetVehicle& vehicle, const FleetReport& report);
  void arrive(FleetVehicle& vehicle, const FleetReport& report);
  void board(FleetVehicle& vehicle, std::uint32_t step, FleetVisit& visit);
  void lose(FleetVehicle& vehicle);
  void look_ahead(FleetVehicle& vehicle, std::uint32_t step);
  void answer(std::uint32_t step, std::uint32_t row, std::uint32_t from_step);
  void send(std::uint32_t v, std::uint32_t step);
  Choice choose(const RideRequest& request);
  void relocate(std::uint32_t step);
  static void set_off(FleetVehicle& vehicle);

  FleetRules rules_;
  const DriveTimes& times_;
  DrivesOf pickup_drives_;
  DrivesOf dropoff_drives_;
  std::vector<FleetVehicle> vehicles_;
  std::vector<RideRequest> requests_;
  std::vector<RideOutcome> outcomes_;
  std::vector<FleetVisit> visits_;
  std::vector<std::uint32_t> open_visit_;  ///< [vehicles] row of visits_, while it stands there
  std::vector<std::uint32_t> changed_;
  std::vector<std::uint32_t> rejected_;
  std::vector<std::uint32_t> again_;       ///< requests to which a lost vehicle had been promised
  std::vector<std::int64_t> least_cost_;   ///< [vehicles] scratch
  std::vector<std::uint32_t> candidates_;  ///< scratch
  std::uint32_t relocated_{0};             ///< step of the last relocation
  std::uint32_t seen_requests_{0};         ///< by then
  std::uint64_t looked_at_{0};
};

}  // namespace machi
