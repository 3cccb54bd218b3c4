#include "kernels/eikonal_leaf/eikonal_leaf.hpp"

namespace machi::kernels {

#define MACHI_EIKONAL_OF(variant)                                                                       \
  namespace variant {                                                                                   \
  bool eikonal_leaf(std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* changed);        \
  bool eikonal_withdraw(std::uint32_t* time, const std::uint16_t* slowness, const std::uint32_t* start, \
                        std::uint64_t* changed);                                                        \
  bool eikonal_upwind(const std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* upwind); \
  }
MACHI_EIKONAL_OF(base)
#if defined(__x86_64__)
MACHI_EIKONAL_OF(avx2)
MACHI_EIKONAL_OF(avx512)
#endif
#undef MACHI_EIKONAL_OF

namespace ref {
std::uint64_t eikonal_leaf(std::uint32_t* time, const std::uint16_t* slowness);
std::uint64_t eikonal_withdraw(std::uint32_t* time, const std::uint16_t* slowness, const std::uint32_t* start);
void eikonal_upwind(const std::uint32_t* time, const std::uint16_t* slowness, std::uint64_t* upwind);
}  // namespace ref

namespace {

// The vectorised bodies compute in single precision, where integers below 2^24 are exact. They refuse leaves with a
// slowness of 2048 and above or with times that spread over 2^23 and more; the plain twin takes those.
template <class... Arguments>
bool run_body(Variant variant, bool (*base_body)(Arguments...), [[maybe_unused]] bool (*avx2_body)(Arguments...),
              [[maybe_unused]] bool (*avx512_body)(Arguments...), Arguments... arguments) {
  switch (variant) {
    case Variant::ref:
      return false;
    case Variant::avx512:
      return avx512_body(arguments...);
    case Variant::avx2:
      return avx2_body(arguments...);
    default:
      return base_body(arguments...);
  }
}

}  // namespace

#if defined(__x86_64__)
#define MACHI_BODIES(name) base::name, avx2::name, avx512::name
#else
#define MACHI_BODIES(name) base::name, base::name, base::name
#endif

std::uint64_t eikonal_leaf(Variant variant, std::span<std::uint32_t, eikonal_cells> time,
                           std::span<const std::uint16_t, 64> slowness) {
  std::uint64_t changed = 0;
  if (run_body(variant, MACHI_BODIES(eikonal_leaf), time.data(), slowness.data(), &changed)) return changed;
  return ref::eikonal_leaf(time.data(), slowness.data());
}

std::uint64_t eikonal_withdraw(Variant variant, std::span<std::uint32_t, eikonal_cells> time,
                               std::span<const std::uint16_t, 64> slowness, std::span<const std::uint32_t, 64> start) {
  std::uint64_t changed = 0;
  if (run_body(variant, MACHI_BODIES(eikonal_withdraw), time.data(), slowness.data(), start.data(), &changed))
    return changed;
  return ref::eikonal_withdraw(time.data(), slowness.data(), start.data());
}

void eikonal_upwind(Variant variant, std::span<const std::uint32_t, eikonal_cells> time,
                    std::span<const std::uint16_t, 64> slowness, std::span<std::uint64_t, 4> upwind) {
  if (!run_body(variant, MACHI_BODIES(eikonal_upwind), time.data(), slowness.data(), upwind.data()))
    ref::eikonal_upwind(time.data(), slowness.data(), upwind.data());
}
#undef MACHI_BODIES

std::uint64_t eikonal_leaf(std::span<std::uint32_t, eikonal_cells> time, std::span<const std::uint16_t, 64> slowness) {
  return eikonal_leaf(selected_variant(), time, slowness);
}

std::uint64_t eikonal_withdraw(std::span<std::uint32_t, eikonal_cells> time,
                               std::span<const std::uint16_t, 64> slowness, std::span<const std::uint32_t, 64> start) {
  return eikonal_withdraw(selected_variant(), time, slowness, start);
}

void eikonal_upwind(std::span<const std::uint32_t, eikonal_cells> time, std::span<const std::uint16_t, 64> slowness,
                    std::span<std::uint64_t, 4> upwind) {
  eikonal_upwind(selected_variant(), time, slowness, upwind);
}

}  // namespace machi::kernels
