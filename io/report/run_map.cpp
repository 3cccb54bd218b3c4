#include "io/report/run_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/report/backdrop.hpp"
#include "io/report/legend_panel.hpp"
#include "io/report/png.hpp"
#include "io/report/run_curves.hpp"
#include "io/report/run_objects.hpp"
#include "io/report/run_scene.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

constexpr std::size_t most_rows = 14;  // of the table of shelters

// Parts of the picture, in units.
constexpr double margin = 28;
constexpr double panel = 292;
constexpr double head = 92;
constexpr double curves = 300;
constexpr double foot = 52;

// Height that the legend and the scale bar need beside the map.
double legend_height(const RunScene& scene) {
  const std::size_t rows = std::min(scene.order.size(), most_rows + 1);
  return 404 + (rows == 0 ? 0 : 53 + 19 * static_cast<double>(rows));
}

MapFrame frame_run(const RunScene& scene, int size) {
  MapFrame frame;
  frame.box = scene.box;
  frame.unit = std::max(size, 400) / 1600.0;
  const double u = frame.unit;
  const double width = static_cast<double>(scene.box.x_max) - scene.box.x_min;
  const double height = static_cast<double>(scene.box.y_max) - scene.box.y_min;
  frame.mm_per_pixel =
      std::max(width / (size - (panel + 2 * margin) * u), height / (size - (head + curves + foot) * u));
  frame.map_width = width / frame.mm_per_pixel;
  frame.map_height = height / frame.mm_per_pixel;
  frame.left = margin * u;
  frame.top = head * u;
  frame.width = static_cast<int>(std::ceil(frame.map_width + (panel + 2 * margin) * u - 1e-6));
  const double high = std::max(frame.map_height, legend_height(scene) * u);
  frame.height = std::min(size, static_cast<int>(std::ceil(high + (head + curves + foot) * u - 1e-6)));
  return frame;
}

std::string grouped(std::int64_t persons) {
  return fmt::format("{}", fmt::group_digits(persons));
}

std::string after(double time_s) {
  return time_s < 300 ? fmt::format("{:.0f} s", time_s) : fmt::format("{:.0f} min", time_s / 60);
}

// The run in one sentence.
std::string sentence(const RunScene& scene) {
  const EndFigures& end = scene.end;
  std::string text = fmt::format("{} of {} safe, {} lost", grouped(end.safe), grouped(end.agents), grouped(end.lost));
  if (end.staying > 0) text += fmt::format(", {} never set off", grouped(end.staying));
  if (end.en_route > 0) text += fmt::format(", {} still on the way", grouped(end.en_route));
  if (scene.time_p90_s) text += fmt::format("; 90 % of the safe arrived after {}", after(*scene.time_p90_s));
  return text;
}

void draw_head(Canvas& canvas, const MapFrame& frame, const RunScene& scene, const RunMapOptions& options) {
  // A title in another script would lose its words; the name of a scenario is in ASCII.
  const std::string& told = options.title.empty() ? scene.tables.title : options.title;
  const bool drawable = std::all_of(told.begin(), told.end(), [](char c) { return c >= ' ' && c <= '~'; });
  const std::string title = latin(told.empty() || !drawable ? scene.tables.name : told);
  draw_text(canvas, title, {frame.left, 42 * frame.unit}, 20 * frame.unit, palette::ink, 0.13);
  draw_text(canvas, sentence(scene), {frame.left, 74 * frame.unit}, 14 * frame.unit, palette::ink, 0.125);
}

void list_crowd(LegendPanel& legend, const CrowdedBlocks& crowd) {
  if (crowd.block_m <= 0) return;
  const double area_m2 = crowd.area_m2();
  std::size_t densest = 0;
  for (const CrowdedBlock& block : crowd.blocks)
    densest = std::max(densest, palette::step_of(palette::crowds, static_cast<float>(block.persons / area_m2)));
  legend.heading("Most crowded moment");
  legend.note(fmt::format("persons per m2 in blocks of {:g} x {:g} m", crowd.block_m, crowd.block_m));
  for (std::size_t k = 0; k <= densest; ++k) legend.entry(palette::crowds[k].colour, palette::crowds[k].name);
}

