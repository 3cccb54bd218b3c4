#include "io/report/difference_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "io/report/backdrop.hpp"
#include "io/report/legend_panel.hpp"
#include "io/report/map_objects.hpp"
#include "io/report/png.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

constexpr std::size_t shades = 4;
/// From a little to a lot: blues and reds that also those who cannot tell red from green tell apart.
constexpr std::array<Colour, shades> less{rgb(0xb9d7ea), rgb(0x7fb2d6), rgb(0x3c7fb8), rgb(0x12467f)};
constexpr std::array<Colour, shades> more{rgb(0xf6c4a8), rgb(0xe88a66), rgb(0xcc4a3a), rgb(0x8c1020)};

/// A scale of four shades each way, an eighth, a quarter and a half of its end apart.
struct DifferenceScale {
  double end{1};
  std::size_t shade(double value) const {
    const double part = std::fabs(value) / end;
    return part > 0.5 ? 3 : part > 0.25 ? 2 : part > 0.125 ? 1 : 0;
  }
  Colour colour(double value) const { return value < 0 ? less[shade(value)] : more[shade(value)]; }
};

template <class Visit>
void each_difference(const DifferenceMap& map, const Visit& visit) {
  for (const double value : map.buildings) visit(value);
  for (const auto& block : map.blocks) visit(block.value);
  for (const auto& line : map.lines) visit(line.value);
}

DifferenceScale scale_of(const DifferenceMap& map) {
  double most = 0;
  each_difference(map, [&](double value) { most = std::max(most, std::fabs(value)); });
  return {most > 0 ? scale_end(most) : 1};
}

// Where the map lies: the city, else all that is drawn with a margin.
BoxMm box_of(const DifferenceMap& map, const std::optional<CityFileSummary>& city) {
  if (city) return city->box;
  BoxMm box{INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
  const auto add = [&](std::int32_t x, std::int32_t y) {
    box = {std::min(box.x_min, x), std::min(box.y_min, y), std::max(box.x_max, x), std::max(box.y_max, y)};
  };
  for (const auto& block : map.blocks) {
    add(block.box.x_min, block.box.y_min);
    add(block.box.x_max, block.box.y_max);
  }
  for (const auto& line : map.lines) {
    add(line.from.x_mm, line.from.y_mm);
    add(line.to.x_mm, line.to.y_mm);
  }
  if (box.x_min > box.x_max) return {0, 0, 1000, 1000};
  const auto margin = static_cast<std::int32_t>(
      std::max(1000.0, 0.05 * std::max(1.0 * box.x_max - box.x_min, 1.0 * box.y_max - box.y_min)));
  return {box.x_min - margin, box.y_min - margin, box.x_max + margin, box.y_max + margin};
}

void draw_values(Canvas& canvas, const MapFrame& frame, const DifferenceMap& map, const DifferenceScale& scale,
                 const std::optional<CityFileSummary>& city) {
  for (const auto& block : map.blocks) {
    if (block.value == 0) continue;
    const Pixel low = frame.at(block.box.x_min, block.box.y_max);
    const Pixel high = frame.at(block.box.x_max, block.box.y_min);
    canvas.box(low.x, low.y, high.x - low.x, high.y - low.y, scale.colour(block.value), 0.85F);
  }
  for (const auto& line : map.lines) {
    const std::array<Pixel, 2> ends{frame.at(line.from.x_mm, line.from.y_mm), frame.at(line.to.x_mm, line.to.y_mm)};
    if (line.value == 0) {
      if (!city) canvas.stroke(ends, frame.unit, palette::road_edge);
    } else {
      canvas.stroke(ends, (1.6 + static_cast<double>(scale.shade(line.value))) * frame.unit, scale.colour(line.value));
    }
  }
  if (!city || map.buildings.empty()) return;
  colour_buildings(canvas, frame, open_city(city->path), [&](std::uint64_t row) -> std::optional<Colour> {
    if (row >= map.buildings.size() || map.buildings[row] == 0) return {};
    return scale.colour(map.buildings[row]);
  });
}

void draw_scale(Canvas& canvas, const MapFrame& frame, const DifferenceMap& map, const DifferenceScale& scale) {
  LegendPanel legend(canvas, frame);
  legend.heading(latin(map.heading));
  const std::array<double, shades + 1> from{0, 0.125 * scale.end, 0.25 * scale.end, 0.5 * scale.end, scale.end};
  for (std::size_t k = shades; k-- > 0;) legend.entry(more[k], fmt::format("{:g} to {:g} more", from[k], from[k + 1]));
  for (std::size_t k = 0; k < shades; ++k)
    legend.entry(less[k], fmt::format("{:g} to {:g} less", from[k], from[k + 1]));
}

void draw_around(Canvas& canvas, const MapFrame& frame, const DifferenceMap& map, bool on_earth) {
  const double u = frame.unit;
  draw_text(canvas, latin(map.title), {frame.left, 42 * u}, 20 * u, palette::ink, 0.13);
  draw_text(canvas, latin(map.note), {frame.left, 72 * u}, 12 * u, palette::faint_ink);
  const double bottom = frame.top + std::max(frame.map_height, 560 * u);
  draw_scale_bar(canvas, frame, {frame.left + frame.map_width + 30 * u, bottom - 8 * u});
  if (on_earth) draw_north_arrow(canvas, {frame.width - 44 * u, 22 * u}, u);
  draw_text(canvas, latin(map.attribution), {frame.left, frame.height - 14 * u}, 9.5 * u, palette::faint_ink);
}

}  // namespace

bool DifferenceMap::any() const {
  bool found = false;
  each_difference(*this, [&](double value) { found = found || value != 0; });
  return found;
}

double scale_end(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (value <= factor * power) return factor * power;
  return 10 * power;
}

std::vector<std::uint8_t> draw_difference(const DifferenceMap& map, const std::optional<CityFileSummary>& city,
                                          int size_pixels) {
  const MapFrame frame = frame_map(box_of(map, city), size_pixels);
  Canvas canvas(frame.width, frame.height, palette::paper);
  const DifferenceScale scale = scale_of(map);
  if (city) draw_backdrop(canvas, frame, *city);
  draw_values(canvas, frame, map, scale, city);
  clear_around(canvas, frame);
  draw_scale(canvas, frame, map, scale);
  draw_around(canvas, frame, map, city.has_value());
  return encode_png(canvas.bytes(), canvas.width(), canvas.height());
}

}  // namespace machi
