/// \file  The traffic of a run, whether it runs alone or beside other processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/laps.hpp"
#include "engine/comm/comm.hpp"
#include "engine/coupling/activity_changes.hpp"
#include "io/checkpoint/coupling_state_file.hpp"
#include "io/checkpoint/mobility_state_file.hpp"
#include "io/hdf5/output.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/mobility_setup.hpp"

namespace machi {

/// All functions are collective and throw on all ranks.
class MobilityPart {
 public:
  virtual ~MobilityPart() = default;
  virtual const MobilitySetup& setup() const = 0;
  /// Once the folder of the run has begun.
  virtual void begin() = 0;
  /// Instead, from where a group of a state file stands; answers why it cannot, empty where it can. One that was
  /// written after hand_over() is taken up by hand_over(): until then all is as it was at the alarm.
  virtual std::string go_on(const std::string& path, const std::string& group, CouplingState::Phase phase,
                            std::int64_t persons) = 0;
  /// Lives the day up to a second after the start of the run; where people learn, after all the days that they do.
  /// `after_service` may end it by false, and then live() answers false.
  virtual bool live(double until_s, const std::function<bool()>& after_service = {}) = 0;
  /// What a checkpoint holds of it: in after_service(), between live_on()s, or once all is lived.
  virtual MobilityProgress progress() = 0;
  /// Before which it stands; steps and seconds of the days that people learn from add up.
  virtual std::uint64_t next_step() const = 0;
  virtual double second() const = 0;
  virtual double days_before_s() const = 0;  ///< of these, before the last day
  /// Lives it on, after live() and hand_over(), whether anybody is left or not. False where nobody is under way any
  /// more.
  virtual bool live_on(double until_s) = 0;
  /// Whether anybody was under way at the end of the last of these.
  virtual bool more() const = 0;
  /// After the last of these.
  virtual void end_day() = 0;
  virtual double simulated_s() const = 0;
  virtual std::int64_t steps_per_s() const = 0;
  virtual std::int64_t persons() const = 0;  ///< on all ranks

  // From the alarm on: what an evacuation tells (engine/process/mobility/handover.hpp).
  virtual void hand_over(Handover handover, const std::vector<RoadEvent>& floods) = 0;
  virtual std::vector<LeftCar> take_left_cars() = 0;
  virtual void share_roads(const std::vector<LinkShare>& shares) = 0;
  virtual Redirected redirect(std::uint8_t kind, std::span<const std::uint32_t> goals, const WayFrom& way) = 0;
  virtual void redirect_before(std::uint8_t kind, double until_s, const WayFrom& way) = 0;
  virtual std::vector<LinkTime> slow_links() = 0;
  virtual std::span<const std::uint8_t> closed_links() const = 0;
  virtual std::int64_t errands() = 0;  ///< cars on all ranks that drive for the evacuation

  // After live(), or live_on(): what others are told.
  virtual const std::vector<TravelEvent>& events() const = 0;  ///< seen by this rank, of any persons
  virtual std::vector<UnderWay> under_way() const = 0;         ///< on this rank
  virtual PresencePlan presence_plan() const = 0;
  virtual std::int64_t removed() const = 0;  ///< persons on all ranks whose trip failed, and who are nowhere since

  virtual std::string kpi() const = 0;     ///< text of kpi.json
  virtual void write(H5Output& file) = 0;  ///< tables of result.h5, once
  virtual void say() const = 0;
};

/// Reads what it stands on. The other arguments must outlive it.
std::unique_ptr<MobilityPart> make_mobility_part(const Comm& comm, const ScenarioReading& reading, CutRule cut,
                                                 RunFacts& facts, Laps& laps);

}  // namespace machi
