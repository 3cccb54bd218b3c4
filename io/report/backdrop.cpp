#include "io/report/backdrop.hpp"

#include "io/report/map_ground.hpp"
#include "io/report/map_objects.hpp"
#include "io/report/palette.hpp"

namespace machi {
namespace {

void fade(Canvas& canvas) {
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      const Colour& pixel = canvas.at(x, y);
      const float grey = 0.3F * pixel.red + 0.59F * pixel.green + 0.11F * pixel.blue;
      canvas.at(x, y) = mix(mix(pixel, {grey, grey, grey}, 0.75F), palette::paper, 0.4F);
    }
  }
}

}  // namespace

void draw_backdrop(Canvas& canvas, const MapFrame& frame, const CityFileSummary& city) {
  const H5Input file = open_city(city.path);
  Drawn drawn;
  draw_ground(canvas, frame, file, city, MapLayer::cover);
  draw_roads(canvas, frame, file, drawn);
  draw_buildings(canvas, frame, file, MapLayer::cover, drawn);
  fade(canvas);
}

}  // namespace machi
