/// \file  The column beside a map in which its signs are explained, and what stands around every map.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "io/report/map_frame.hpp"
#include "io/report/palette.hpp"

namespace machi {

/// Writes a legend from top to bottom, to the right of the map.
class LegendPanel {
 public:
  LegendPanel(Canvas& canvas, const MapFrame& frame);

  void heading(std::string_view text);
  void entry(const Colour& colour, std::string_view text);
  void line(const Colour& colour, std::string_view text, double width = 2.6);
  void disc(const Colour& colour, double radius, std::string_view text);
  void bridge(std::string_view text);
  void shelter(std::string_view text);
  /// A line of text without a sign.
  void note(std::string_view text);
  /// A row of a table: its parts end at the given distances from the left end of the panel, in units.
  void row(std::initializer_list<std::pair<double, std::string>> parts, const Colour& colour = palette::ink);
  double y() const { return y_; }

 private:
  void label(std::string_view text);

  Canvas& canvas_;
  double unit_;
  double x_;
  double y_;
};

/// Clears what reaches beyond the map and draws its edge.
void clear_around(Canvas& canvas, const MapFrame& frame);

/// A bar of a round length of up to 190 units, its upper left corner at `left`.
void draw_scale_bar(Canvas& canvas, const MapFrame& frame, Pixel left);

void draw_north_arrow(Canvas& canvas, Pixel tip, double unit);

}  // namespace machi
