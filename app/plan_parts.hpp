/// \file  What each process of a run is expected to take: memory from setting it up on one rank, time from counted
/// work.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/partition/cut.hpp"
#include "io/setup/city_doors.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {

/// A figure over ranks.
struct Spread {
  double least{0};
  double mean{0};
  double most{0};
};

/// One process. Seconds are of the processor, on one rank.
struct PlannedPart {
  std::string name;
  std::string counted;  ///< the work, for people
  double memory_MB{0};  ///< of a run on one rank, beside an empty program
  double whole_MB{0};   ///< of these, what every rank has
  // Measured here.
  double set_up_s{0};
  double sampled_run_s{0};  ///< from some of the work itself
  // Counted work times costs of the table: on the machine that machine_pace() compares with.
  double counted_run_s{0};
  double counted_write_s{0};   ///< results and page; the first rank does most of it
  double persons{0};           ///< on the ground
  std::shared_ptr<void> kept;  ///< what a run holds in memory while its other processes are set up
  /// Parts of the whole that ranks of so many have; empty: equal ones.
  std::function<Spread(int ranks)> memory_share;
  std::function<std::vector<PartFigures>(int ranks)> figures;  ///< of blocks on the ground; empty: it has none
};

/// Sets up mobility on this one rank. `setup` comes back for those who start from it.
PlannedPart plan_mobility(const Comm& comm, const Scenario& scenario, MobilitySetup& setup);

/// The people of an evacuation at the alarm, each at the activity that its plan has then.
GivenPeople planned_evacuees(const Scenario& scenario, const MobilitySetup& setup, double alarm_s);

/// Sets up an evacuation and looks at some of the times at which its water changes. `given` may be null.
PlannedPart plan_evacuation(const Comm& comm, const Scenario& scenario, const GivenPeople* given);

/// Sets up the energy of a city's buildings and runs their first days.
PlannedPart plan_city_energy(const Comm& comm, const Scenario& scenario);

}  // namespace machi
