#include "kernels/quadratic_map/quadratic_map.hpp"

#include <cstddef>

namespace machi::kernels {

// map: centre_first, centre_second, per_first, per_second, x0 … x5, y0 … y5.
using Body = void(std::size_t count, const double* map, const double* first, const double* second, double* x,
                  double* y);
namespace ref {
Body quadratic_map;
}
namespace base {
Body quadratic_map;
}
#if defined(__x86_64__)
namespace avx2 {
Body quadratic_map;
}
namespace avx512 {
Body quadratic_map;
}
#endif

namespace {

Body* body_of(Variant variant) {
  switch (variant) {
    case Variant::ref:
      return ref::quadratic_map;
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::quadratic_map;
    case Variant::avx2:
      return avx2::quadratic_map;
#endif
    default:
      return base::quadratic_map;
  }
}

}  // namespace

void quadratic_map(Variant variant, const QuadraticMap& map, std::span<const double> first,
                   std::span<const double> second, std::span<double> x, std::span<double> y) {
  std::array<double, 16> flat{map.centre_first, map.centre_second, map.per_first, map.per_second};
  for (std::size_t i = 0; i < 6; ++i) {
    flat[4 + i] = map.x[i];
    flat[10 + i] = map.y[i];
  }
  body_of(variant)(first.size(), flat.data(), first.data(), second.data(), x.data(), y.data());
}

void quadratic_map(const QuadraticMap& map, std::span<const double> first, std::span<const double> second,
                   std::span<double> x, std::span<double> y) {
  quadratic_map(selected_variant(), map, first, second, x, y);
}

}  // namespace machi::kernels
