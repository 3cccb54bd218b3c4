/// \file  Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011) of (seed, id, event, purpose), without
/// state.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace machi {

/// Four independent 32-bit words that depend on nothing but the four arguments. Any thread.
inline std::array<std::uint32_t, 4> random_block(std::uint64_t seed, std::uint64_t id, std::uint32_t event,
                                                 std::uint32_t purpose) {
  const r123::Philox4x32::ctr_type counter{
      {static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(id >> 32), event, purpose}};
  const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto block = r123::Philox4x32{}(counter, key);
  return {block[0], block[1], block[2], block[3]};
}

/// Uniform in [0, 1) with 32 bits.
inline double uniform01(std::uint32_t word) {
  return word * 0x1p-32;
}

/// A short run of draws for one (seed, id, purpose); draw k is word k % 4 of block k / 4, so draws never shift when
/// another purpose draws more.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t id, std::uint32_t purpose) : seed_(seed), id_(id), purpose_(purpose) {}
  std::uint32_t word() {
    if (next_ % 4 == 0) block_ = random_block(seed_, id_, next_ / 4, purpose_);
    return block_[next_++ % 4];
  }
  /// Uniform in [0, 1).
  double uniform() { return uniform01(word()); }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, count); the bias is below count / 2^32.
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(word()) * count) >> 32);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t id_;
  std::uint32_t purpose_;
  std::uint32_t next_{0};
  std::array<std::uint32_t, 4> block_{};
};

}  // namespace machi
