/// \file  One source of water seen from the own leaves of a rank. Used by Water, which see.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/grid/leaf_domain.hpp"
#include "engine/hazard/water_source.hpp"

namespace machi {

/// Depth and speed of the flow in the cells of one leaf.
struct LeafWater {
  std::array<std::uint16_t, leaf_cells> depth_cm{};
  std::array<std::uint16_t, leaf_cells> velocity_cm_s{};
};

/// Everything is a pure function of the time that set_time() was given last. After set_time() all threads may ask.
class WaterLayer {
 public:
  static constexpr std::uint32_t dry = 0;
  static constexpr std::uint32_t moving = 0xffffffffU;

  virtual ~WaterLayer() = default;
  virtual std::string name() const = 0;
  /// Box in metres from the city's origin and why nothing lies in it, for the sentence of an error.
  virtual std::string place() const = 0;
  virtual bool touches(std::uint32_t own_leaf) const = 0;
  virtual bool has_velocity() const = 0;
  /// The latest moment at or before a time from which another law of change holds (a frame's time), or -infinity.
  virtual double last_change_s(double time_s) const = 0;
  virtual void set_time(double time_s) = 0;
  /// `dry`, `moving`, or a number that names what stands in the leaf: equal numbers, equal water.
  virtual std::uint32_t state(std::uint32_t own_leaf) const = 0;
  /// Writes cells where this layer is deeper than what stands there.
  virtual void pour(std::uint32_t own_leaf, LeafWater& into) const = 0;
  /// Lowers the time of each cell of the mask to the first at which its depth, rounded to cm, is at least `least_cm`.
  virtual void first_wet(std::uint32_t own_leaf, std::uint64_t cells, std::uint16_t least_cm,
                         std::span<double, leaf_cells> wet_s) const = 0;
};

std::unique_ptr<WaterLayer> make_layer(const LeafDomain& leaves, std::span<const float> terrain_m,
                                       const FrameSource& source);
std::unique_ptr<WaterLayer> make_layer(const LeafDomain& leaves, std::span<const float> terrain_m,
                                       const RiseSource& source);

/// A depth in cm rounded to the nearest, 0 … 65535; not a number counts as dry.
std::uint16_t rounded_cm(double depth_cm);

/// Puts a depth where it is the deepest yet.
inline void pour_cell(LeafWater& into, std::size_t cell, std::uint16_t depth_cm, std::uint16_t velocity_cm_s) {
  if (depth_cm <= into.depth_cm[cell]) return;
  into.depth_cm[cell] = depth_cm;
  into.velocity_cm_s[cell] = velocity_cm_s;
}

}  // namespace machi
