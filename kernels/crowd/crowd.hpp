/// \file  What the kernels of local motion work on: some walkers, all who stand near enough to matter to them, and the
/// walls around. Plain data only, for these headers are built per instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machi::kernels {

/// Persons are worked on in runs of this many; sums keep one partial per lane and one fixed tree in every variant.
inline constexpr std::size_t crowd_lanes = 16;

/// Everyone near enough to matter, in a fixed order: by bin, then by id. Coordinates are relative to one origin close
/// by, so that single precision resolves micrometres. Arrays are readable up to the next multiple of crowd_lanes; what
/// stands there is not looked at.
struct Crowd {
  const float* x_m{nullptr};
  const float* y_m{nullptr};
  const float* vx_m_s{nullptr};  ///< velocity of the last step
  const float* vy_m_s{nullptr};
  const float* radius_m{nullptr};
  std::size_t size{0};
};

/// Walls as axis-parallel segments: x0 == x1 or y0 == y1, x0 <= x1, y0 <= y1. The same origin as the crowd.
struct Walls {
  const float* x0_m{nullptr};
  const float* y0_m{nullptr};
  const float* x1_m{nullptr};
  const float* y1_m{nullptr};
  std::size_t size{0};
};

/// Those of the crowd that are to move.
struct Walkers {
  const std::uint32_t* self{nullptr};  ///< index in the crowd
  const float* heading_x{nullptr};     ///< unit vector where the walker wants to go, or (0, 0)
  const float* heading_y{nullptr};
  const float* desired_m_s{nullptr};  ///< free speed here and now: class, slope, water, group
  float* velocity_x_m_s{nullptr};     ///< out: velocity of the next step
  float* velocity_y_m_s{nullptr};
  std::size_t size{0};
};

}  // namespace machi::kernels
