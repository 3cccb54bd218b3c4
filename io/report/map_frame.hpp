/// \file  Where on the picture the map, its legend and its title stand.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/model/geometry.hpp"
#include "io/report/canvas.hpp"

namespace machi {

struct MapFrame {
  int width{0};  ///< of the picture, pixels
  int height{0};
  double unit{1};  ///< pixels of a design that is 1600 pixels long
  // The map: its upper left corner and size on the picture.
  double left{0};
  double top{0};
  double map_width{0};
  double map_height{0};
  BoxMm box;  ///< what it shows
  double mm_per_pixel{1};

  double metres_per_pixel() const { return mm_per_pixel / 1000; }
  Pixel at(double x_mm, double y_mm) const {
    return {left + (x_mm - box.x_min) / mm_per_pixel, top + (box.y_max - y_mm) / mm_per_pixel};
  }
  bool shows(const BoxMm& other) const { return box.overlaps(other); }
};

/// The largest map of `box` on a picture whose long side is `size` pixels.
inline MapFrame frame_map(const BoxMm& box, int size) {
  MapFrame frame;
  frame.box = box;
  frame.unit = std::max(size, 400) / 1600.0;
  const double margin = 28 * frame.unit;
  const double panel = 292 * frame.unit;
  const double head = 92 * frame.unit;
  const double foot = 30 * frame.unit;
  const double box_width = static_cast<double>(box.x_max) - box.x_min;
  const double box_height = static_cast<double>(box.y_max) - box.y_min;
  frame.mm_per_pixel = std::max(box_width / (size - panel - 2 * margin), box_height / (size - head - foot - margin));
  frame.map_width = box_width / frame.mm_per_pixel;
  frame.map_height = box_height / frame.mm_per_pixel;
  frame.left = margin;
  frame.top = head;
  frame.width = static_cast<int>(std::ceil(frame.map_width + panel + 2 * margin));
  frame.height = static_cast<int>(std::ceil(std::max(frame.map_height, 560 * frame.unit) + head + foot + margin));
  return frame;
}

}  // namespace machi
