/// \file  When the blocks of an evacuation are dealt to the ranks anew, and how it moves. Results do not depend on it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/partition/deal.hpp"
#include "engine/partition/leaf_move.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi {

/// `often` is of no use but to show that a move does not matter: every few seconds, to a skewed cut and back.
enum class RebalanceRule : std::uint8_t { measured, never, often };

/// Decides by measured cost. Ranks are dealt anew where the dearest has more than 1.02 times the mean (SWIFT's 1.05,
/// doi:10.1093/mnras/stae922, would let 3 to 5 % of the time go by in waiting) and what the new cut saves, until it is
/// as old as the last one became, is more than the move takes: the crowd is expected to change as fast as it did.
class Rebalancer {
 public:
  static constexpr double trigger = 1.02;
  /// `move_s`: what the first move is expected to take, on the slowest rank.
  Rebalancer(RebalanceRule rule, double move_s) : rule_(rule), move_s_(move_s) {}

  /// To be called on all ranks after each service, `second` whole seconds from the beginning; the evacuation must
  /// measure its costs. The new cuts of blocks, where there is to be a move. Collective.
  std::optional<LeafCuts> look(const Comm& comm, Evacuation& evacuation, std::uint64_t second);
  /// Says that a move was made after `second` and took so long on this rank. Collective.
  void note_move(const Comm& comm, std::uint64_t second, double took_s);
  /// Cost of the dearest rank over the mean, as it was at the last look and as it would have been under the new cuts.
  struct Balance {
    double before{1};
    double after{1};
  };
  const Balance& balance() const { return balance_; }

 private:
  LeafCuts cut_by_cost(const Comm& comm, const std::vector<BlockWeight>& costs, CutRule rule);
  bool pays(const Comm& comm, const Evacuation& evacuation, std::uint64_t second) const;

  RebalanceRule rule_;
  double move_s_;
  std::uint64_t looked_at_s_{0};
  std::uint64_t moved_at_s_{0};
  std::int64_t moves_{0};
  Balance balance_;
  double mean_s_{0};  ///< of a step, at the last look
};

/// Whether an evacuation can be taken up after `second`: ways that count with crowds only where crowds were just looked
/// at.
bool can_be_taken_up(const EvacuationRules& rules, std::uint64_t second);

/// Makes EvacuationWorld::water anew on other leaves of the same ground; called where there is water.
using MoveWater = std::function<void(const LeafMove& move, const Dealt& dealt, EvacuationWorld& world)>;

/// The same evacuation before step `next_step` under other cuts of blocks: ground and people move to their owners, ways
/// are solved anew, to the same bits. Moments, crossings and area sums must have been taken. `dealt`, on which `old`
/// stands, is replaced. Collective.
std::unique_ptr<Evacuation> move_evacuation(const Comm& comm, std::unique_ptr<Evacuation> old, Dealt& dealt,
                                            LeafCuts cuts, std::uint64_t next_step, const MoveWater& move_water);

}  // namespace machi
