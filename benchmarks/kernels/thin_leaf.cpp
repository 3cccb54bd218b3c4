// Leaves per second of one step of thinning, in every variant.
#include "kernels/thin_leaf/thin_leaf.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant) {
  constexpr std::size_t leaves = 64;  // as engine/network/thin.cpp calls it
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> nine(thin_planes * leaves);
  for (std::uint64_t& mask : nine) mask = random() | random();
  std::vector<std::uint64_t> removable(leaves);
  for (auto _ : state) {
    thin_leaf(variant, ThinSide::north, nine, removable);
    benchmark::DoNotOptimize(removable.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * leaves));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("thin_leaf/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
