#include "engine/process/evacuation/rebalance.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/comm/joined.hpp"
#include "engine/process/evacuation/evacuation_state.hpp"

namespace machi {
namespace {

/// Looks are so far apart, in seconds and in steps: a cost is the mean of some measured steps.
constexpr std::uint64_t least_s = 10;
constexpr std::uint64_t least_steps = 50;
/// How often the rule `often` moves.
constexpr std::uint64_t often_s = 5;

/// Sends people to the ranks that own their blocks under new cuts.
class PeopleMove {
 public:
  PeopleMove(const Comm& comm, const BlockFrame& frame, const LeafCuts& cuts)
      : comm_(comm), frame_(frame), curve_(frame.blocks()), cuts_(cuts) {}
  /// `walker_of` gives the walker of a row. The order of rows of one block stays.
  template <class Row, class WalkerOf>
  void move(std::vector<Row>& rows, const WalkerOf& walker_of) const {
    std::vector<std::vector<Row>> to(static_cast<std::size_t>(comm_.size()));
    for (const Row& row : rows) {
      const Walker& walker = walker_of(row);
      to[static_cast<std::size_t>(cuts_.owner(curve_.key(frame_.block_at(walker.x, walker.y))))].push_back(row);
    }
    rows = {};
    rows = all_to_all_joined(comm_, std::move(to));
  }

 private:
  const Comm& comm_;
  BlockFrame frame_;
  GridFrame curve_;
  const LeafCuts& cuts_;
};

// Those whose way has ended stay where it is known: only a result asks for them.
void move_people(const PeopleMove& people, EvacuationState& state) {
  people.move(state.walkers, [](const Walker& walker) -> const Walker& { return walker; });
  people.move(state.waiting, [](const WaitingPerson& person) -> const Walker& { return person.walker; });
  people.move(state.at_doors, [](const Walker& walker) -> const Walker& { return walker; });
  people.move(state.at_entrances, [](const StreetEvent& event) -> const Walker& { return event.walker; });
}

/// The columns of a ground that a new one is made of.
struct GroundColumns {
  std::vector<std::uint8_t> open;  ///< [own * 64]
  std::vector<std::uint16_t> pace;
};

GroundColumns move_ground(const LeafMove& move, const Ground& ground) {
  GroundColumns columns;
  columns.pace = move.column(ground.paces());
  const std::vector<std::uint64_t> closed = move.column(ground.closed_masks());
  columns.open.reserve(closed.size() * leaf_cells);
  for (const std::uint64_t mask : closed)
    for (int cell = 0; cell < leaf_cells; ++cell) columns.open.push_back((mask >> cell & 1) == 0);
  return columns;
}

void move_columns(const LeafMove& move, EvacuationWorld& world) {
  world.slowness = move.column(world.slowness);
  world.smoke = move.column(world.smoke);
  world.stair = move.column(world.stair);
  world.direction = move.column(world.direction);
  for (ObservedArea& area : world.observers.areas) area.cells = move.column(area.cells);
}

}  // namespace

bool can_be_taken_up(const EvacuationRules& rules, std::uint64_t second) {
  return rules.crowd_update_s <= 0 || std::fmod(static_cast<double>(second), rules.crowd_update_s) == 0;
}

std::optional<LeafCuts> Rebalancer::look(const Comm& comm, Evacuation& evacuation, std::uint64_t second) {
  if (comm.size() == 1 || rule_ == RebalanceRule::never) return {};
  const EvacuationRules& rules = evacuation.world().rules;
  const auto steps_per_s = static_cast<std::uint64_t>(rules.steps_per_s);
  const std::uint64_t every_s =
      rule_ == RebalanceRule::often ? often_s : std::max(least_s, (least_steps + steps_per_s - 1) / steps_per_s);
  if (second < looked_at_s_ + every_s || !can_be_taken_up(rules, second)) return {};
  looked_at_s_ = second;
  const bool skewed = rule_ == RebalanceRule::often && moves_ % 2 == 0;
  LeafCuts cuts = cut_by_cost(comm, evacuation.take_costs(), skewed ? CutRule::skewed : CutRule::weighted);
  if (rule_ == RebalanceRule::often || pays(comm, evacuation, second)) return cuts;
  return {};
}

LeafCuts Rebalancer::cut_by_cost(const Comm& comm, const std::vector<BlockWeight>& costs, CutRule rule) {
  LeafCuts cuts = cut_curve(comm, costs, rule);
  std::int64_t mine = 0;
  for (const BlockWeight& block : costs) mine += block.weight;
  const std::vector<std::int64_t> later = weights_under(comm, costs, cuts);
  const double mean = std::max(1.0, static_cast<double>(comm.sum(mine)) / comm.size());
  balance_ = {static_cast<double>(comm.max(mine)) / mean,
              static_cast<double>(*std::max_element(later.begin(), later.end())) / mean};
  mean_s_ = 1e-9 * mean;
  return cuts;
}

bool Rebalancer::pays(const Comm& comm, const Evacuation& evacuation, std::uint64_t second) const {
  if (balance_.before <= trigger) return false;
  const double threads = static_cast<double>(comm.max(static_cast<std::int64_t>(omp_get_max_threads())));
  const double saved_s = (balance_.before - balance_.after) * mean_s_ / threads;  // a step
  const double lasts_s = static_cast<double>(second - moved_at_s_);
  return saved_s * static_cast<double>(evacuation.steps_per_s()) * lasts_s > move_s_;
}

void Rebalancer::note_move(const Comm& comm, std::uint64_t second, double took_s) {
  move_s_ = comm.max(took_s);
  moved_at_s_ = looked_at_s_ = second;
  ++moves_;
}

std::unique_ptr<Evacuation> move_evacuation(const Comm& comm, std::unique_ptr<Evacuation> old, Dealt& dealt,
                                            LeafCuts cuts, std::uint64_t next_step, const MoveWater& move_water) {
  EvacuationState state = old->state();
  EvacuationWorld world = old->take_world();
  old.reset();
  const LeafMove move(comm, dealt.leaves->keys(), leaf_cuts_of(cuts, dealt.block_frame));
  move_people(PeopleMove(comm, dealt.block_frame, cuts), state);
  move_columns(move, world);
  const GroundColumns ground = move_ground(move, world.ground);
  Dealt next = deal_own(comm, dealt.shape, std::move(cuts), move.keys());
  next.weights = std::move(dealt.weights);
  world.leaves = next.leaves.get();
  world.blocks = next.blocks.get();
  world.ground = Ground(comm, *next.leaves, *next.blocks, ground.open, ground.pace, next.leaf_wrap);
  if (world.water != nullptr) {
    world.water.reset();
    move_water(move, next, world);
  }
  dealt = std::move(next);
  return std::make_unique<Evacuation>(comm, std::move(world), std::move(state), next_step);
}

}  // namespace machi
