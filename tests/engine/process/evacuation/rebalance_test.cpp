#include "engine/process/evacuation/rebalance.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi {
namespace {

using street::leaf_cell;
using street::Plan;
using street::Street;

// Houses every 9 m, two doors, of which one is small and one slow; a square that is measured and a line that is
// crossed.
Plan busy_town() {
  Plan plan;
  plan.open = [](int x, int y) { return x % 9 < 4 || y % 9 < 4; };
  plan.destinations.resize(2);
  plan.destinations[0].cells = {leaf_cell(94, 90), leaf_cell(94, 91)};
  plan.destinations[0].flow_limit_1_s = 2;
  plan.destinations[1].cells = {leaf_cell(40, 2)};
  plan.destinations[1].capacity = 40;
  plan.more_goals.push_back({{0}, false, 0, 0});
  plan.people = street::people_at_random(plan, 400, 5, 30);
  for (WaitingPerson& person : plan.people)
    if (person.walker.id % 5 == 0) person.walker.goal = 1;
  plan.furnish = [](EvacuationWorld& world) {
    const auto at = [](std::int64_t cell) { return cell << position_bits; };
    world.observers.lines = {{"middle", {{at(48), at(0)}, {at(48), at(96)}}}};
    ObservedArea west{"west", 48 * 96, 0, 1e9, std::vector<std::uint64_t>(world.leaves->own(), 0)};
    for (std::uint32_t leaf = 0; leaf < world.leaves->own(); ++leaf)
      if (world.leaves->leaf(leaf).x < 6) west.cells[leaf] = ~std::uint64_t{0};
    world.observers.areas = {west};
    world.rules.measure_costs = true;
  };
  return plan;
}

// Water in the west that rises from 6 s on, on whatever leaves the world has.
void pour(EvacuationWorld& world, std::vector<std::uint16_t>& depth_cm) {
  depth_cm.assign(std::size_t{world.leaves->own()} * leaf_cells, 0);
  for (std::uint32_t leaf = 0; leaf < world.leaves->own(); ++leaf)
    if (world.leaves->leaf(leaf).x < 4)
      std::fill_n(depth_cm.begin() + static_cast<std::ptrdiff_t>(leaf) * leaf_cells, leaf_cells, std::uint16_t{120});
  const WaterSource rise = RiseSource{"rise", depth_cm, 6, 30, {}};
  world.water = std::make_unique<Water>(*world.leaves, std::span<const float>(), std::span(&rise, 1), 5);
  world.rules.water_update_s = 5;
  world.lost = [](std::uint16_t, std::uint16_t depth, std::uint16_t, std::uint32_t) { return depth >= 60; };
}

/// What a run leaves behind.
struct Traces {
  std::vector<street::End> ends;
  std::vector<Crossing> crossings;
  std::vector<std::int64_t> sums;  ///< of the measuring area, each second
  std::int64_t moves{0};           ///< persons who found themselves on another rank
  bool operator==(const Traces& other) const {
    return ends == other.ends && crossings == other.crossings && sums == other.sums;
  }
};

Traces run(const Comm& comm, Plan plan, RebalanceRule rule, std::uint64_t seconds) {
  std::vector<std::uint16_t> depth_cm;
  plan.furnish = [&depth_cm, furnish = plan.furnish](EvacuationWorld& world) {
    furnish(world);
    pour(world, depth_cm);
  };
  Street street = street::make_street(comm, plan);
  Rebalancer rebalancer(rule, 0);
  Traces traces;
  const auto per_s = static_cast<std::uint64_t>(plan.steps_per_s);
  for (std::uint64_t second = 1; second <= seconds; ++second) {
    run_steps(
        comm, *street.evacuation, (second - 1) * per_s, second * per_s, [](std::uint64_t) { return true; }, false);
    const std::vector<Crossing> crossed = street.evacuation->take_crossings();
    traces.crossings.insert(traces.crossings.end(), crossed.begin(), crossed.end());
    const AreaSums sums = street.evacuation->take_area_sums().at(0);
    traces.sums.insert(traces.sums.end(), {sums.persons, sums.speed_um_s, sums.ahead_um_s});
    std::optional<LeafCuts> cuts = rebalancer.look(comm, *street.evacuation, second);
    if (!cuts) continue;
    const std::uint32_t before = street.dealt.leaves->own();
    street.evacuation =
        move_evacuation(comm, std::move(street.evacuation), street.dealt, std::move(*cuts), second * per_s,
                        [&](const LeafMove&, const Dealt&, EvacuationWorld& world) { pour(world, depth_cm); });
    rebalancer.note_move(comm, second, 0);
    traces.moves += street.dealt.leaves->own() != before;
  }
  traces.ends = street::ends_of(comm, *street.evacuation);
  traces.crossings = comm.all_gather_of(std::span<const Crossing>(traces.crossings));
  std::sort(traces.crossings.begin(), traces.crossings.end());
  comm.sum(traces.sums);
  traces.moves = comm.sum(traces.moves);
  return traces;
}

TEST(Rebalance, AMoveChangesNoBit) {
  const Comm comm = Comm::world();
  for (const double crowd_update_s : {0.0, 2.0}) {
    Plan plan = busy_town();
    plan.furnish = [furnish = plan.furnish, crowd_update_s](EvacuationWorld& world) {
      furnish(world);
      world.rules.crowd_update_s = crowd_update_s;
    };
    const Traces alone = run(Comm::null(), plan, RebalanceRule::never, 40);
    const Traces moved = run(comm, plan, RebalanceRule::often, 40);
    EXPECT_TRUE(moved == alone) << crowd_update_s;
    EXPECT_EQ(moved.moves > 0, comm.size() > 1);
    EXPECT_FALSE(alone.crossings.empty());
    for (const Fate fate : {Fate::safe, Fate::lost, Fate::walking})
      EXPECT_TRUE(std::any_of(alone.ends.begin(), alone.ends.end(), [&](const street::End& end) {
        return end.fate == static_cast<std::uint8_t>(fate);
      })) << static_cast<int>(fate);
  }
}

// Everyone stands in one corner, which an even cut gives to one rank.
TEST(Rebalance, CostIsDealtEvenlyWhereThatPays) {
  const Comm comm = Comm::world();
  Plan plan = busy_town();
  for (WaitingPerson& person : plan.people) {
    person.walker.x %= 32U << position_bits;
    person.walker.y %= 32U << position_bits;
    person.walker.free_speed_m_s = 0;
  }
  std::erase_if(plan.people, [&](const WaitingPerson& person) {
    return !plan.open(static_cast<int>(person.walker.x >> position_bits),
                      static_cast<int>(person.walker.y >> position_bits));
  });
  const Street street = street::make_street(comm, plan);
  run_steps(comm, *street.evacuation, 0, 200, [](std::uint64_t) { return true; });
  Rebalancer never(RebalanceRule::never, 0);
  EXPECT_FALSE(never.look(comm, *street.evacuation, 20));
  Rebalancer at_any_price(RebalanceRule::measured, 0);
  EXPECT_FALSE(at_any_price.look(comm, *street.evacuation, 5)) << "too soon";
  const std::vector<BlockWeight> costs = street.evacuation->take_costs();
  const auto over_mean = [&](const LeafCuts& cuts) {
    const std::vector<std::int64_t> weights = weights_under(comm, costs, cuts);
    std::int64_t all = 0;
    for (const std::int64_t weight : weights) all += weight;
    return static_cast<double>(*std::max_element(weights.begin(), weights.end())) * comm.size() /
           static_cast<double>(all);
  };
  if (comm.size() == 1) return;
  EXPECT_GT(over_mean(street.dealt.cuts), 1.5);
  EXPECT_LT(over_mean(cut_curve(comm, costs, CutRule::weighted)), over_mean(street.dealt.cuts));
  run_steps(comm, *street.evacuation, 200, 400, [](std::uint64_t) { return true; });
  EXPECT_TRUE(at_any_price.look(comm, *street.evacuation, 40));
  run_steps(comm, *street.evacuation, 400, 600, [](std::uint64_t) { return true; });
  Rebalancer too_dear(RebalanceRule::measured, 1e9);
  EXPECT_FALSE(too_dear.look(comm, *street.evacuation, 60));
}

TEST(CutCurve, RanksTogetherCutAsOneWould) {
  const Comm comm = Comm::world();
  std::vector<BlockWeight> all;
  for (LeafKey key = 0; key < 300; ++key)
    if (key % 7 != 3) all.push_back({key, static_cast<std::int64_t>(key * key % 101)});
  // The first and the last of several ranks have nothing.
  const auto ranks = static_cast<std::size_t>(std::max(1, comm.size() - 2));
  const auto part = static_cast<std::size_t>(comm.size() > 2 ? comm.rank() - 1 : comm.rank());
  std::vector<BlockWeight> mine;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::min(i * ranks / all.size(), ranks - 1) == part) mine.push_back(all[i]);
  for (const CutRule rule : {CutRule::weighted, CutRule::even, CutRule::skewed})
    EXPECT_EQ(cut_curve(comm, mine, rule).cuts, cut_curve(all, comm.size(), rule).cuts);
}

}  // namespace
}  // namespace machi
