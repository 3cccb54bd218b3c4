// A complete step (arrange, look, steer, act, and each second what ranks decide together) of each model of local motion
// on the cases that JuPedSim was measured on: persons advanced by one step, per second.
// Ranks: mpirun -n 2 bench_engine_process_evacuation --ranks times the steps of the 100,000 by the wall.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>

#include "benchmarks/engine/process/evacuation/cases.hpp"
#include "engine/core/machine.hpp"
#include "engine/process/evacuation/crowd_motion.hpp"
#include "engine/process/evacuation/density_motion.hpp"

namespace machi {
namespace {

/// A model with the time step that it is used with.
struct Model {
  const char* name;
  std::int64_t steps_per_s;
  std::unique_ptr<LocalMotion> (*make)();
};

std::unique_ptr<LocalMotion> collision_free(const char* name, kernels::CollisionFreeSpeedParameters parameters) {
  parameters.step_s = 0.05F;
  return collision_free_speed_motion(name, parameters, static_cast<double>(parameters.reach_m));
}

constexpr Model models[] = {
    {"collision_free_speed", 20,
     [] { return collision_free("collision_free_speed", kernels::collision_free_speed_as_published); }},
    {"collision_free_speed_v2", 20, [] { return collision_free("collision_free_speed_v2", {}); }},
    {"social_force", 50, [] { return social_force_motion({}, 0.02); }},
    {"density", 2, []() -> std::unique_ptr<LocalMotion> { return std::make_unique<DensityMotion>(); }},
};

street::Street street_of(const Comm& comm, const Model& model, const char* kind, int count, double density_1_m2) {
  street::Plan plan = crowd_cases::make(kind, count, density_1_m2);
  plan.motion = model.make;
  plan.steps_per_s = model.steps_per_s;
  return street::make_street(comm, plan);
}

void step(benchmark::State& state, const Model& model, const char* kind, int count, double density_1_m2) {
  const street::Street street = street_of(Comm::null(), model, kind, count, density_1_m2);
  Evacuation& evacuation = *street.evacuation;
  std::uint64_t next = 0;
  std::int64_t updates = 0;
  const auto advance = [&] {
    NeighbourExchange exchange(Comm::null(), {});
    evacuation.pack(exchange);
    evacuation.arrange_inner();
    evacuation.step_inner(next);
    evacuation.arrange_rest();
    evacuation.step_rest(next);
    ++next;
    if (next % static_cast<std::uint64_t>(model.steps_per_s) == 0) evacuation.service(Comm::null(), next - 1);
  };
  for (int warm_up = 0; warm_up < 3; ++warm_up) advance();
  for (auto _ : state) {
    updates += evacuation.store().walking_now();
    advance();
  }
  state.SetItemsProcessed(updates);
}

[[maybe_unused]] const bool registered = [] {
  const auto add = [](const Model& model, const char* kind, int count, double density_1_m2) {
    const std::string name = std::string(model.name) + "/" + kind + "/" + std::to_string(count) + "/" +
                             std::to_string(density_1_m2).substr(0, 3) + "_1_m2";
    benchmark::RegisterBenchmark(name.c_str(), [&model, kind, count, density_1_m2](benchmark::State& state) {
      step(state, model, kind, count, density_1_m2);
    })->Iterations(40);
  };
  for (const Model& model : models) {
    for (const char* const kind : {"corridor", "square", "columns"}) add(model, kind, 100'000, 1);
    for (const double density_1_m2 : {0.5, 2.0, 4.0}) add(model, "square", 10'000, density_1_m2);
  }
  return true;
}();

// The best of five runs of some steps by the wall clock, on all ranks.
void time_ranks(const Comm& comm) {
  constexpr std::uint64_t steps = 20;
  for (const Model& model : models)
    for (const char* const kind : {"corridor", "square", "columns"}) {
      const street::Street street = street_of(comm, model, kind, 100'000, 1);
      Evacuation& evacuation = *street.evacuation;
      double best_s = 1e30;
      for (std::uint64_t trial = 0; trial < 5; ++trial) {
        comm.barrier();
        const double started_s = monotonic_s();
        run_steps(comm, evacuation, trial * steps, (trial + 1) * steps, [](std::uint64_t) { return true; });
        best_s = std::min(best_s, comm.max(monotonic_s() - started_s));
      }
      const std::int64_t walking = comm.sum(evacuation.store().walking_now());
      if (comm.first())
        std::printf("%-24s %-9s %d ranks  %.3f s  %.3g updates/s\n", model.name, kind, comm.size(), best_s,
                    static_cast<double>(walking) * steps / best_s);
    }
}

}  // namespace
}  // namespace machi

int main(int argc, char** argv) {
  const machi::MpiSession session(argc, argv);
  if (argc > 1 && std::strcmp(argv[1], "--ranks") == 0) {
    machi::time_ranks(machi::Comm::world());
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
