#include "io/report/map_legend.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

// Writes the legend from top to bottom.
class Panel {
 public:
  Panel(Canvas& canvas, const MapFrame& frame)
      : canvas_(canvas), unit_(frame.unit), x_(frame.left + frame.map_width + 30 * unit_), y_(frame.top + 14 * unit_) {}

  void heading(std::string_view text) {
    y_ += 10 * unit_;
    draw_text(canvas_, text, {x_, y_}, 12.5 * unit_, palette::ink, 0.135);
    y_ += 24 * unit_;
  }
  void entry(const Colour& colour, std::string_view text) {
    frame_swatch(colour);
    label(text);
  }
  void line(const Colour& colour, std::string_view text) {
    const Pixel ends[] = {{x_, y_ - 5 * unit_}, {x_ + 26 * unit_, y_ - 5 * unit_}};
    canvas_.stroke(ends, 2.6 * unit_, colour);
    label(text);
  }
  void bridge(std::string_view text) {
    canvas_.box(x_, y_ - 10 * unit_, 26 * unit_, 10 * unit_, palette::deck_edge);
    canvas_.box(x_, y_ - 8.4 * unit_, 26 * unit_, 6.8 * unit_, palette::road);
    label(text);
  }
  void shelter(std::string_view text) {
    y_ += 3 * unit_;
    draw_shelter_sign(canvas_, {x_ + 13 * unit_, y_ - 5 * unit_}, unit_);
    label(text);
  }

 private:
  void frame_swatch(const Colour& colour) {
    canvas_.box(x_, y_ - 12 * unit_, 26 * unit_, 14 * unit_, scaled(colour, 0.75F));
    canvas_.box(x_ + unit_, y_ - 11 * unit_, 24 * unit_, 12 * unit_, colour);
  }
  void label(std::string_view text) {
    draw_text(canvas_, text, {x_ + 36 * unit_, y_}, 10.5 * unit_, palette::ink);
    y_ += 23 * unit_;
  }

  Canvas& canvas_;
  double unit_;
  double x_;
  double y_;
};

void draw_title(Canvas& canvas, const MapFrame& frame, const CityFileSummary& summary, const MapOptions& options) {
  const std::string given = latin(options.title);
  const std::string title = given.empty() ? latin(std::filesystem::path(summary.path).stem().string()) : given;
  draw_text(canvas, title, {frame.left, 46 * frame.unit}, 22 * frame.unit, palette::ink, 0.13);
  const double width_km = (static_cast<double>(summary.box.x_max) - summary.box.x_min) / 1e6;
  const double height_km = (static_cast<double>(summary.box.y_max) - summary.box.y_min) / 1e6;
  const std::string facts =
      fmt::format("{} buildings, {} roads, {:.1f} x {:.1f} km, EPSG:{}", fmt::group_digits(summary.buildings),
                  fmt::group_digits(summary.roads), width_km, height_km, summary.frame.epsg);
  draw_text(canvas, facts, {frame.left, 74 * frame.unit}, 11 * frame.unit, palette::faint_ink);
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

void list_ground(Panel& panel, const CityFileSummary& summary, const Drawn& drawn) {
  const auto has = [&](Cover cover) { return summary.cover_cells[static_cast<std::size_t>(cover)] > 0; };
  panel.heading("Ground");
  if (has(Cover::water)) panel.entry(palette::water, "Water");
  if (has(Cover::green)) panel.entry(palette::green, "Green");
  if (has(Cover::open)) panel.entry(palette::open_low, "Open ground, lots");
  if (has(Cover::road)) panel.entry(palette::road, "Road");
  if (has(Cover::walkway)) panel.entry(palette::walkway, "Walkway");
  if (drawn.bridges) panel.bridge("Bridge, viaduct");
  if (has(Cover::unknown)) panel.entry(palette::unknown, "Not known");
}

template <std::size_t n>
void list_steps(Panel& panel, std::string_view heading, const std::array<palette::Step, n>& steps) {
  panel.heading(heading);
  for (const palette::Step& step : steps) panel.entry(step.colour, step.name);
}

void list_subject(Panel& panel, const CityFileSummary& summary, MapLayer layer, const Drawn& drawn) {
  switch (layer) {
    case MapLayer::use:
      panel.heading("Buildings by use");
      for (std::size_t k = 0; k < drawn.uses.size(); ++k)
        if (drawn.uses[k]) panel.entry(palette::uses[k].colour, palette::uses[k].name);
      break;
    case MapLayer::height:
      panel.heading("Buildings by height");
      for (std::size_t k = 0; k < drawn.heights.size(); ++k)
        if (drawn.heights[k]) panel.entry(palette::heights[k].colour, palette::heights[k].name);
      if (drawn.height_unknown) panel.entry(palette::uses.back().colour, "Not known");
      break;
    case MapLayer::cover:
      panel.heading("Buildings");
      panel.entry(palette::building, "Building");
      break;
    case MapLayer::water:
      list_steps(panel, summary.hazards.empty() ? "No inundation in this file" : "Largest depth of water",
                 palette::depths);
      break;
    case MapLayer::slope:
      list_steps(panel, "Slope of the ground", palette::slopes);
      break;
    case MapLayer::network:
      panel.heading("Network");
      panel.line(palette::link, "Link, longest part");
      if (summary.network.length_m > summary.network.car_length_m) panel.line(palette::foot_link, "Link on foot");
      if (summary.network.components > 1) panel.line(palette::other_part, "Link of another part");
      break;
  }
}

}  // namespace

void draw_legend(Canvas& canvas, const MapFrame& frame, const CityFileSummary& summary, const MapOptions& options,
                 const Drawn& drawn) {
  draw_title(canvas, frame, summary, options);
  Panel panel(canvas, frame);
  list_subject(panel, summary, options.layer, drawn);
  list_ground(panel, summary, drawn);
  if (summary.shelters > 0) panel.shelter("Shelter");
  const double right = frame.left + frame.map_width + 30 * frame.unit;
  const double bottom = frame.top + std::max(frame.map_height, 560 * frame.unit);
  draw_scale_bar(canvas, frame, {right, bottom - 8 * frame.unit});
  draw_north_arrow(canvas, {frame.width - 44 * frame.unit, 22 * frame.unit}, frame.unit);
  draw_text(canvas, latin(summary.header.attribution), {frame.left, frame.height - 20 * frame.unit}, 9.5 * frame.unit,
            palette::faint_ink);
}

}  // namespace machi
