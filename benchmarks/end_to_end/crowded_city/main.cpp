// Steps of an evacuation in a crowded city that no rank ever holds as a whole, on real ranks or, built with the preset
// smpi, on ranks that SimGrid simulates (docs/scaling.md; crowded_city.py calls it).
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "benchmarks/end_to_end/crowded_city/cost.hpp"
#include "benchmarks/end_to_end/crowded_city/crowd.hpp"
#include "benchmarks/end_to_end/crowded_city/model.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/process/evacuation/crowd_motion.hpp"
#include "engine/process/evacuation/rebalance.hpp"
#include "engine/step/stepper.hpp"
#ifdef MACHI_SMPI
#include <smpi/smpi.h>
#endif

namespace machi::crowded_city {
namespace {

#ifdef MACHI_SMPI
double now_s() {
  return MPI_Wtime();
}
void spend(double seconds) {
  constexpr double host_flops = 1e9;  // of the simulated core: crowded_city.py tells SimGrid the same
  smpi_execute_flops(seconds * host_flops);
}
#else
double now_s() {
  return monotonic_s();
}
void spend(double) {}
#endif

struct Options {
  CityPlan plan;
  std::uint64_t steps{20};
  StepCost cost;
  bool calibrate{false};
  std::vector<int> model_ranks;  ///< for which the law of cost alone says what a step takes
};

Options read_options(int argc, char** argv) {
  Options options;
  const std::vector<std::pair<std::string, double*>> numbers{
      {"--persons", &options.plan.persons},   {"--km2", &options.plan.area_km2},  {"--block-s", &options.cost.block_s},
      {"--walker-s", &options.cost.walker_s}, {"--pair-s", &options.cost.pair_s}, {"--ghost-s", &options.cost.ghost_s}};
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    options.calibrate = options.calibrate || word == "--calibrate";
    if (i + 1 >= argc) break;
    for (const auto& [name, value] : numbers)
      if (word == name) *value = std::atof(argv[i + 1]);
    if (word == "--model") options.model_ranks.push_back(std::atoi(argv[i + 1]));
    if (word == "--steps") options.steps = static_cast<std::uint64_t>(std::atoll(argv[i + 1]));
  }
  return options;
}

EvacuationWorld make_world(const Comm& comm, const Crowd& crowd, const Dealt& dealt,
                           std::unique_ptr<LocalMotion> motion) {
  EvacuationWorld world;
  world.leaves = dealt.leaves.get();
  world.blocks = dealt.blocks.get();
  const std::size_t cells = std::size_t{dealt.leaves->own()} * leaf_cells;
  std::vector<std::uint8_t> open(cells, 0);
  world.slowness.assign(cells, slowness_blocked);
  for (std::uint32_t leaf = 0; leaf < dealt.leaves->own(); ++leaf) {
    const std::uint64_t mask = crowd.open_cells(dealt.leaves->leaf(leaf));
    for (std::size_t cell = 0; cell < leaf_cells; ++cell) {
      if ((mask >> cell & 1) == 0) continue;
      open[leaf * leaf_cells + cell] = 1;
      world.slowness[leaf * leaf_cells + cell] = 191;
    }
  }
  world.ground =
      Ground(comm, *dealt.leaves, *dealt.blocks, open, std::vector<std::uint16_t>(cells, full_pace), dealt.leaf_wrap);
  world.destinations = crowd.shelters();
  world.classes = {PersonClass{}};
  world.classes[0].radius_m = 0.2;
  world.motion = std::move(motion);
  Goal nearest;
  for (std::uint32_t d = 0; d < world.destinations.size(); ++d) nearest.destinations.push_back(d);
  world.goals.push_back(nearest);
  return world;
}

std::unique_ptr<LocalMotion> usual_motion() {
  kernels::CollisionFreeSpeedParameters parameters;
  parameters.step_s = 0.05F;
  return collision_free_speed_motion("collision_free_speed_v2", parameters, static_cast<double>(parameters.reach_m));
}

/// The evacuation of this rank's part of the city; the ranks never know more than their leaves.
std::unique_ptr<Evacuation> make_evacuation(const Comm& comm, const Crowd& crowd, const StepCost& cost, bool measure,
                                            Dealt& dealt) {
  std::unique_ptr<LocalMotion> motion = usual_motion();
  const WalkShape shape{crowd.plan().frame(), motion->reach_m(), 0.2};
  // Each rank weighs an equal part of the curve; then it makes the part that it is dealt.
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  const LeafKey blocks = crowd.end_key() >> (2 * blocks_of(shape).nest);
  const int nest = blocks_of(shape).nest;
  const std::vector<ExpectedBlock> expected =
      expected_blocks(crowd, shape, cost, {blocks * rank / ranks, blocks * (rank + 1) / ranks});
  LeafCuts cuts = cut_curve(comm, weights_of(expected), CutRule::weighted);
  std::vector<LeafKey> own;
  for (LeafKey key = cuts.cuts[rank] << (2 * nest); key < cuts.cuts[rank + 1] << (2 * nest); ++key)
    if (crowd.open_cells(shape.frame.leaf(key)) != 0) own.push_back(key);
  dealt = deal_own(comm, shape, std::move(cuts), std::move(own));
  EvacuationWorld world = make_world(comm, crowd, dealt, std::move(motion));
  world.rules.measure_costs = measure;
  std::vector<WaitingPerson> people;
  for (const LeafKey key : dealt.leaves->keys()) crowd.people_of(shape.frame.leaf(key), people);
  return std::make_unique<Evacuation>(comm, std::move(world), std::move(people));
}

void report(const Comm& comm, const Options& options, const Evacuation& evacuation, const CostedEvacuation& costed,
            const StepTimes& times, double elapsed_s) {
  const double steps = static_cast<double>(options.steps);
  const auto all = [&](double mine) {
    return 1e-12 * static_cast<double>(comm.sum(static_cast<std::int64_t>(1e12 * mine)));
  };
  const BlockDomain& blocks = *evacuation.world().blocks;
  std::int64_t ghosts = 0;
  for (std::uint32_t slot = blocks.own(); slot < blocks.size(); ++slot) ghosts += evacuation.store().count(slot);
  const auto neighbours = static_cast<std::int64_t>(blocks.neighbours().size());
  const double walkers_s = all(costed.walkers_s());
  const double most_s = comm.max(costed.walkers_s());
  const double ghosts_s = all(costed.ghosts_s());
  const std::int64_t walking = comm.sum(evacuation.store().walking_now());
  const std::int64_t all_ghosts = comm.sum(ghosts);
  const std::int64_t bytes = comm.sum(static_cast<std::int64_t>(times.bytes));
  const std::int64_t all_neighbours = comm.sum(neighbours);
  const std::int64_t most_neighbours = comm.max(neighbours);
  const double compute_s = all(times.compute_s), wait_s = all(times.wait_s);
  const double peak_MB = comm.max(peak_memory_MB());
  const double ranks = comm.size();
  if (!comm.first()) return;
  fmt::print(
      "{{\"ranks\": {}, \"persons\": {}, \"walking\": {}, \"km2\": {}, \"steps\": {}, \"step_s\": {:.6g}, "
      "\"work_s\": {:.6g}, \"max_over_mean\": {:.4f}, \"ghost_work_s\": {:.6g}, \"efficiency\": {:.4f}, "
      "\"ghosts_over_own\": {:.4f}, \"bytes_a_rank_and_step\": {:.0f}, \"neighbours_mean\": {:.2f}, "
      "\"neighbours_max\": {}, \"compute_s\": {:.4g}, \"wait_s\": {:.4g}, \"peak_MB\": {:.0f}}}\n",
      comm.size(), evacuation.counts().persons, walking, options.plan.area_km2, options.steps, elapsed_s / steps,
      walkers_s / steps, walkers_s > 0 ? most_s * ranks / walkers_s : 0.0, ghosts_s / steps,
      walkers_s / ranks / elapsed_s, static_cast<double>(all_ghosts) / static_cast<double>(walking),
      static_cast<double>(bytes) / ranks / steps, static_cast<double>(all_neighbours) / ranks, most_neighbours,
      compute_s, wait_s, peak_MB);
  std::fflush(stdout);
}

void run(const Options& options) {
  const Comm comm = Comm::world();
  const Crowd crowd(comm, options.plan);
  const StepCost usual{1e-7, 2e-7, 3e-9, 2e-8};
  const StepCost cost = options.cost.walker_s > 0 ? options.cost : usual;
  if (!options.model_ranks.empty()) {
    const WalkShape shape{crowd.plan().frame(), usual_motion()->reach_m(), 0.2};
    if (comm.first()) print_model(crowd, shape, cost, options.model_ranks);
    return;
  }
  Dealt dealt;
  const std::unique_ptr<Evacuation> evacuation = make_evacuation(comm, crowd, cost, options.calibrate, dealt);
  if (options.calibrate) {
    calibrate(comm, *evacuation, options.steps);
    return;
  }
  CostedEvacuation costed(*evacuation, cost, spend);
  comm.barrier();
  const double begin_s = now_s();
  const StepTimes times = run_steps(
      comm, costed, 0, options.steps, [](std::uint64_t) { return true; }, false);
  comm.barrier();
  report(comm, options, *evacuation, costed, times, now_s() - begin_s);
}

}  // namespace
}  // namespace machi::crowded_city

int main(int argc, char** argv) {
  const machi::MpiSession session(argc, argv);
  machi::crowded_city::run(machi::crowded_city::read_options(argc, argv));
  return 0;
}
