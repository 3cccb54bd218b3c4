// Time per walker of the collision-free speed model, in every variant: bins of 2 m with the people of the 3 x 3 bins
// around.
#include "kernels/collision_free_speed/collision_free_speed.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

struct Bin {
  std::vector<float> x_m, y_m, vx_m_s, vy_m_s, radius_m;
  std::vector<std::uint32_t> self;
};

// The reference's lattice with jitter, cut to bins; the middle bin's people come to stand where the order puts them.
Bin bin_of(double density_1_m2, std::uint64_t& state) {
  const auto uniform = [&state] {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  };
  const double spacing = 1 / std::sqrt(density_1_m2);
  const auto side = static_cast<std::size_t>(std::round(6 / spacing));
  Bin bin;
  for (std::size_t box = 0; box < 9; ++box)
    for (std::size_t i = 0; i < side * side; ++i) {
      const double x = (static_cast<double>(i / side) + 0.5 + 0.1 * (2 * uniform() - 1)) * spacing;
      const double y = (static_cast<double>(i % side) + 0.5 + 0.1 * (2 * uniform() - 1)) * spacing;
      const std::size_t here = (y < 2 ? 0U : y < 4 ? 3U : 6U) + (x < 2 ? 0U : x < 4 ? 1U : 2U);
      const double vx = 0.8 + 0.4 * uniform();
      const double vy = 0.2 * (2 * uniform() - 1);
      if (here != box) continue;
      if (box == 4) bin.self.push_back(static_cast<std::uint32_t>(bin.x_m.size()));
      bin.x_m.push_back(static_cast<float>(x));
      bin.y_m.push_back(static_cast<float>(y));
      bin.vx_m_s.push_back(static_cast<float>(vx));
      bin.vy_m_s.push_back(static_cast<float>(vy));
      bin.radius_m.push_back(0.2F);
    }
  return bin;
}

void run(benchmark::State& state, Variant variant, const CollisionFreeSpeedParameters& parameters, double density_1_m2,
         std::size_t wall_count) {
  std::uint64_t random = 12345;
  std::vector<Bin> bins;
  std::int64_t walkers = 0;
  for (int i = 0; i < 64; ++i) {
    Bin bin = bin_of(density_1_m2, random);
    walkers += static_cast<std::int64_t>(bin.self.size());
    for (auto* column : {&bin.x_m, &bin.y_m, &bin.vx_m_s, &bin.vy_m_s, &bin.radius_m})
      column->resize(column->size() + crowd_lanes);
    bins.push_back(std::move(bin));
  }
  // A thin wall between the bins, and more of them, each 2 m long.
  const std::vector<float> x0{2, 4, 2, 2, 0, 4, 2, 4};
  const std::vector<float> y0{2, 2, 2, 4, 2, 4, 0, 4};
  const std::vector<float> x1{2, 4, 4, 4, 2, 6, 2, 4};
  const std::vector<float> y1{4, 4, 2, 4, 2, 4, 2, 6};
  const std::vector<float> heading_x(256, 1);
  const std::vector<float> heading_y(256, 0);
  const std::vector<float> desired(256, 1.34F);
  std::vector<float> velocity_x(256);
  std::vector<float> velocity_y(256);
  for (auto _ : state)
    for (const Bin& bin : bins) {
      collision_free_speed(variant, parameters,
                           {bin.x_m.data(), bin.y_m.data(), bin.vx_m_s.data(), bin.vy_m_s.data(), bin.radius_m.data(),
                            bin.x_m.size() - crowd_lanes},
                           {x0.data(), y0.data(), x1.data(), y1.data(), wall_count},
                           {bin.self.data(), heading_x.data(), heading_y.data(), desired.data(), velocity_x.data(),
                            velocity_y.data(), bin.self.size()});
      benchmark::DoNotOptimize(velocity_x.data());
    }
  const auto done = static_cast<double>(static_cast<std::int64_t>(state.iterations()) * walkers);
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["s/walker"] = benchmark::Counter(done, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void enrol(const std::string& model, const CollisionFreeSpeedParameters& parameters, std::size_t wall_count) {
  for (const Variant variant : available_variants())
    for (const double density_1_m2 : {0.5, 1.0, 2.0, 4.0}) {
      const std::string name = "collision_free_speed/" + model + "/" + std::string(name_of(variant)) +
                               "/per_m2:" + std::to_string(density_1_m2).substr(0, 3);
      benchmark::RegisterBenchmark(
          name.c_str(), [=](benchmark::State& state) { run(state, variant, parameters, density_1_m2, wall_count); });
    }
}

[[maybe_unused]] const bool registered = [] {
  enrol("v2", {}, 0);
  enrol("v2_walls", {}, 8);
  enrol("v1", collision_free_speed_as_published, 0);
  return true;
}();

}  // namespace
}  // namespace machi::kernels
