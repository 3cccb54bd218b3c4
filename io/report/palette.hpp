/// \file  The colours of maps: a calm ground on which the subject stands out.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "io/report/canvas.hpp"

namespace machi::palette {

inline constexpr Colour paper = rgb(0xfbfaf7);
inline constexpr Colour ink = rgb(0x33383d);
inline constexpr Colour faint_ink = rgb(0x7b8086);
inline constexpr Colour open_low = rgb(0xf1ede3);
inline constexpr Colour open_high = rgb(0xe6dcc4);
inline constexpr Colour green = rgb(0xcfe0b8);
inline constexpr Colour water = rgb(0xa9cbdc);
inline constexpr Colour road = rgb(0xffffff);
inline constexpr Colour road_edge = rgb(0xd5cec0);
inline constexpr Colour walkway = rgb(0xf7e9dc);
inline constexpr Colour deck_edge = rgb(0x8f8a80);
inline constexpr Colour unknown = rgb(0xe9e6df);
inline constexpr Colour building = rgb(0xc9b9a6);
inline constexpr Colour shelter = rgb(0x00794a);
inline constexpr Colour shelter_text = rgb(0x00502f);
inline constexpr Colour link = rgb(0x2f6f9f);
inline constexpr Colour foot_link = rgb(0x4f9a6b);
inline constexpr Colour other_part = rgb(0xd0503c);
inline constexpr Colour way = rgb(0x2f6f9f);
inline constexpr Colour lost = rgb(0xd7191c);
inline constexpr Colour under_way = rgb(0xe08a00);
inline constexpr Colour full = rgb(0xb35900);
inline constexpr Colour waiting = rgb(0x8f9499);

/// A class of buildings by what they are used for.
struct UseClass {
  std::string_view name;
  Colour colour;
};

inline constexpr std::array<UseClass, 7> uses{{{"Detached housing", rgb(0xdcc39a)},
                                               {"Apartments", rgb(0xd9a070)},
                                               {"Shops, offices, hotels", rgb(0xc9808a)},
                                               {"Public, schools, health", rgb(0x9188bd)},
                                               {"Industry, logistics", rgb(0x8d9cae)},
                                               {"Other", rgb(0xb5ab8f)},
                                               {"Not known", rgb(0xcdc8c0)}}};

/// Index into `uses` of a Building_usage code (PLATEAU standard code list).
constexpr std::size_t use_class(std::int16_t usage) {
  if (usage == 411 || usage == 413 || usage == 415) return 0;
  if (usage == 412 || usage == 414) return 1;
  if (usage >= 401 && usage <= 404) return 2;
  if (usage == 421 || usage == 422) return 3;
  if (usage == 431 || usage == 441 || usage == 452) return 4;
  if (usage == missing_int || usage == 461) return 6;
  return 5;
}

/// The first value of a class, its colour and what the legend says of it.
struct Step {
  float from;
  Colour colour;
  std::string_view name;
};

inline constexpr std::array<Step, 7> heights{{{0, rgb(0xf3e3b3), "below 6 m"},
                                              {6, rgb(0xf1c27d), "6 - 9 m"},
                                              {9, rgb(0xe99a5b), "9 - 15 m"},
                                              {15, rgb(0xd9694f), "15 - 31 m"},
                                              {31, rgb(0xb03f5b), "31 - 60 m"},
                                              {60, rgb(0x743366), "60 - 100 m"},
                                              {100, rgb(0x3d2a5c), "100 m and more"}}};

// Bands and colours near those of the hazard maps that municipalities publish.
inline constexpr std::array<Step, 6> depths{{{0, rgb(0xf5ee9e), "below 0.5 m"},
                                             {0.5F, rgb(0xf8cfae), "0.5 - 3 m"},
                                             {3, rgb(0xf7a9a8), "3 - 5 m"},
                                             {5, rgb(0xf07f86), "5 - 10 m"},
                                             {10, rgb(0xdf78ba), "10 - 20 m"},
                                             {20, rgb(0xb563c2), "20 m and more"}}};

inline constexpr std::array<Step, 6> slopes{{{0, rgb(0xf4f1ea), "below 2 %"},
                                             {2, rgb(0xe3e3b6), "2 - 5 %"},
                                             {5, rgb(0xd6c37c), "5 - 10 %"},
                                             {10, rgb(0xcb9553), "10 - 20 %"},
                                             {20, rgb(0xb0603f), "20 - 40 %"},
                                             {40, rgb(0x7a3438), "40 % and more"}}};

// Persons per m2. Nothing else on the picture of a run is violet.
inline constexpr std::array<Step, 7> crowds{{{0, rgb(0xcfaeea), "below 0.1"},
                                             {0.1F, rgb(0xb684dd), "0.1 - 0.25"},
                                             {0.25F, rgb(0x9a5ccb), "0.25 - 0.5"},
                                             {0.5F, rgb(0x7f3bb3), "0.5 - 1"},
                                             {1, rgb(0x641f96), "1 - 2"},
                                             {2, rgb(0x470a72), "2 - 4"},
                                             {4, rgb(0x260041), "4 and more"}}};

/// The class that holds a value.
template <std::size_t n>
constexpr std::size_t step_of(const std::array<Step, n>& steps, float value) {
  std::size_t k = 0;
  while (k + 1 < n && value >= steps[k + 1].from) ++k;
  return k;
}

/// Colour of a cell by what covers it; buildings are drawn on top, so their lot shows. `rise` in [0, 1] from the lowest
/// to the highest ground.
constexpr Colour cover_colour(Cover cover, float rise) {
  switch (cover) {
    case Cover::green:
      return green;
    case Cover::road:
      return road;
    case Cover::walkway:
      return walkway;
    case Cover::water:
      return water;
    case Cover::unknown:
      return unknown;
    case Cover::open:
    case Cover::building:
      break;
  }
  return mix(open_low, open_high, rise);
}

}  // namespace machi::palette
