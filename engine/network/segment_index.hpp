/// \file  The nearest of many line segments, by square tiles.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace machi {

/// A piece of a link's shape.
struct LinkSegment {
  std::int32_t ax_mm{0};
  std::int32_t ay_mm{0};
  std::int32_t bx_mm{0};
  std::int32_t by_mm{0};
  std::uint32_t link{0};
  std::uint32_t piece{0};  ///< which piece of the link
  double offset_mm{0};     ///< from the link's first node to `a`
};

class SegmentIndex {
 public:
  struct Found {
    std::uint32_t segment{0xffffffffU};
    double square_mm2{std::numeric_limits<double>::infinity()};
    double offset_mm{0};  ///< along the link
  };

  explicit SegmentIndex(std::vector<LinkSegment> segments);
  const LinkSegment& segment(std::uint32_t index) const { return segments_[index]; }

  /// The segment nearest to a point, of equals the one with the lowest (link, piece); segment none where there is none.
  /// Local: any thread.
  Found nearest(std::int32_t x_mm, std::int32_t y_mm) const;

 private:
  std::int64_t tile_of(std::int64_t coordinate, std::int64_t origin) const;
  void look_at(std::int64_t column, std::int64_t row, std::int32_t x_mm, std::int32_t y_mm, Found& best) const;

  std::vector<LinkSegment> segments_;
  std::int64_t tile_mm_{64000};
  std::int64_t x_mm_{0};  ///< south-west corner of tile (0, 0)
  std::int64_t y_mm_{0};
  std::int64_t columns_{0};
  std::int64_t rows_{0};
  std::vector<std::uint32_t> begin_;  ///< [tiles + 1] into entries_
  std::vector<std::uint32_t> entries_;
};

}  // namespace machi
