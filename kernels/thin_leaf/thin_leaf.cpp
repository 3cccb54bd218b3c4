#include "kernels/thin_leaf/thin_leaf.hpp"

namespace machi::kernels {

namespace ref {
void thin_leaf(int side, std::size_t leaves, const std::uint64_t* nine, std::uint64_t* removable);
}
namespace base {
void thin_leaf(int side, std::size_t leaves, const std::uint64_t* nine, std::uint64_t* removable);
}
#if defined(__x86_64__)
namespace avx2 {
void thin_leaf(int side, std::size_t leaves, const std::uint64_t* nine, std::uint64_t* removable);
}
namespace avx512 {
void thin_leaf(int side, std::size_t leaves, const std::uint64_t* nine, std::uint64_t* removable);
}
#endif

void thin_leaf(Variant variant, ThinSide side, std::span<const std::uint64_t> nine,
               std::span<std::uint64_t> removable) {
  const int direction = static_cast<int>(side);
  switch (variant) {
    case Variant::ref:
      return ref::thin_leaf(direction, removable.size(), nine.data(), removable.data());
#if defined(__x86_64__)
    case Variant::avx512:
      return avx512::thin_leaf(direction, removable.size(), nine.data(), removable.data());
    case Variant::avx2:
      return avx2::thin_leaf(direction, removable.size(), nine.data(), removable.data());
#endif
    default:
      return base::thin_leaf(direction, removable.size(), nine.data(), removable.data());
  }
}

void thin_leaf(ThinSide side, std::span<const std::uint64_t> nine, std::span<std::uint64_t> removable) {
  thin_leaf(selected_variant(), side, nine, removable);
}

}  // namespace machi::kernels
