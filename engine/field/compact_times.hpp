/// \file  A travel-time field in 16 bits a cell, for the many fields that are kept but seldom read.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/field/travel_time.hpp"

namespace machi {

/// The times of the own cells as one 32-bit base a leaf and 16 bits a cell. Exact where the times of a leaf spread over
/// less than 255 s, which holds for all leaves but those with long detours or deep water; elsewhere rounded down to
/// 2^shift units, so that the order of times is kept. 133 bytes a leaf instead of 256.
class CompactTimes {
 public:
  explicit CompactTimes(const TravelTimes& field);
  /// The time of an own cell; time_never and time_blocked as in TravelTimes. Any thread.
  std::uint32_t at(std::uint32_t own_leaf, int cell) const {
    const std::uint16_t over = over_[std::size_t{own_leaf} * leaf_cells + static_cast<std::size_t>(cell)];
    if (over >= over_never) return over == over_never ? time_never : time_blocked;
    return base_[own_leaf] + (std::uint32_t{over} << shift_[own_leaf]);
  }
  /// The times of a leaf are exact to 2^shift - 1 units.
  int shift(std::uint32_t own_leaf) const { return shift_[own_leaf]; }

 private:
  static constexpr std::uint16_t over_never = 0xfffe;
  static constexpr std::uint16_t over_blocked = 0xffff;
  std::vector<std::uint32_t> base_;
  std::vector<std::uint8_t> shift_;
  std::vector<std::uint16_t> over_;  ///< [own * 64]
};

}  // namespace machi
