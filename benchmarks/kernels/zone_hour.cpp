// Building-hours per second of the layered zone model: six elements of seven nodes, four steps an hour, every variant.
#include "kernels/zone_hour/zone_hour.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/core/aligned_vector.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr std::size_t elements = 6;
constexpr std::size_t nodes_each = 7;

void run(benchmark::State& state, Variant variant) {
  const auto steps = static_cast<std::size_t>(state.range(0));
  std::vector<std::uint32_t> first_node, order;
  for (std::uint32_t e = 0; e <= elements; ++e) first_node.push_back(e * nodes_each);
  for (std::uint32_t e = 0; e < elements; ++e) order.push_back(e);
  const auto column = [](std::size_t rows, float value) { return AlignedVector<float>(rows * zone_lanes, value); };
  constexpr std::size_t nodes = elements * nodes_each;
  AlignedVector<float> hold = column(nodes, 0.4F), pass = column(nodes, 0.3F), carry = column(nodes, 0.3F),
                       node = column(nodes, 15);
  AlignedVector<float> outer_inverse = column(elements, 0.01F), inner_inverse = column(elements, 0.01F),
                       outside = column(elements, 100), emission = column(elements, 1e-6F),
                       radiative = column(elements, 90), air = column(elements, 50), star = column(elements, 100),
                       ambient = column(elements, 5), outer = column(elements, 6000), inner = column(elements, 100);
  AlignedVector<float> one = column(1, 0.5F), pivot = column(1, 300), air_C = column(1, 20), star_C = column(1, 20);
  AlignedVector<float> flow = column(steps, 20), heat_to = column(steps, 20), cool_to = column(steps, 27),
                       most = column(steps, 1e9F);
  AlignedVector<float> heating = column(1, 0), cooling = column(1, 0), mean_C = column(1, 0);
  const ZoneBatch<float> zones{elements,       first_node.data(), order.data(),         hold.data(),
                               pass.data(),    carry.data(),      outer_inverse.data(), inner_inverse.data(),
                               outside.data(), emission.data(),   radiative.data(),     air.data(),
                               star.data(),    one.data(),        pivot.data(),         one.data(),
                               one.data(),     one.data(),        node.data(),          air_C.data(),
                               star_C.data()};
  const ZoneForcing<float> forcing{ambient.data(), outer.data(),   inner.data(),   one.data(),  one.data(), one.data(),
                                   flow.data(),    heat_to.data(), cool_to.data(), most.data(), most.data()};
  for (auto _ : state) {
    zone_hour(variant, zones, forcing, steps, {heating.data(), cooling.data(), mean_C.data()});
    benchmark::DoNotOptimize(heating.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * zone_lanes));
  state.counters["zone_years_per_s"] =
      benchmark::Counter(static_cast<double>(state.iterations() * zone_lanes) / 8760, benchmark::Counter::kIsRate);
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("zone_hour/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); })
        ->Arg(1)
        ->Arg(4);
  return true;
}();

}  // namespace
}  // namespace machi::kernels
