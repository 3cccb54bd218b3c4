/// \file  What a step costs in each block of a rank, measured now and then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/partition/cut.hpp"
#include "engine/process/evacuation/walker_store.hpp"

namespace machi {

/// Processor time of the thread, so that waiting for the machine is not counted.
class BlockCosts {
 public:
  /// Blocks that are timed together.
  static constexpr std::size_t handful = 8;
  /// One step in seven is measured: a number that divides no usual number of steps a second, so that what is done once
  /// a second is counted in its proportion.
  static bool is_measured(std::uint64_t step) { return step % 7 == 0; }

  explicit BlockCosts(std::uint32_t slots) : cost_s_(slots, 0) {}
  /// What these slots took together; each counts by its walkers. One thread a slot.
  void add(double took_s, std::span<const std::uint32_t> slots, const WalkerStore& store) {
    double persons = 0;
    for (const std::uint32_t slot : slots) persons += 1 + store.count(slot);
    for (const std::uint32_t slot : slots) cost_s_[slot] += took_s * (1 + store.count(slot)) / persons;
  }
  /// What sorting the walkers into their blocks took in a step that is measured: the first thread's time, in which all
  /// work. It is charged to blocks in proportion to the rest.
  void add_arranging(double took_s) { arranging_s_ += took_s; }
  void end_step() { ++steps_; }
  /// Costs of a step in ns, at least 1, along the curve, since the last call.
  std::vector<BlockWeight> take(const BlockDomain& blocks);

 private:
  std::vector<double> cost_s_;  ///< [own slots]
  double arranging_s_{0};
  std::int64_t steps_{0};
};

}  // namespace machi