void list_persons(LegendPanel& legend, const RunScene& scene, std::int64_t ways) {
  if (ways == 0 && scene.lost.empty() && scene.under_way.empty() && scene.arrived.empty()) return;
  legend.heading("Persons");
  if (ways > 0) legend.line(palette::way, fmt::format("Ways of {} persons", grouped(ways)), 1.2);
  if (!scene.lost.empty()) legend.disc(palette::lost, 3.4, "Lost here");
  if (!scene.under_way.empty()) legend.disc(palette::under_way, 3.2, "On the way when the run ended");
  if (!scene.arrived.empty()) legend.disc(palette::shelter, 2.4, "Arrived here");
}

void list_places(LegendPanel& legend, const RunScene& scene) {
  if (scene.order.empty()) return;
  const std::vector<ResultDestination>& all = scene.tables.destinations;
  const bool exits = std::all_of(all.begin(), all.end(), [](const auto& d) { return d.kind == DestinationKind::exit; });
  legend.heading(exits ? "Exits" : "Shelters");
  legend.row({{22, "no."}, {96, "arrived"}, {178, "of"}, {258, "full after"}}, palette::faint_ink);
  for (std::size_t k = 0; k < std::min(scene.order.size(), most_rows); ++k) {
    const ResultDestination& one = all[scene.order[k]];
    legend.row({{22, fmt::format("{}", k + 1)},
                {96, grouped(one.admitted)},
                {178, one.capacity < 0 ? "any" : grouped(one.capacity)},
                {258, one.full_at_s < 0 ? "-" : after(one.full_at_s)}},
               one.full_at_s < 0 ? palette::ink : palette::full);
  }
  if (scene.order.size() > most_rows) legend.note(fmt::format("and {} more", scene.order.size() - most_rows));
}

void draw_foot(Canvas& canvas, const MapFrame& frame, const RunScene& scene) {
  const double u = frame.unit;
  const std::string source = latin(scene.tables.attribution);
  const double low = frame.height - 16 * u;
  if (!source.empty()) draw_text(canvas, source, {frame.left, low - 16 * u}, 9.5 * u, palette::faint_ink);
  draw_text(canvas, latin(scene.tables.simulated), {frame.left, low}, 9.5 * u, palette::faint_ink);
}

void draw_below(Canvas& canvas, const MapFrame& frame, const RunScene& scene) {
  const double u = frame.unit;
  const double top = frame.height - (curves + foot) * u;
  const CurveFrame chart{frame.left + 62 * u, top + 62 * u, frame.map_width - 62 * u, (curves - 122) * u, u};
  const double right = frame.left + frame.map_width + 30 * u;
  draw_curves(canvas, chart, {right, top + 76 * u}, scene);
  draw_scale_bar(canvas, frame, {right, top - 8 * u});
  if (scene.tables.epsg != 0) draw_north_arrow(canvas, {frame.width - 44 * u, 22 * u}, u);
}

}  // namespace

RunPicture draw_run(const RunFiles& files, const RunMapOptions& options) {
  const RunScene scene = gather_scene(files);
  const MapFrame frame = frame_run(scene, options.size_pixels);
  Canvas canvas(frame.width, frame.height, palette::paper);
  if (scene.city) draw_backdrop(canvas, frame, *scene.city);
  draw_crowd(canvas, frame, scene.crowd);
  const std::int64_t ways = draw_ways(canvas, frame, open_result(files.result), scene.city ? 0.15F : 0.5F);
  draw_ends(canvas, frame, scene);
  draw_places(canvas, frame, scene);
  clear_around(canvas, frame);
  draw_head(canvas, frame, scene, options);
  LegendPanel legend(canvas, frame);
  list_crowd(legend, scene.crowd);
  list_persons(legend, scene, ways);
  list_places(legend, scene);
  draw_below(canvas, frame, scene);
  draw_foot(canvas, frame, scene);
  return {encode_png(canvas.bytes(), canvas.width(), canvas.height()), frame};
}

}  // namespace machi
