#include "engine/model/leaf.hpp"

#include <utility>

namespace machi {

// The state-free form of the Hilbert index (Hamilton and Rau-Chaplin 2008, two dimensions).
LeafKey hilbert_key(int order, LeafXY leaf) {
  auto x = static_cast<std::uint32_t>(leaf.x);
  auto y = static_cast<std::uint32_t>(leaf.y);
  LeafKey key = 0;
  for (int bit = order - 1; bit >= 0; --bit) {
    const std::uint32_t side = std::uint32_t{1} << bit;
    const std::uint32_t rx = (x >> bit) & 1;
    const std::uint32_t ry = (y >> bit) & 1;
    key = (key << 2) | ((3 * rx) ^ ry);
    x &= side - 1;
    y &= side - 1;
    if (ry == 0) {
      if (rx == 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      std::swap(x, y);
    }
  }
  return key;
}

LeafXY hilbert_leaf(int order, LeafKey key) {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  for (int bit = 0; bit < order; ++bit) {
    const std::uint32_t side = std::uint32_t{1} << bit;
    const std::uint32_t rx = 1 & static_cast<std::uint32_t>(key >> 1);
    const std::uint32_t ry = 1 & (static_cast<std::uint32_t>(key) ^ rx);
    if (ry == 0) {
      if (rx == 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      std::swap(x, y);
    }
    x += side * rx;
    y += side * ry;
    key >>= 2;
  }
  return {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
}

LeafXY GridFrame::leaf_at(std::int32_t x_mm, std::int32_t y_mm) const {
  const auto floor_div = [](std::int32_t a, std::int32_t b) { return a >= 0 ? a / b : -((-(a + 1)) / b) - 1; };
  return {floor_div(x_mm, leaf_mm()), floor_div(y_mm, leaf_mm())};
}

}  // namespace machi
