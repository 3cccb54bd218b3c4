/// \file  Who stands where while persons are being placed: bodies overlap neither one another nor walls.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/area/area_grid.hpp"

namespace machi {

/// Bodies are circles in whole millimetres on the grid's points; where an axis is periodic they are seen from the other
/// end too. Local, one thread.
class StandingRoom {
 public:
  /// No body will be larger than `largest_radius_mm`.
  StandingRoom(const AreaGrid& grid, std::int32_t largest_radius_mm);

  /// Whether a point lies in an open cell.
  bool is_open(std::int32_t x_mm, std::int32_t y_mm) const;
  /// Whether a body keeps clear of every closed cell.
  bool clear_of_walls(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm) const;
  /// Whether it keeps clear of everyone placed; a millimetre of rounding is forgiven.
  bool clear_of_persons(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm) const;
  void place(std::int32_t x_mm, std::int32_t y_mm, std::int32_t radius_mm);

 private:
  struct Body {
    std::int32_t x_mm;
    std::int32_t y_mm;
    std::int32_t radius_mm;
  };
  bool cell_open(std::int32_t column, std::int32_t row) const;
  void put(Body body);
  std::uint64_t bin_of(std::int64_t column, std::int64_t row) const;

  const AreaGrid* grid_;
  std::int32_t bin_mm_;
  LeafDirectory leaves_;
  std::unordered_map<std::uint64_t, std::vector<Body>> bins_;
};

}  // namespace machi
