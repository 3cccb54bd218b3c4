// The plain twin: cell by cell, case by case.
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace machi::kernels::ref {
namespace {

// Rise over one cell between the neighbours on either side of a cell of height `here`.
float rise(float before, float here, float after) {
  if (!std::isnan(before) && !std::isnan(after)) return (after - before) * 0.5F;
  if (!std::isnan(after)) return after - here;
  if (!std::isnan(before)) return here - before;
  return 0;
}

std::uint8_t slope_of_cell(const float* here, std::ptrdiff_t row, float cell_m) {
  if (std::isnan(*here)) return 0;
  const float east = rise(here[-1], *here, here[1]);
  const float north = rise(here[-row], *here, here[row]);
  const float percent = std::sqrt(east * east + north * north) * (100.0F / cell_m);
  return percent < 255.0F ? static_cast<std::uint8_t>(percent + 0.5F) : std::uint8_t{255};
}

}  // namespace

void slope(std::size_t leaves, const float* height_m, float cell_m, std::uint8_t* slope_percent) {
  for (std::size_t leaf = 0; leaf < leaves; ++leaf)
    for (std::size_t y = 0; y < 8; ++y)
      for (std::size_t x = 0; x < 8; ++x)
        slope_percent[leaf * 64 + y * 8 + x] = slope_of_cell(height_m + leaf * 100 + (y + 1) * 10 + x + 1, 10, cell_m);
}

}  // namespace machi::kernels::ref
