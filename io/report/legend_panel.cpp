#include "io/report/legend_panel.hpp"

#include <fmt/format.h>

#include <cmath>

#include "io/report/map_objects.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {

LegendPanel::LegendPanel(Canvas& canvas, const MapFrame& frame)
    : canvas_(canvas), unit_(frame.unit), x_(frame.left + frame.map_width + 30 * unit_), y_(frame.top + 14 * unit_) {}

void LegendPanel::heading(std::string_view text) {
  y_ += 10 * unit_;
  draw_text(canvas_, text, {x_, y_}, 12.5 * unit_, palette::ink, 0.135);
  y_ += 24 * unit_;
}

void LegendPanel::entry(const Colour& colour, std::string_view text) {
  canvas_.box(x_, y_ - 12 * unit_, 26 * unit_, 14 * unit_, scaled(colour, 0.75F));
  canvas_.box(x_ + unit_, y_ - 11 * unit_, 24 * unit_, 12 * unit_, colour);
  label(text);
}

void LegendPanel::line(const Colour& colour, std::string_view text, double width) {
  const Pixel ends[] = {{x_, y_ - 5 * unit_}, {x_ + 26 * unit_, y_ - 5 * unit_}};
  canvas_.stroke(ends, width * unit_, colour);
  label(text);
}

void LegendPanel::disc(const Colour& colour, double radius, std::string_view text) {
  canvas_.disc({x_ + 13 * unit_, y_ - 5 * unit_}, radius * unit_, colour);
  label(text);
}

void LegendPanel::bridge(std::string_view text) {
  canvas_.box(x_, y_ - 10 * unit_, 26 * unit_, 10 * unit_, palette::deck_edge);
  canvas_.box(x_, y_ - 8.4 * unit_, 26 * unit_, 6.8 * unit_, palette::road);
  label(text);
}

void LegendPanel::shelter(std::string_view text) {
  y_ += 3 * unit_;
  draw_shelter_sign(canvas_, {x_ + 13 * unit_, y_ - 5 * unit_}, unit_);
  label(text);
}

void LegendPanel::note(std::string_view text) {
  draw_text(canvas_, text, {x_, y_}, 10.5 * unit_, palette::faint_ink);
  y_ += 23 * unit_;
}

void LegendPanel::row(std::initializer_list<std::pair<double, std::string>> parts, const Colour& colour) {
  for (const auto& [end, text] : parts)
    draw_text(canvas_, text, {x_ + end * unit_ - text_width(text, 10 * unit_), y_}, 10 * unit_, colour);
  y_ += 19 * unit_;
}

void LegendPanel::label(std::string_view text) {
  draw_text(canvas_, text, {x_ + 36 * unit_, y_}, 10.5 * unit_, palette::ink);
  y_ += 23 * unit_;
}

void clear_around(Canvas& canvas, const MapFrame& frame) {
  const double right = frame.left + frame.map_width;
  const double bottom = frame.top + frame.map_height;
  canvas.box(0, 0, canvas.width(), frame.top, palette::paper);
  canvas.box(0, 0, frame.left, canvas.height(), palette::paper);
  canvas.box(right, 0, canvas.width() - right, canvas.height(), palette::paper);
  canvas.box(0, bottom, canvas.width(), canvas.height() - bottom, palette::paper);
  const Pixel edge[] = {
      {frame.left, frame.top}, {right, frame.top}, {right, bottom}, {frame.left, bottom}, {frame.left, frame.top}};
  canvas.stroke(edge, 1.5 * frame.unit, palette::faint_ink);
}

void draw_scale_bar(Canvas& canvas, const MapFrame& frame, Pixel left) {
  const double longest_m = 190 * frame.unit * frame.metres_per_pixel();
  const double power = std::pow(10, std::floor(std::log10(longest_m)));
  const double length_m = longest_m >= 5 * power ? 5 * power : longest_m >= 2 * power ? 2 * power : power;
  const double length = length_m / frame.metres_per_pixel();
  const double thick = 6 * frame.unit;
  canvas.box(left.x, left.y, length, thick, palette::ink);
  for (int quarter = 1; quarter < 4; quarter += 2)
    canvas.box(left.x + length * quarter / 4, left.y + frame.unit, length / 4 - (quarter == 3 ? frame.unit : 0),
               thick - 2 * frame.unit, palette::paper);
  const std::string text = length_m >= 1000 ? fmt::format("{} km", length_m / 1000) : fmt::format("{} m", length_m);
  draw_text(canvas, "0", {left.x, left.y - 7 * frame.unit}, 10 * frame.unit, palette::ink);
  draw_text(canvas, text, {left.x + length - text_width(text, 10 * frame.unit), left.y - 7 * frame.unit},
            10 * frame.unit, palette::ink);
}

void draw_north_arrow(Canvas& canvas, Pixel tip, double unit) {
  const auto point = [&](double x, double y) { return Pixel{tip.x + x * unit, tip.y + y * unit}; };
  const std::vector<Pixel> dark{point(0, 0), point(11, 34), point(0, 26)};
  const std::vector<Pixel> light{point(0, 0), point(0, 26), point(-11, 34)};
  canvas.fill(std::span(&dark, 1), palette::ink);
  canvas.fill(std::span(&light, 1), palette::faint_ink);
  draw_text(canvas, "N", point(-4.5, 54), 13 * unit, palette::ink, 0.13);
}

}  // namespace machi
