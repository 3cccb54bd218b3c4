#include "engine/network/cross_section.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr int axis_reach = 3;
constexpr double step = 0.125;

// Reads cells of a mask by place; stays in one leaf as long as the places do.
class MaskReader {
 public:
  MaskReader(const LeafDomain& leaves, std::span<const std::uint64_t> mask, std::uint32_t leaf)
      : leaves_(leaves), mask_(mask), leaf_(leaf), at_(leaves.leaf(leaf)) {}

  bool at(std::int32_t x, std::int32_t y) {
    const LeafXY leaf{x >> 3, y >> 3};
    if (!(leaf == at_)) {
      at_ = leaf;
      leaf_ = leaves_.find(leaf);
    }
    return leaf_ != LeafDomain::none && (mask_[leaf_] >> ((y & 7) * leaf_side + (x & 7)) & 1) != 0;
  }

 private:
  const LeafDomain& leaves_;
  std::span<const std::uint64_t> mask_;
  std::uint32_t leaf_;
  LeafXY at_;
};

struct Direction {
  double x{1};
  double y{0};
};

// The main axis of the line's cells around (x, y): the eigenvector of their covariance, by half-angle formulas.
Direction axis_of(MaskReader line, std::int32_t x, std::int32_t y) {
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (int dy = -axis_reach; dy <= axis_reach; ++dy) {
    for (int dx = -axis_reach; dx <= axis_reach; ++dx) {
      if (!line.at(x + dx, y + dy)) continue;
      n += 1, sx += dx, sy += dy, sxx += dx * dx, syy += dy * dy, sxy += dx * dy;
    }
  }
  const double a = (sxx - sx * sx / n) - (syy - sy * sy / n);
  const double b = 2 * (sxy - sx * sy / n);
  const double h = std::sqrt(a * a + b * b);
  if (h == 0) return {};
  return {std::sqrt(std::max(0.0, 0.5 + 0.5 * a / h)), std::copysign(std::sqrt(std::max(0.0, 0.5 - 0.5 * a / h)), b)};
}

}  // namespace

double street_width_cells(const LeafDomain& leaves, std::span<const std::uint64_t> street,
                          std::span<const std::uint64_t> line, std::uint32_t leaf, int bit,
                          std::uint32_t squared_clearance) {
  const std::int32_t x = leaves.leaf(leaf).x * leaf_side + (bit & 7);
  const std::int32_t y = leaves.leaf(leaf).y * leaf_side + (bit >> 3);
  const Direction along = axis_of(MaskReader(leaves, line, leaf), x, y);
  // No place nearer than this lies in a cell outside: half a cell's diagonal and the shift below are taken off.
  const double known = std::floor((std::sqrt(static_cast<double>(squared_clearance)) - 1.0) / step) * step;
  const double limit = leaves.radius() * leaf_side - 1.0;
  MaskReader reader(leaves, street, leaf);
  double sum = 0;
  // Two parallels, because a diagonal through the cell's middle meets every other row of cells at their corners only.
  for (const double shift : {-0.25, 0.25}) {
    sum -= step;  // the edge lies half a step before the first place outside, on both sides
    for (const double side : {-1.0, 1.0}) {
      double walked = std::max(step, known);
      const auto inside = [&] {
        return reader.at(static_cast<std::int32_t>(std::floor(x + 0.5 + shift * along.x - side * walked * along.y)),
                         static_cast<std::int32_t>(std::floor(y + 0.5 + shift * along.y + side * walked * along.x)));
      };
      while (walked < limit && inside()) walked += step;
      sum += walked;
    }
  }
  return sum / 2;
}

}  // namespace machi
