#include "io/report/map_legend.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "io/report/legend_panel.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

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

void list_ground(LegendPanel& panel, const CityFileSummary& summary, const Drawn& drawn) {
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
void list_steps(LegendPanel& panel, std::string_view heading, const std::array<palette::Step, n>& steps) {
  panel.heading(heading);
  for (const palette::Step& step : steps) panel.entry(step.colour, step.name);
}

void list_subject(LegendPanel& panel, const CityFileSummary& summary, MapLayer layer, const Drawn& drawn) {
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
  LegendPanel panel(canvas, frame);
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
