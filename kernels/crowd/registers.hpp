/// \file  Registers of floats of the instruction set that a kernel body is built for, and what bodies do with them.
/// Only for files that are built per instruction set: everything here is internal to the file that includes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Registers never cross a call that is not inlined, so how they would be passed does not matter.
#if !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

namespace machi::kernels::MACHI_VARIANT {
namespace {

#if defined(__AVX512F__)
constexpr std::size_t width = 16;
#elif defined(__AVX2__)
constexpr std::size_t width = 8;
#else
constexpr std::size_t width = 4;
#endif
typedef float Part __attribute__((vector_size(width * 4)));
typedef std::int32_t Mask __attribute__((vector_size(width * 4)));

inline Part all(float value) {
  return value - Part{};
}
inline Part load(const float* from) {
  Part part;
  std::memcpy(&part, from, sizeof part);
  return part;
}
inline void store(float* to, Part part) {
  std::memcpy(to, &part, sizeof part);
}

#if defined(__AVX512F__)
// Masked forms, for the plain ones warn in GCC 12; the compiler makes plain ones of them.
inline Part either(Mask mask, Part yes, Part no) {
  return mask ? yes : no;
}
inline bool any(Mask mask) {
  return _mm512_movepi32_mask((__m512i)mask) != 0;
}
// smaller and larger give the second argument where both are equal or one is not a number.
inline Part smaller(Part a, Part b) {
  return (Part)_mm512_maskz_min_ps(0xffff, (__m512)a, (__m512)b);
}
inline Part larger(Part a, Part b) {
  return (Part)_mm512_maskz_max_ps(0xffff, (__m512)a, (__m512)b);
}
inline Part root(Part part) {
  return (Part)_mm512_maskz_sqrt_ps(0xffff, (__m512)part);
}
#elif defined(__AVX2__)
inline Part either(Mask mask, Part yes, Part no) {
  return (Part)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)mask);
}
inline bool any(Mask mask) {
  return _mm256_movemask_ps((__m256)mask) != 0;
}
inline Part smaller(Part a, Part b) {
  return (Part)_mm256_min_ps((__m256)a, (__m256)b);
}
inline Part larger(Part a, Part b) {
  return (Part)_mm256_max_ps((__m256)a, (__m256)b);
}
inline Part root(Part part) {
  return (Part)_mm256_sqrt_ps((__m256)part);
}
#else
inline Part either(Mask mask, Part yes, Part no) {
  return (Part)(((Mask)yes & mask) | ((Mask)no & ~mask));
}
#if defined(__SSE2__)
inline bool any(Mask mask) {
  return _mm_movemask_ps((__m128)mask) != 0;
}
inline Part smaller(Part a, Part b) {
  return (Part)_mm_min_ps((__m128)a, (__m128)b);
}
inline Part larger(Part a, Part b) {
  return (Part)_mm_max_ps((__m128)a, (__m128)b);
}
inline Part root(Part part) {
  return (Part)_mm_sqrt_ps((__m128)part);
}
#else
inline bool any(Mask mask) {
  return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
}
inline Part smaller(Part a, Part b) {
  return either(a < b, a, b);
}
inline Part larger(Part a, Part b) {
  return either(a > b, a, b);
}
inline Part root(Part part) {
  for (std::size_t i = 0; i < width; ++i) part[i] = __builtin_sqrtf(part[i]);
  return part;
}
#endif
#endif
inline Part size_of(Part part) {
  return (Part)((Mask)part & 0x7fffffff);
}

}  // namespace
}  // namespace machi::kernels::MACHI_VARIANT
