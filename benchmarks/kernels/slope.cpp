// Cells per second of the slope, in every variant.
#include "kernels/slope/slope.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr std::size_t leaves = 32;  // as many as the grid hands over at a time

void run(benchmark::State& state, Variant variant) {
  std::vector<float> height_m(leaves * 100);
  for (std::size_t i = 0; i < height_m.size(); ++i) height_m[i] = static_cast<float>(i * 2654435761U % 1024) / 256;
  std::vector<std::uint8_t> percent(leaves * 64);
  for (auto _ : state) {
    slope(variant, height_m, 1.0F, percent);
    benchmark::DoNotOptimize(percent.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * percent.size()));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("slope/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
