// Points per second of the quadratic map, in every variant.
#include "kernels/quadratic_map/quadratic_map.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant) {
  const std::vector<double> first(4096, 35.6);
  const std::vector<double> second(4096, 139.8);
  std::vector<double> x(first.size());
  std::vector<double> y(first.size());
  const QuadraticMap map{35.5, 139.7, 200, 200, {1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}};
  for (auto _ : state) {
    quadratic_map(variant, map, first, second, x, y);
    benchmark::DoNotOptimize(x.data());
    benchmark::DoNotOptimize(y.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * first.size()));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("quadratic_map/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
