// Cells per second that are raised to a plane, in every variant: a full leaf, and the part of one that a triangle with
// sides of 5 m covers.
#include "kernels/raise_to_plane/raise_to_plane.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <string>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant, std::uint64_t mask) {
  std::array<float, 64> height_m{};
  const HeightPlane plane{100, 3, 5, 0, 1000};
  for (auto _ : state) {
    raise_to_plane(variant, plane, mask, height_m);
    benchmark::DoNotOptimize(height_m.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * __builtin_popcountll(mask));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants()) {
    const std::string name = "raise_to_plane/" + std::string(name_of(variant));
    benchmark::RegisterBenchmark((name + "/leaf").c_str(),
                                 [variant](benchmark::State& state) { run(state, variant, ~std::uint64_t{0}); });
    benchmark::RegisterBenchmark((name + "/triangle").c_str(),
                                 [variant](benchmark::State& state) { run(state, variant, 0x0000001e1c181000ULL); });
  }
  return true;
}();

}  // namespace
}  // namespace machi::kernels
