/// \file  Ends a run that does not get on, rather than let it burn its time at a queue.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "engine/comm/comm.hpp"

namespace machi {

/// A thread on every rank that watches the rank's heartbeat. Where it has not moved for `patience_s`, the rank says on
/// stderr and in the log of the run what it does; a moment later, so that all can say it, the first one ends all ranks
/// with exit code 4. A rank that the machine has stopped says nothing, which tells which one it is; the others wait for
/// it in MPI and end it. Time in which this process itself was stopped does not count.
class Watchdog {
 public:
  /// `patience_s` 0: never. `run_path`: whose log.txt is told, once it is there.
  Watchdog(const Comm& comm, double patience_s, std::string run_path);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void watch();
  bool sleeps(double seconds);
  void say(std::string_view sentence) const;
  std::string state(double idle_s) const;
  void give_up(double idle_s);

  Comm comm_;
  double patience_s_;
  std::string run_path_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ends_{false};
  std::thread thread_;  ///< last: it uses all above
};

}  // namespace machi
