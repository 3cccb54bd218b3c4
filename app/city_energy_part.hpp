/// \file  The energy of a city's buildings in a run, whether it runs alone or beside other processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/comm/comm.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/setup/city_energy_setup.hpp"

namespace machi {

/// All functions are collective and throw on all ranks.
class CityEnergyPart {
 public:
  virtual ~CityEnergyPart() = default;
  /// What other processes may add to before begin().
  virtual CityWorld& world() = 0;
  /// Once the folder of the run has begun.
  virtual void begin() = 0;
  /// Instead, from where a state file stands, before step `next_step`; answers why it cannot, empty where it can.
  virtual std::string go_on(const std::string& path, std::uint64_t next_step) = 0;
  /// `after_step(next_step)` may end it by false where it is not over; then the answer is false.
  virtual bool run(const std::function<bool(std::uint64_t next_step)>& after_step) = 0;
  /// What a checkpoint holds of it, in groups of its own; in after_step(). Throws RunError
  /// where heat got lost.
  virtual void write_state(H5Output& file) const = 0;
  virtual std::string kpi() = 0;           ///< text of kpi.json, on the first rank
  virtual void write(H5Output& file) = 0;  ///< tables of result.h5, after kpi()
  virtual void say() const = 0;
};

/// Reads what it stands on; `facts` must know the inputs. The other arguments must outlive it.
std::unique_ptr<CityEnergyPart> make_city_energy_part(const Comm& comm, const ScenarioReading& reading,
                                                      RunFacts& facts);

}  // namespace machi
