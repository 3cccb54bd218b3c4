#include "io/report/map_objects.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "io/report/layer_slices.hpp"

namespace machi {
namespace {

// Coarsest pixels on which road edges, shadows and outlines of buildings can be told apart.
constexpr double roads_up_to_m = 1.6;
constexpr double shadows_up_to_m = 2.5;
constexpr double outlines_up_to_m = 1.2;

using Rings = std::vector<std::vector<Pixel>>;

Rings rings_of(const MapFrame& frame, const PolygonTable& polygons, std::uint32_t polygon, Pixel shift = {}) {
  Rings rings;
  for (std::uint32_t r = polygons.ring_begin[polygon]; r < polygons.ring_begin[polygon + 1]; ++r) {
    std::vector<Pixel>& ring = rings.emplace_back();
    for (const PointMm& point : polygons.ring(r)) {
      const Pixel at = frame.at(point.x_mm, point.y_mm);
      ring.push_back({at.x + shift.x, at.y + shift.y});
    }
  }
  return rings;
}

void outline(Canvas& canvas, const Rings& rings, double width, const Colour& colour, float opacity) {
  for (std::vector<Pixel> ring : rings) {
    ring.push_back(ring.front());
    canvas.stroke(ring, width, colour, opacity);
  }
}

bool is_bridge(std::int16_t section_type) {
  return section_type == 2 || section_type == 3 || section_type == 7;
}

void each_road_polygon(const MapFrame& frame, const H5Input& file,
                       const std::function<void(const Rings&, bool bridge)>& visit) {
  each_layer_slice(file, Theme::tran, [&](const Layer& layer, RowRange rows) {
    const auto section = file.read<std::int16_t>("/roads/section_type", rows);
    for (std::uint64_t f = 0; f < std::min<std::uint64_t>(layer.size(), section.size()); ++f)
      for (std::uint64_t p = layer.polygon_begin[f]; p < layer.polygon_begin[f + 1]; ++p)
        if (is_road_surface(layer.polygons.kind[p]))
          visit(rings_of(frame, layer.polygons, static_cast<std::uint32_t>(p)), is_bridge(section[f]));
  });
}

void draw_road_surfaces(Canvas& canvas, const MapFrame& frame, const H5Input& file) {
  each_road_polygon(frame, file, [&](const Rings& rings, bool bridge) {
    if (!bridge) outline(canvas, rings, 2 * frame.unit, palette::road_edge, 1);
  });
  each_road_polygon(frame, file, [&](const Rings& rings, bool bridge) {
    if (!bridge) canvas.fill(rings, palette::road);
  });
}

class BuildingColours {
 public:
  BuildingColours(MapLayer layer, Drawn& drawn) : layer_(layer), drawn_(drawn) {}
  Colour of(std::int16_t usage, float height_m) {
    if (layer_ == MapLayer::height) {
      if (std::isnan(height_m)) return drawn_.height_unknown = true, palette::uses.back().colour;
      const std::size_t k = palette::step_of(palette::heights, height_m);
      drawn_.heights[k] = true;
      return palette::heights[k].colour;
    }
    if (layer_ != MapLayer::use)
      return layer_ == MapLayer::cover ? palette::building : mix(palette::building, palette::paper, 0.35F);
    const std::size_t k = palette::use_class(usage);
    drawn_.uses[k] = true;
    return palette::uses[k].colour;
  }

 private:
  MapLayer layer_;
  Drawn& drawn_;
};

// Shadows fall to the lower right, a third of the height long; where they overlap they do not add up.
void draw_shadows(Canvas& canvas, const MapFrame& frame, const H5Input& file) {
  std::vector<float> mask(static_cast<std::size_t>(canvas.width()) * static_cast<std::size_t>(canvas.height()));
  each_layer_slice(file, Theme::bldg, [&](const Layer& layer, RowRange rows) {
    const auto height_m = file.read<float>("/buildings/height_m", rows);
    for (std::uint64_t f = 0; f < std::min<std::uint64_t>(layer.size(), height_m.size()); ++f) {
      const double length =
          (std::isnan(height_m[f]) ? 5 : static_cast<double>(height_m[f])) * 0.3 / frame.metres_per_pixel();
      const int steps = std::clamp(static_cast<int>(std::ceil(length)), 1, 60);
      for (const std::uint32_t p : outlines_of(layer, f))
        for (int k = 1; k <= steps; ++k)
          canvas.cover(rings_of(frame, layer.polygons, p, {length * k / steps, length * k / steps}), mask);
    }
  });
  for (int y = 0; y < canvas.height(); ++y)
    for (int x = 0; x < canvas.width(); ++x)
      canvas.blend(x, y, rgb(0x3a4250),
                   0.2F * mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width()) +
                               static_cast<std::size_t>(x)]);
}

}  // namespace

