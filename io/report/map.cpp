#include "io/report/map.hpp"

#include "engine/core/error.hpp"
#include "io/report/legend_panel.hpp"
#include "io/report/map_ground.hpp"
#include "io/report/map_legend.hpp"
#include "io/report/map_objects.hpp"
#include "io/report/png.hpp"

namespace machi {

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
