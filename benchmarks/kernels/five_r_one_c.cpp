// Zone-hours per second of the simple hourly model, every variant.
#include "kernels/five_r_one_c/five_r_one_c.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/core/aligned_vector.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant) {
  const auto column = [](float value) { return AlignedVector<float>(simple_lanes, value); };
  AlignedVector<float> h_is = column(592), h_w = column(35), h_ms = column(1200), h_em = column(60),
                       storage = column(560), mass_C = column(20);
  AlignedVector<float> outdoor_C = column(5), h_ve = column(18), air_W = column(80), radiant_W = column(400),
                       heat_to_C = column(20), cool_to_C = column(27), most_W = column(1e9F);
  AlignedVector<float> heating_W = column(0), cooling_W = column(0), air_C = column(0);
  const SimpleZones zones{h_is.data(), h_w.data(), h_ms.data(), h_em.data(), storage.data(), mass_C.data()};
  const SimpleForcing forcing{outdoor_C.data(), outdoor_C.data(), h_ve.data(),      air_W.data(),  radiant_W.data(),
                              radiant_W.data(), heat_to_C.data(), cool_to_C.data(), most_W.data(), most_W.data()};
  for (auto _ : state) {
    five_r_one_c(variant, zones, forcing, {heating_W.data(), cooling_W.data(), air_C.data()});
    benchmark::DoNotOptimize(heating_W.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * simple_lanes));
  state.counters["zone_years_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations() * simple_lanes) / 8760, benchmark::Counter::kIsRate);
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("five_r_one_c/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
