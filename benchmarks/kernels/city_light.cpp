// Block-hours of daylight per second, of 16 zones with four façades and a roof, every variant.
#include "kernels/city_light/city_light.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

void run(benchmark::State& state, Variant variant) {
  constexpr std::size_t faces = 5, elements = 12;
  const auto column = [](std::size_t rows, float value) { return std::vector<float>(rows * light_lanes, value); };
  const std::vector<float> east = column(faces, 0.2F), north = column(faces, -0.9F), up = column(faces, 0.1F),
                           sky = column(faces, 0.4F), horizon = column(faces, 0.8F), ground = column(faces, 0.6F);
  const std::vector<std::uint8_t> step(faces * light_points * light_sectors * light_lanes, 60);
  const std::vector<std::uint32_t> face{0, 0, 1, 1, 2, 2, 3, 3, 4, no_light, no_light, no_light};
  const std::vector<std::uint8_t> is_glass{0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0};
  const std::vector<float> m2 = column(elements, 10), share = column(elements, 0.1F),
                           long_wave = column(elements, 1e-7F);
  const float beam_part[3][6] = {{0, 2, -1, 0.1F, 0, 0}, {0.1F, 0, 0, 0, 0, 0}, {0.05F, 0, 0, 0, 0, 0}};
  const float diffuse_part[3] = {0.6F, 0.1F, 0.06F};
  std::vector<float> outer_W = column(elements, 0), inner_W = column(elements, 0), incoming_W = column(1, 0);
  LightHour hour;
  hour.bright = true;
  hour.sky_K4 = 6e9F;
  hour.air_K4 = 7e9F;
  hour.sky = 120;
  hour.horizon = 20;
  hour.ground = 60;
  for (std::size_t m = 0; m < light_moments; ++m) {
    hour.beam[m] = 300;
    hour.towards[m][1] = -0.8F;
    hour.towards[m][2] = 0.6F;
    hour.sector[m] = static_cast<std::uint8_t>(36 + m);
    hour.height[m] = 105;
  }
  for (auto _ : state) {
    city_light(variant,
               {faces, east.data(), north.data(), up.data(), sky.data(), horizon.data(), ground.data(), step.data()},
               {elements, face.data(), is_glass.data(), m2.data(), m2.data(), share.data(), long_wave.data(),
                long_wave.data(), beam_part, diffuse_part},
               hour, {outer_W.data(), inner_W.data(), incoming_W.data()});
    benchmark::DoNotOptimize(outer_W.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * light_lanes));
}

[[maybe_unused]] const bool registered = [] {
  for (const Variant variant : available_variants())
    benchmark::RegisterBenchmark(("city_light/" + std::string(name_of(variant))).c_str(),
                                 [variant](benchmark::State& state) { run(state, variant); });
  return true;
}();

}  // namespace
}  // namespace machi::kernels
