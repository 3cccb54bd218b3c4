#include "io/report/map.hpp"

#include "engine/core/error.hpp"
#include "io/report/map_ground.hpp"
#include "io/report/map_legend.hpp"
#include "io/report/map_objects.hpp"
#include "io/report/png.hpp"

namespace machi {
namespace {

// Objects that reach beyond the grid are cut at its edge.
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

}  // namespace

std::vector<std::uint8_t> draw_map(const CityFileSummary& summary, const MapOptions& options) {
  if (summary.leaves == 0)
    throw InputError(summary.path, "has no cells to draw. Import a city with buildings, roads or terrain");
  const H5Input file = open_city(summary.path);
  const MapFrame frame = frame_map(summary.box, options.size_pixels);
  Canvas canvas(frame.width, frame.height, palette::paper);
  Drawn drawn;
  draw_ground(canvas, frame, file, summary, options.layer);
  if (options.layer != MapLayer::water && options.layer != MapLayer::slope) draw_roads(canvas, frame, file, drawn);
  draw_buildings(canvas, frame, file, options.layer, drawn);
  if (options.layer == MapLayer::network) draw_network(canvas, frame, file);
  draw_shelters(canvas, frame, read_small_tables(file).places);
  clear_around(canvas, frame);
  draw_legend(canvas, frame, summary, options, drawn);
  return encode_png(canvas.bytes(), canvas.width(), canvas.height());
}

}  // namespace machi
