/// \file  What is counted in an area: crossings of lines, and density and speed in measuring areas.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/walker.hpp"

namespace machi {

/// Positions in 1/65,536 cell.
struct LinePoint {
  std::int64_t x{0};
  std::int64_t y{0};
};

struct ObservedLine {
  std::string id;
  std::vector<LinePoint> points;
};

/// The cells of a measuring area as bits by leaf.
struct ObservedArea {
  std::string id;
  double area_m2{0};  ///< of its open cells
  double from_s{0};
  double to_s{0};
  std::vector<std::uint64_t> cells;  ///< [own leaves], bit y * 8 + x
};

struct AreaObservers {
  std::vector<ObservedLine> lines;
  std::vector<ObservedArea> areas;
};

/// Someone crossed a line; forward: from its left to its right.
struct Crossing {
  std::uint32_t line{0};
  bool forward{true};
  std::uint64_t step{0};
  std::uint64_t id{0};
  friend auto operator<=>(const Crossing&, const Crossing&) = default;
};

/// Sums over persons and steps in a second; whole numbers, so that their order cannot matter.
struct AreaSums {
  std::int64_t persons{0};     ///< person-steps
  std::int64_t speed_um_s{0};  ///< sum of speeds
  std::int64_t ahead_um_s{0};  ///< sum of speeds in the direction that each wants to go
};

/// Whether the straight way from a to b crosses a line: +1 from left to right, -1 from right to left, 0 not. A way that
/// ends on the line has not crossed it yet; one that begins there has not crossed it before.
int crossing(const ObservedLine& line, LinePoint a, LinePoint b);

}  // namespace machi
