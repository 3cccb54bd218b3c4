/// \file  The processes of a run on one clock, from its beginning or a checkpoint to its end (docs/models/coupling.md).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/city_energy_part.hpp"
#include "app/evacuation_part.hpp"
#include "app/exchange.hpp"
#include "app/laps.hpp"
#include "app/mobility_part.hpp"
#include "app/power_cut.hpp"
#include "app/process_request.hpp"
#include "engine/comm/comm.hpp"
#include "io/checkpoint/coupling_state_file.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {

/// The scenario as an evacuation sees it, whose second 0 is the alarm.
Scenario scenario_from_alarm(const Scenario& scenario, double alarm_s);

/// Mobility, from the alarm on beside the evacuation, then energy of the day. All functions are collective and throw on
/// all ranks.
class CoupledProcesses {
 public:
  /// Reads what they stand on. All arguments must outlive it; `facts` must know the inputs.
  CoupledProcesses(const Comm& comm, const ScenarioReading& reading, const DealRules& deal, RunFacts& facts,
                   Laps& laps);

  /// Goes on where a checkpoint stands; answers why it cannot, empty where it can. May be tried again with another.
  std::string go_on(const FoundCheckpoint& checkpoint);
  /// Runs all to the end. `looks(number, second)` may end it by false wherever it could be gone on with, and where it
  /// is not over; then the answer is false. Numbers of checkpoints and seconds of the run's clock rise, those of the
  /// days that people learn from among them.
  bool run(const std::function<bool(std::uint64_t number, double second)>& looks);
  /// In looks(): all of it, as a state file.
  void write_state(const std::string& path) const;
  /// Of the run's clock, in looks() and after go_on().
  double second() const { return static_cast<double>(at_.number) / steps_per_s(); }
  /// Everyone, mobility's where there is any.
  std::int64_t persons() const;

  // For the results. Null where the scenario has no such process.
  MobilityPart* mobility() const { return mobility_.get(); }
  EvacuationPart* evacuation() const { return evacuation_.get(); }
  CityEnergyPart* energy() const { return energy_.get(); }
  const Exchange* exchange() const { return exchange_.get(); }
  const PowerCut& cut_power() const { return cut_power_; }
  double alarm_s() const { return alarm_s_; }
  double simulated_s() const;

 private:
  using Phase = CouplingState::Phase;
  void set_up();
  bool live();
  void meet_at_alarm();
  bool evacuate();
  bool evacuate_alone();
  bool go_on_together();
  bool run_evacuation(double until_s);
  void end_evacuation();
  void tell_energy();
  void lose_power();
  bool run_energy();
  bool look(Phase phase);
  double steps_per_s() const;

  const Comm& comm_;
  const ScenarioReading& reading_;
  const Scenario& scenario_;
  const DealRules& deal_;
  RunFacts& facts_;
  Laps& laps_;
  Scenario evacuation_scenario_;
  double alarm_s_{0};
  std::unique_ptr<MobilityPart> mobility_;
  std::unique_ptr<CityEnergyPart> energy_;
  std::unique_ptr<Exchange> exchange_;
  std::unique_ptr<EvacuationPart> evacuation_;
  PowerCut cut_power_;
  std::function<bool(std::uint64_t, double)> looks_;
  CouplingState at_;  ///< where it stands, but for what the exchange knows
  bool goes_on_{false};
};

}  // namespace machi
