// Points side by side in a register; the products u², u v, v² are shared by both results.
#include <cstddef>

namespace machi::kernels::MACHI_VARIANT {

void quadratic_map(std::size_t count, const double* __restrict map, const double* __restrict first,
                   const double* __restrict second, double* __restrict x, double* __restrict y) {
  const double* __restrict const a = map + 4;
  const double* __restrict const b = map + 10;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const double u = (first[i] - map[0]) * map[2];
    const double v = (second[i] - map[1]) * map[3];
    const double uu = u * u;
    const double uv = u * v;
    const double vv = v * v;
    x[i] = ((((a[0] + a[1] * u) + a[2] * v) + a[3] * uu) + a[4] * uv) + a[5] * vv;
    y[i] = ((((b[0] + b[1] * u) + b[2] * v) + b[3] * uu) + b[4] * uv) + b[5] * vv;
  }
}

}  // namespace machi::kernels::MACHI_VARIANT
