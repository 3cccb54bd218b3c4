/// \file  From what lanes have in an hour, side by side, to what a lane has in the hours of a day.
#pragma once

#include <cstddef>
#include <cstring>

namespace machi {

/// hours [24][16] becomes days [16][24], four by four in registers: a store for each number on its own would touch a
/// line of the cache each.
inline void lanes_to_days(const float* hours, float* days) {
  using Four = float __attribute__((vector_size(16)));
  constexpr std::size_t lanes = 16;
  constexpr std::size_t hours_of_day = 24;
  const auto load = [](const float* from) {
    Four four;
    std::memcpy(&four, from, sizeof four);
    return four;
  };
  const auto store = [](float* to, Four four) { std::memcpy(to, &four, sizeof four); };
  for (std::size_t lane = 0; lane < lanes; lane += 4)
    for (std::size_t h = 0; h < hours_of_day; h += 4) {
      const float* const from = hours + h * lanes + lane;
      const Four a = load(from);
      const Four b = load(from + lanes);
      const Four c = load(from + 2 * lanes);
      const Four d = load(from + 3 * lanes);
      const Four low_ab = __builtin_shufflevector(a, b, 0, 4, 1, 5);
      const Four high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7);
      const Four low_cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
      const Four high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
      float* const to = days + lane * hours_of_day + h;
      store(to, __builtin_shufflevector(low_ab, low_cd, 0, 1, 4, 5));
      store(to + hours_of_day, __builtin_shufflevector(low_ab, low_cd, 2, 3, 6, 7));
      store(to + 2 * hours_of_day, __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5));
      store(to + 3 * hours_of_day, __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7));
    }
}

}  // namespace machi
