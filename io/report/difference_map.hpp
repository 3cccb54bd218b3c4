/// \file  A map of differences between two runs as a PNG: what became less in blue, what became more in red.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/city/city_file_summary.hpp"

namespace machi {

/// What is drawn where; what differs by 0 is left out. Places are in mm from the city's origin.
struct DifferenceMap {
  struct Block {
    BoxMm box;
    double value{0};
  };
  struct Line {
    PointMm from;
    PointMm to;
    double value{0};
  };
  std::string title;
  std::string note;     ///< a line below the title
  std::string heading;  ///< of the legend: quantity and unit
  std::string attribution;
  std::vector<double> buildings;  ///< by row of the city file; may be shorter
  std::vector<Block> blocks;
  std::vector<Line> lines;

  /// Whether anything differs.
  bool any() const;
};

/// The number 1, 2 or 5 × a power of ten that is no less than `value` > 0: the end of a scale.
double scale_end(double value);

/// Draws the differences over the city, where there is one. Throws InputError where the city file is damaged, RunError
/// where libpng fails.
std::vector<std::uint8_t> draw_difference(const DifferenceMap& map, const std::optional<CityFileSummary>& city,
                                          int size_pixels);

}  // namespace machi
