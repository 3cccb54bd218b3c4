/// \file  What people know of a fleet from the day before: how long one waits for it, how much longer than the direct
/// ride one is on board, and how often nobody comes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/fleet/dispatcher.hpp"

namespace machi {

/// Means by the bin of the call; where nobody called in a bin, those of the whole day; where nobody called at all, what
/// the fleet promises at worst is halved: half of the longest wait, and of the longest detour. Integer sums, the same
/// on all ranks. Reads from any thread.
class FleetExperience {
 public:
  FleetExperience(const FleetRules& rules, std::uint32_t bin_steps);
  /// What became of a day's requests; what was known before is forgotten.
  void take(const Dispatcher& fleet);

  /// Steps from the call until one gets on.
  std::uint32_t wait(std::uint32_t called) const;
  /// Steps on board of who gets on, for a direct ride of so many.
  std::uint32_t on_board(std::uint32_t direct) const;
  /// Steps from the call to the end, as expected: by vehicle, or, as often as nobody came, `otherwise` steps after the
  /// answer.
  std::uint32_t whole(std::uint32_t called, std::uint32_t direct, std::uint32_t otherwise) const;

 private:
  struct Sums {
    std::int64_t picked_up{0};
    std::int64_t wait_steps{0};  ///< of these
    std::int64_t rejected{0};
    std::int64_t answer_steps{0};  ///< of these
    void add(const Sums& more);
  };
  const Sums& sums_at(std::uint32_t called) const;

  std::uint32_t bin_steps_;
  std::uint32_t half_wait_;
  double half_detour_factor_;
  std::uint32_t half_detour_;
  std::vector<Sums> bins_;
  Sums day_;
  std::int64_t ride_steps_{0};
  std::int64_t direct_steps_{0};
};

}  // namespace machi
