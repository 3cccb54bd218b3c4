#include "app/watchdog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "engine/core/error.hpp"
#include "engine/core/heartbeat.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/standard_error.hpp"
#include "io/run/run_directory.hpp"

namespace machi {

Watchdog::Watchdog(const Comm& comm, double patience_s, std::string run_path)
    : comm_(comm), patience_s_(patience_s), run_path_(std::move(run_path)) {
  if (patience_s_ > 0) thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

// Whether it slept so long; false: the run has ended.
bool Watchdog::sleeps(double seconds) {
  std::unique_lock lock(mutex_);
  return !ended_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return ends_; });
}

void Watchdog::watch() {
  const double look_every_s = std::clamp(patience_s_ / 20, 0.05, 1.0);
  // Lower ranks lose patience first, so that one of them speaks for all; all have said their state by then.
  const double grace_s = 1 + 2 * look_every_s + std::min(2.0, 0.01 * comm_.rank());
  std::uint64_t seen = heartbeat().beats;
  double idle_s = 0;
  double said_s = -1;  // idle when the state was said; below 0: it was not
  double looked_s = monotonic_s();
  while (sleeps(look_every_s)) {
    const double now_s = monotonic_s();
    const std::uint64_t beats = heartbeat().beats;
    if (beats != seen) {
      if (said_s >= 0) say(fmt::format("rank {} of {}: goes on", comm_.rank(), comm_.size()));
      seen = beats;
      idle_s = 0;
      said_s = -1;
    } else {
      idle_s += std::min(now_s - looked_s, 2 * look_every_s);  // more has passed where this process was stopped
    }
    looked_s = now_s;
    if (idle_s < patience_s_) continue;
    if (said_s < 0) {
      say(state(idle_s));
      said_s = idle_s;
    } else if (idle_s >= said_s + grace_s) {
      give_up(idle_s);
    }
  }
}

void Watchdog::say(std::string_view sentence) const {
  write_stderr(fmt::format("warning: {}\n", sentence));
  add_to_log(run_path_, fmt::format("warning: {}", sentence));
}

std::string Watchdog::state(double idle_s) const {
  const Heartbeat& now = heartbeat();
  const char* const phase = now.phase;
  const char* const call = now.waits_in;
  std::string text = fmt::format("rank {} of {}: no progress for {:.0f} s", comm_.rank(), comm_.size(), idle_s);
  text += phase == nullptr ? std::string(", setting up") : fmt::format(", after phase '{}'", phase);
  text += fmt::format(", {} step {}", now.stepping ? "in" : "last", now.step.load());
  if (now.total > 0) text += fmt::format(", {:.0f} of {:.0f} done", now.done.load(), now.total.load());
  return text + (call == nullptr ? ", computing" : fmt::format(", waiting in {}", call));
}

void Watchdog::give_up(double idle_s) {
  const std::string sentence = fmt::format(
      "{}: no progress for {:.0f} s (--patience {:.0f}). All ranks are ended; each has said above where it stands, and "
      "one that has not is stopped by its machine. Go on with machi resume",
      run_path_, idle_s, patience_s_);
  write_stderr(fmt::format("machi: {}\n", sentence));
  add_to_log(run_path_, sentence);
  // Should MPI itself hang, the exit of this process still tells its launcher.
  std::thread([] {
    std::this_thread::sleep_for(std::chrono::seconds(5));
    std::_Exit(static_cast<int>(ExitCode::failed));
  }).detach();
  wait_for_reader_of_stderr(3);
  comm_.abort(static_cast<int>(ExitCode::failed));
}

}  // namespace machi
