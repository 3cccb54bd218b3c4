// Vehicle updates per second of car following, in every variant.
#include "kernels/idm/idm.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<float> gap_m(count, 20), leader_m_s(count, 14), desired_m_s(count, 30);
  std::vector<float> speed_m_s(count, 15), way_m(count);
  for (auto _ : state) {
    idm(variant, {}, 0.5F,
        {gap_m.data(), leader_m_s.data(), desired_m_s.data(), speed_m_s.data(), way_m.data(), count});
    benchmark::DoNotOptimize(way_m.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("idm/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); })
        ->Arg(1'000)
        ->Arg(1'000'000);
  return true;
}();

}  // namespace
}  // namespace machi::kernels
