// The plain twin: cell by cell.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace machi::kernels::ref {

/// plane [5]: at origin, per column, per row, lowest, highest, in 1/256 m.
void raise_to_plane(const double* plane, std::uint64_t mask, float* height_m) {
  for (std::size_t cell = 0; cell < 64; ++cell) {
    if ((mask >> cell & 1) == 0) continue;
    const std::size_t row = cell / 8;
    const std::size_t column = cell % 8;
    const double on_plane = plane[0] + plane[2] * static_cast<double>(row) + plane[1] * static_cast<double>(column);
    const double bounded = std::clamp(on_plane, plane[3], plane[4]);
    const auto height = static_cast<float>((std::nearbyint(bounded) + 0.0) / 256.0);  // + 0.0: no -0
    if (std::isnan(height_m[cell]) || height_m[cell] < height) height_m[cell] = height;
  }
}

}  // namespace machi::kernels::ref