void draw_roads(Canvas& canvas, const MapFrame& frame, const H5Input& file, Drawn& drawn) {
  if (frame.metres_per_pixel() < roads_up_to_m) draw_road_surfaces(canvas, frame, file);
  each_road_polygon(frame, file, [&](const Rings& rings, bool bridge) {
    if (!bridge) return;
    drawn.bridges = true;
    outline(canvas, rings, 1.6 * frame.unit, palette::deck_edge, 0.9F);
    canvas.fill(rings, palette::road);
  });
}

void draw_buildings(Canvas& canvas, const MapFrame& frame, const H5Input& file, MapLayer layer, Drawn& drawn) {
  if (frame.metres_per_pixel() < shadows_up_to_m) draw_shadows(canvas, frame, file);
  BuildingColours colours(layer, drawn);
  const bool with_outlines = frame.metres_per_pixel() < outlines_up_to_m;
  each_layer_slice(file, Theme::bldg, [&](const Layer& slice, RowRange rows) {
    const auto usage = file.read<std::int16_t>("/buildings/usage", rows);
    const auto height_m = file.read<float>("/buildings/height_m", rows);
    for (std::uint64_t f = 0; f < std::min<std::uint64_t>({slice.size(), usage.size(), height_m.size()}); ++f) {
      const Colour colour = colours.of(usage[f], height_m[f]);
      for (const std::uint32_t p : outlines_of(slice, f)) {
        const Rings rings = rings_of(frame, slice.polygons, p);
        canvas.fill(rings, colour, layer == MapLayer::water ? 0.5F : 1.0F);  // the depth shows through
        if (with_outlines) outline(canvas, rings, 1, scaled(colour, 0.72F), 0.8F);
      }
    }
  });
}

void colour_buildings(Canvas& canvas, const MapFrame& frame, const H5Input& file,
                      const std::function<std::optional<Colour>(std::uint64_t row)>& colour_of) {
  each_layer_slice(file, Theme::bldg, [&](const Layer& slice, RowRange rows) {
    for (std::uint64_t f = 0; f < slice.size(); ++f) {
      const std::optional<Colour> colour = colour_of(rows.first + f);
      if (!colour) continue;
      for (const std::uint32_t p : outlines_of(slice, f)) {
        const Rings rings = rings_of(frame, slice.polygons, p);
        canvas.fill(rings, *colour);
        outline(canvas, rings, 1, scaled(*colour, 0.72F), 0.8F);
      }
    }
  });
}

void draw_network(Canvas& canvas, const MapFrame& frame, const H5Input& file) {
  const Network network = read_network(file);
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    std::vector<Pixel> line;
    for (std::uint64_t i = network.shape_begin[link]; i < network.shape_begin[link + 1]; ++i)
      line.push_back(frame.at(network.shape[i].x_mm, network.shape[i].y_mm));
    const bool cars = (network.modes[link] & mode_car) != 0;
    const Colour colour = network.component[link] != 0 ? palette::other_part
                          : cars                       ? palette::link
                                                       : palette::foot_link;
    canvas.stroke(line, std::clamp(network.lanes[link] * 0.7, 0.9, 4.0) * frame.unit, colour, 0.9F);
  }
  if (frame.metres_per_pixel() > roads_up_to_m) return;
  for (const PointMm& node : network.node)
    canvas.disc(frame.at(node.x_mm, node.y_mm), 2.2 * frame.unit, scaled(palette::link, 0.7F));
}

void draw_shelter_sign(Canvas& canvas, Pixel centre, double unit) {
  canvas.disc(centre, 9 * unit, palette::paper);
  canvas.disc(centre, 7.6 * unit, palette::shelter);
  const auto point = [&](double x, double y) { return Pixel{centre.x + x * unit, centre.y + y * unit}; };
  const Rings house{{point(-4.4, 0.2), point(0, -4.4), point(4.4, 0.2), point(2.9, 0.2), point(2.9, 3.8),
                     point(-2.9, 3.8), point(-2.9, 0.2)}};
  canvas.fill(house, palette::paper);
}

void draw_shelters(Canvas& canvas, const MapFrame& frame, const std::vector<Place>& places) {
  for (const Place& place : places) {
    if (!place.kind.starts_with("shelter")) continue;
    const BoxMm here{place.point.x_mm, place.point.y_mm, place.point.x_mm, place.point.y_mm};
    if (frame.shows(here)) draw_shelter_sign(canvas, frame.at(place.point.x_mm, place.point.y_mm), frame.unit);
  }
}

}  // namespace machi
