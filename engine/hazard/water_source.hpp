/// \file  Where the water of a run comes from: frames on a grid of their own, or a largest depth that rises.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "engine/model/grid.hpp"

namespace machi {

/// What the values of WaterFrames::level_cm are.
enum class FrameMeaning : std::uint8_t {
  level,             ///< heights of the surface, T.P.; depth = level - terrain
  level_over_plane,  ///< heights of the surface over level, even ground at FrameSource::plane_cm
  depth,             ///< depths themselves
};

/// What holds before the first frame.
enum class BeforeFirst : std::uint8_t { dry, as_first };

/// Water in frames. A cell has a value in a frame where it is not missing_int. Between two frames in which it has one
/// the value changes linearly, else the earlier frame's holds; after the last frame the last one's.
struct FrameSource {
  const WaterFrames* frames{nullptr};  ///< must outlive the Water; times strictly increasing
  FrameMeaning meaning{FrameMeaning::level};
  std::int32_t plane_cm{0};
  BeforeFirst before{BeforeFirst::dry};
  double event_s{0};  ///< when, on the clock of the run, the event begins that the frames count from
  /// Speed of the flow, laid out as frames->level_cm, or empty where unknown. Must outlive the Water.
  std::span<const std::uint16_t> velocity_cm_s;
  /// In place of frames->level_cm, where the values are held elsewhere. Must outlive the Water.
  std::span<const std::int16_t> level_cm{};
};

/// A straight front that passes the point at the arrival time and goes on at one speed.
struct WaveFront {
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
  double towards_x{0};  ///< direction of travel, any length above 0
  double towards_y{0};
  double speed_m_s{0};  ///< above 0
};

/// A largest depth per cell that is reached by depth(t) = depth_max * clamp((t - arrival) / rise, 0, 1) and stays.
struct RiseSource {
  std::string name;
  std::span<const std::uint16_t> depth_cm;  ///< [own * 64] largest depth; must outlive the Water
  double arrival_s{0};                      ///< on the clock of the run
  double rise_s{0};                         ///< 0: at once
  /// Cells ahead of the front at arrival_s get the water later, by their distance over its speed.
  std::optional<WaveFront> front;
};

using WaterSource = std::variant<FrameSource, RiseSource>;

}  // namespace machi
