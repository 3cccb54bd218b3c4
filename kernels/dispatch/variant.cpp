#include "kernels/dispatch/variant.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "kernels/dispatch/available_variants.hpp"

namespace machi::kernels {
namespace {

Variant choose() {
  const std::vector<Variant> available = available_variants();
  const char* forced = std::getenv("MACHI_KERNEL");
  if (forced == nullptr || *forced == '\0') return available.back();
  const auto it = std::find_if(available.begin(), available.end(), [&](Variant v) { return name_of(v) == forced; });
  if (it != available.end()) return *it;
  std::string names;
  for (const Variant v : available) names += (names.empty() ? "" : ", ") + std::string(name_of(v));
  throw std::invalid_argument("MACHI_KERNEL=" + std::string(forced) + " cannot run here. Use one of " + names);
}

}  // namespace

std::string_view name_of(Variant variant) {
  switch (variant) {
    case Variant::ref:
      return "ref";
    case Variant::base:
      return "base";
    case Variant::avx2:
      return "avx2";
    case Variant::avx512:
      return "avx512";
  }
  return "ref";
}

std::vector<Variant> available_variants() {
  std::vector<Variant> variants{Variant::ref, Variant::base};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) variants.push_back(Variant::avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw"))
    variants.push_back(Variant::avx512);
#endif
  return variants;
}

Variant selected_variant() {
  static const Variant variant = choose();
  return variant;
}

}  // namespace machi::kernels
