// Nanoseconds per person of a complete step of the density model, and of its parts.
#include "engine/process/evacuation/density_motion.hpp"

#include <benchmark/benchmark.h>

#include "benchmarks/engine/process/evacuation/cases.hpp"
#include "engine/core/machine.hpp"

namespace machi {
namespace {

void step(benchmark::State& state, const std::string& kind, int count) {
  street::Plan plan = crowd_cases::make(kind, count, 1);
  plan.motion = [] { return std::make_unique<DensityMotion>(); };
  plan.steps_per_s = 1;
  const street::Street street = street::make_street(Comm::null(), plan);
  std::uint64_t next = 3;
  run_steps(Comm::null(), *street.evacuation, 0, next, [](std::uint64_t) { return true; });
  std::int64_t updates = 0;
  double arrange_s = 0;
  for (auto _ : state) {
    updates += street.evacuation->counts().walking;
    NeighbourExchange exchange(Comm::null(), {});
    const double start_s = monotonic_s();
    street.evacuation->pack(exchange);
    street.evacuation->arrange_inner();
    street.evacuation->arrange_rest();
    arrange_s += monotonic_s() - start_s;
    street.evacuation->step_inner(next);
    street.evacuation->step_rest(next);
    street.evacuation->service(Comm::null(), next);
    ++next;
  }
  state.SetItemsProcessed(updates);
  state.counters["arrange_ns"] = 1e9 * arrange_s / static_cast<double>(updates);
}

[[maybe_unused]] const bool registered = [] {
  for (const char* const kind : {"corridor", "square", "columns"})
    for (const int count : {10000, 100000})
      benchmark::RegisterBenchmark(("density_motion/" + std::string(kind) + "/" + std::to_string(count)).c_str(),
                                   [kind, count](benchmark::State& state) { step(state, kind, count); })
          ->Iterations(30);
  return true;
}();

}  // namespace
}  // namespace machi
