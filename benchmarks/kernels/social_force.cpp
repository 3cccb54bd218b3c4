// Walkers per second of the social force: one bin of 2.5 m with the bins around it, in every variant, by density.
#include "kernels/social_force/social_force.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

constexpr double bin_m = 2.5;

// Nine bins, each filled at random; those of the middle one walk.
struct Bins {
  std::vector<float> x, y, vx, vy, radius, heading_x, heading_y, desired, next_x, next_y;
  std::vector<std::uint32_t> self;

  Bins(double density_1_m2, std::uint64_t seed) {
    RandomStream random(seed, 0, 0);
    const double speed_m_s = 1.34 * (1 - std::exp(-1.913 * (1 / density_1_m2 - 1 / 5.4)));
    const auto per_bin = static_cast<int>(std::lround(density_1_m2 * bin_m * bin_m));
    for (int bin = 0; bin < 9; ++bin)
      for (int i = 0; i < per_bin; ++i) {
        if (bin == 4) self.push_back(static_cast<std::uint32_t>(x.size()));
        x.push_back(static_cast<float>((bin % 3 + random.uniform()) * bin_m));
        y.push_back(static_cast<float>((bin / 3 + random.uniform()) * bin_m));
        vx.push_back(static_cast<float>(speed_m_s + random.uniform(-0.1, 0.1)));
        vy.push_back(static_cast<float>(random.uniform(-0.1, 0.1)));
        radius.push_back(0.2F);
      }
    for (auto* column : {&x, &y, &vx, &vy, &radius}) column->resize((column->size() + 15) / 16 * 16);
    heading_x.assign(self.size(), 1);
    heading_y.assign(self.size(), 0);
    desired.assign(self.size(), 1.34F);
    next_x.resize(self.size());
    next_y.resize(self.size());
  }
};

void run(benchmark::State& state, Variant variant, double density_1_m2, std::size_t wall_count) {
  std::vector<Bins> cases;
  for (std::uint64_t seed = 1; seed <= 64; ++seed) cases.emplace_back(density_1_m2, seed);
  const std::vector<float> x0{2.5F, 2.5F, 5.0F, 0.0F};
  const std::vector<float> y0{2.0F, 5.5F, 2.0F, 6.0F};
  const std::vector<float> x1{5.0F, 5.0F, 5.0F, 2.5F};
  const std::vector<float> y1{2.0F, 5.5F, 5.5F, 6.0F};
  const Walls walls{x0.data(), y0.data(), x1.data(), y1.data(), wall_count};
  std::size_t turn = 0;
  std::size_t walked = 0;
  for (auto _ : state) {
    Bins& bins = cases[turn++ % cases.size()];
    const auto size = static_cast<std::size_t>(std::lround(density_1_m2 * bin_m * bin_m)) * 9;
    const Crowd crowd{bins.x.data(), bins.y.data(), bins.vx.data(), bins.vy.data(), bins.radius.data(), size};
    const Walkers walkers{bins.self.data(),   bins.heading_x.data(), bins.heading_y.data(), bins.desired.data(),
                          bins.next_x.data(), bins.next_y.data(),    bins.self.size()};
    social_force(variant, {}, 0.02F, crowd, walls, walkers);
    benchmark::DoNotOptimize(bins.next_x.data());
    benchmark::ClobberMemory();
    walked += bins.self.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(walked));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    for (const double density_1_m2 : {0.5, 1.0, 2.0, 4.0})
      for (const std::size_t walls : {0, 4})
        benchmark::RegisterBenchmark(("social_force/" + std::string(name_of(variant)) + "/" +
                                      std::to_string(density_1_m2).substr(0, 3) + (walls > 0 ? "/walls" : ""))
                                         .c_str(),
                                     [=](benchmark::State& state) { run(state, variant, density_1_m2, walls); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
