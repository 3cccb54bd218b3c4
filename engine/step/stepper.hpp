/// \file  The step loop: all communication of a run happens here.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/comm/comm.hpp"
#include "engine/step/process.hpp"

namespace machi {

/// Where the time of a run went, in s, on this rank.
struct StepTimes {
  double compute_s{0};  ///< arrange and step
  double pack_s{0};
  double wait_s{0};     ///< for messages
  double service_s{0};  ///< collective
  std::uint64_t steps{0};
  std::uint64_t messages{0};
  std::uint64_t bytes{0};
  void add(const StepTimes& more);
};

/// Runs `process` from step `first_step` to `end_step` or, with `stop_when_done`, until nothing is left to do.
/// `after_service(step)` is called on all ranks after each service and may be collective; where it answers false, the
/// run ends there. Collective.
StepTimes run_steps(const Comm& comm, Process& process, std::uint64_t first_step, std::uint64_t end_step,
                    const std::function<bool(std::uint64_t step)>& after_service, bool stop_when_done = true);

}  // namespace machi
