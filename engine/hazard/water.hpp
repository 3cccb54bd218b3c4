/// \file  How deep the water is now, on the own cells of a rank.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/hazard/water_layer.hpp"
#include "engine/hazard/water_source.hpp"

namespace machi {

/// Depth (and speed of the flow where a source gives it) in the own cells, from any number of sources; where several
/// have water the deepest counts, the first of equals (docs/models/hazard.md).
///
/// Time is seen at instants only: the frames' times and the multiples of `interval_s`. What stands in a cell is a pure
/// function of the time asked for: neither earlier calls, a restart, ranks nor threads occur in it.
class Water {
 public:
  /// terrain_m [own * 64], NaN unknown (no depth follows there from a level); read by sources of FrameMeaning::level
  /// only. Leaves, terrain and what the sources refer to must outlive this. Dry until advance() is called. Throws
  /// RunError where a source's sizes do not fit. Local.
  Water(const LeafDomain& leaves, std::span<const float> terrain_m, std::span<const WaterSource> sources,
        double interval_s = 10);

  /// The latest instant at or before a time, within a microsecond. The same on all ranks.
  double instant_s(double time_s) const;
  /// Whether advance(time_s) has anything to do. The same on all ranks, so that what follows may be collective.
  bool due(double time_s) const { return instant_s(time_s) != now_s_; }

  /// Brings depth and speed to a time, forward or back, and puts the own leaves in which anything differs from before
  /// into `changed`, ascending. True where there are any on this rank. Cheap while the instant stays the same, or the
  /// water in a leaf stands still. Local, uses all threads.
  bool advance(double time_s, std::vector<std::uint32_t>& changed);

  std::span<const std::uint16_t> depth_cm() const { return depth_cm_; }  ///< [own * 64], 0 dry
  /// [own * 64], 0 where dry or unknown; empty where no source knows it.
  std::span<const std::uint16_t> velocity_cm_s() const { return velocity_cm_s_; }

  /// First time at which each own cell is at least `least_cm` (1 … 65535) deep, [own * 64]; infinity where never.
  /// Not bound to instants. Goes through all frames. Local, uses all threads.
  std::vector<float> first_wet_s(std::uint16_t least_cm) const;
  /// The same of some cells: those of the masks of some own leaves, [leaves * 64]; infinity in the others.
  struct LeafMask {
    std::uint32_t leaf{0};
    std::uint64_t cells{0};
  };
  std::vector<float> first_wet_s(std::uint16_t least_cm, std::span<const LeafMask> leaves) const;

  /// Own leaves that source `source` can wet. 0 on all ranks: it lies elsewhere than the city.
  std::uint64_t leaves_under(std::size_t source) const { return leaves_under_[source]; }
  /// Throws InputError on all ranks, naming the source, where one lies elsewhere than the city. Collective.
  void check_overlap(const Comm& comm) const;

 private:
  bool refresh(std::size_t place);
  void first_wet(const LeafMask& in, std::uint16_t least_cm, float* wet_s) const;

  const LeafDomain* leaves_;
  double interval_s_;
  double now_s_;
  std::vector<std::unique_ptr<WaterLayer>> layers_;
  std::vector<std::uint64_t> leaves_under_;  ///< [sources]
  std::vector<std::uint32_t> touched_;       ///< own leaves that any source can wet, ascending
  std::vector<std::uint32_t> states_;        ///< [touched * sources] as they were last
  std::vector<std::uint8_t> differs_;        ///< [touched]
  std::vector<std::uint16_t> depth_cm_;
  std::vector<std::uint16_t> velocity_cm_s_;
};

}  // namespace machi
