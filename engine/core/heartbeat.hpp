/// \file  What this process does just now, for a thread that watches whether it gets on (app/watchdog).
#pragma once

#include <atomic>
#include <cstdint>

namespace machi {

/// Written by the main thread, read by any. Names are literals.
struct Heartbeat {
  std::atomic<std::uint64_t> beats{0};         ///< grows while there is progress
  std::atomic<const char*> phase{nullptr};     ///< the last that was done; null: none yet
  std::atomic<bool> stepping{false};           ///< then only steps are progress
  std::atomic<std::uint64_t> step{0};          ///< the one under way or, where none is, the last
  std::atomic<double> done{0};                 ///< of a long piece of work, as Progress::update was told
  std::atomic<double> total{0};                ///< the same; 0: none
  std::atomic<const char*> waits_in{nullptr};  ///< a call that other ranks have to answer; null: it computes

  void beat() { beats.fetch_add(1, std::memory_order_relaxed); }
};
Heartbeat& heartbeat();

/// For the length of a call that other ranks have to answer.
class Waiting {
 public:
  explicit Waiting(const char* call) { heartbeat().waits_in.store(call, std::memory_order_relaxed); }
  ~Waiting() {
    heartbeat().waits_in.store(nullptr, std::memory_order_relaxed);
    if (!heartbeat().stepping.load(std::memory_order_relaxed)) heartbeat().beat();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
};

}  // namespace machi
