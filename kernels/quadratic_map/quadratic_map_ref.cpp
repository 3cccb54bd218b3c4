// The plain twin: the six terms, summed from the constant up.
#include <cstddef>

namespace machi::kernels::ref {
namespace {

double quadratic(const double* c, double u, double v) {
  return ((((c[0] + c[1] * u) + c[2] * v) + c[3] * (u * u)) + c[4] * (u * v)) + c[5] * (v * v);
}

}  // namespace

void quadratic_map(std::size_t count, const double* map, const double* first, const double* second, double* x,
                   double* y) {
  for (std::size_t i = 0; i < count; ++i) {
    const double u = (first[i] - map[0]) * map[2];
    const double v = (second[i] - map[1]) * map[3];
    x[i] = quadratic(map + 4, u, v);
    y[i] = quadratic(map + 10, u, v);
  }
}

}  // namespace machi::kernels::ref
