/// \file  Crowds to measure a complete step on: a corridor, a square with a door, a square full of columns. Placed by
/// splitmix64 on a jittered lattice, so that other programs can rebuild them exactly.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi::crowd_cases {

class SplitMix64 {
 public:
  double uniform() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_{12345};
};

/// `kind`: corridor, square or columns; `count` persons at most, on cells of 1 m, shifted by 1 m from the origin.
inline street::Plan make(const std::string& kind, int count, double density_1_m2) {
  const bool corridor = kind == "corridor";
  const bool columns = kind == "columns";
  const double spacing_m = 1 / std::sqrt(density_1_m2);
  const double persons = count;
  const double length_m = corridor ? std::ceil(persons / (10 * density_1_m2)) + 4
                                   : std::ceil(std::sqrt(persons / density_1_m2 / (columns ? 0.9744 : 1))) + 4;
  const double across_m = corridor ? 10 : length_m;
  const double middle_m = std::floor(across_m / 2);
  const auto in_column = [columns](double x, double y, double margin_m) {
    const auto beside = [&](double at) {
      const double phase = std::fmod(at + 5 + margin_m, 10);
      return phase < 1 + 2 * margin_m;
    };
    return columns && beside(x) && beside(y);
  };
  street::Plan plan;
  plan.width = static_cast<int>(length_m) + 18;
  plan.height = static_cast<int>(across_m) + 6;
  plan.open = [=](int column, int row) {
    const double x = column - 0.5, y = row - 0.5;
    if (x < 0 || y < 0 || y > across_m) return false;
    if (corridor) return x < length_m + 16;
    if (x < length_m) return !in_column(x, y, 0);
    if (x < length_m + 5) return std::abs(y - middle_m) < 2.5;
    return x < length_m + 15 && std::abs(y - middle_m) < 7.5;
  };
  Destination exit;
  exit.id = "exit";
  const int exit_x = static_cast<int>(length_m) + (corridor ? 15 : 13);
  for (int y = 0; y < plan.height; ++y)
    if (plan.open(exit_x, y)) exit.cells.push_back(street::leaf_cell(exit_x, y));
  plan.destinations.push_back(exit);
  SplitMix64 dice;
  std::uint64_t id = 0;
  const double first_y_m = corridor ? 0.5 : 2 + spacing_m / 2;
  const double last_y_m = corridor ? 9.5 : across_m - 2;
  for (double x = 2 + spacing_m / 2; x < length_m - 2; x += spacing_m) {
    for (double y = first_y_m; corridor ? y <= last_y_m : y < last_y_m; y += spacing_m) {
      const double at_x = x + 0.1 * spacing_m * (2 * dice.uniform() - 1);
      const double at_y = y + 0.1 * spacing_m * (2 * dice.uniform() - 1);
      const double free_speed_m_s = 1.34 + 0.45 * (2 * dice.uniform() - 1);
      if (in_column(at_x, at_y, 0.35)) continue;
      WaitingPerson person;
      person.walker.id = ++id;
      person.walker.x = static_cast<std::uint32_t>((at_x + 1) * cell_units);
      person.walker.y = static_cast<std::uint32_t>((at_y + 1) * cell_units);
      person.walker.free_speed_m_s = static_cast<float>(free_speed_m_s);
      plan.people.push_back(person);
    }
  }
  return plan;
}

}  // namespace machi::crowd_cases
