/// \file  What a step costs, as a law of who stands where: measured on one machine, injected on a simulated one.
#pragma once

#include <functional>

#include "engine/process/evacuation/evacuation.hpp"
#include "engine/step/process.hpp"

namespace machi::crowded_city {

/// Seconds of one core for a step of a block with people: block_s + walker_s × persons + pair_s × pairs, where pairs
/// are of a person with each that stands in the 3 × 3 bins around; and for each ghost that is packed or unpacked.
struct StepCost {
  double block_s{0};
  double walker_s{0};
  double pair_s{0};
  double ghost_s{0};
};

/// Persons and pairs of a block.
struct BlockLoad {
  double persons{0};
  double pairs{0};
  double seconds(const StepCost& cost) const {
    return persons > 0 ? cost.block_s + cost.walker_s * persons + cost.pair_s * pairs : 0;
  }
};
BlockLoad load_of(const WalkerStore& store, std::uint32_t slot);

/// An evacuation whose phases report what they would cost to `spend(seconds)`.
class CostedEvacuation : public Process {
 public:
  CostedEvacuation(Evacuation& evacuation, const StepCost& cost, std::function<void(double seconds)> spend)
      : evacuation_(evacuation), cost_(cost), spend_(std::move(spend)) {}

  std::int64_t steps_per_service() const override { return evacuation_.steps_per_service(); }
  const std::vector<int>& neighbours() const override { return evacuation_.neighbours(); }
  void pack(NeighbourExchange& exchange) override;
  void arrange_inner() override { evacuation_.arrange_inner(); }
  void step_inner(std::uint64_t step) override;
  void receive(std::span<const std::byte> bytes) override;
  void arrange_rest() override { evacuation_.arrange_rest(); }
  void step_rest(std::uint64_t step) override;
  bool service(const Comm& comm, std::uint64_t step) override { return evacuation_.service(comm, step); }

  double walkers_s() const { return walkers_s_; }  ///< spent so far, without ghosts
  double ghosts_s() const { return ghosts_s_; }

 private:
  void spend_walkers(std::uint32_t first, std::uint32_t end);
  void spend_ghosts(std::size_t bytes);

  Evacuation& evacuation_;
  StepCost cost_;
  std::function<void(double)> spend_;
  double walkers_s_{0};
  double ghosts_s_{0};
};

/// Runs `steps` steps on one core, fits the law of a block to what they took, and prints it with what messages took: as
/// a line of JSON of this rank's figures, on the first rank. Collective.
void calibrate(const Comm& comm, Evacuation& evacuation, std::uint64_t steps);

}  // namespace machi::crowded_city
