#include "io/scenario/shapes.hpp"

#include <fmt/format.h>

#include "io/scenario/wkt.hpp"

namespace machi {
namespace {

// Each answers whether the role takes the shape.
bool take(AreaFeature& feature, WktShape shape) {
  feature.shape = std::move(shape.polygons);
  return shape.kind == WktKind::polygons;
}

bool take(AreaSource& source, WktShape shape) {
  source.shape = std::move(shape.polygons);
  source.points = std::move(shape.points);
  return shape.kind != WktKind::line;
}

bool take(CountLine& line, WktShape shape) {
  line.points = std::move(shape.points);
  return shape.kind == WktKind::line;
}

}  // namespace

std::string name_of(const AreaFeature& feature, const std::string& role) {
  const std::string id = feature.id.empty() ? "" : fmt::format(" '{}'", feature.id);
  return fmt::format("{}: area.features.{}{}", feature.where, role, id);
}

void read_shapes(AreaScenario& area, std::vector<std::string>& mistakes) {
  for_each_feature(area, [&](auto& feature, const std::string& role) {
    try {
      if (!take(feature, read_wkt(feature.wkt)))
        mistakes.push_back(fmt::format("{}: its wkt is of a kind that a {} does not take. See `machi describe`",
                                       name_of(feature, role), role));
    } catch (const WktError& error) {
      mistakes.push_back(fmt::format("{}: {}", name_of(feature, role), error.what()));
    }
  });
}

void read_edit_shapes(std::vector<ScenarioEdit>& edits, std::vector<std::string>& mistakes) {
  for (ScenarioEdit& edit : edits) {
    if (edit.wkt.empty()) continue;
    const std::string place = fmt::format("{}: edits.changes.{}", edit.where, edit_name(edit.kind));
    try {
      WktShape shape = read_wkt(edit.wkt);
      const bool by_line = edit.kind == EditKind::add_bridge || edit.kind == EditKind::add_bus_line;
      if (by_line && shape.kind != WktKind::line)
        mistakes.push_back(place + ": its wkt is no LINESTRING. Draw its line");
      if (!by_line && shape.kind != WktKind::polygons)
        mistakes.push_back(place + ": its wkt is no POLYGON or MULTIPOLYGON. Draw the ground that it is about");
      edit.shape = std::move(shape.polygons);
      edit.line = std::move(shape.points);
    } catch (const WktError& error) {
      mistakes.push_back(fmt::format("{}: {}", place, error.what()));
    }
  }
}

}  // namespace machi
