#include "io/import/small_inputs.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "io/city/code_list.hpp"

namespace machi {
namespace {

constexpr int wgs84 = 4326;

void note(const OpenedFile& file, const ReadReport& report, SmallInputs& into) {
  const auto add = [&](const auto& tallies, std::string_view what) {
    for (const auto& [reason, tally] : tallies)
      into.notes.push_back(fmt::format("{}: {} of {} {}: {} ({})", file.name, tally.count, report.read, what, reason,
                                       fmt::join(tally.first_ids, ", ")));
  };
  add(report.repaired, "mended");
  add(report.skipped, "left out");
}

void take_places(const OpenedFile& file, PlaceFile places, SmallInputs& into) {
  note(file, places.report, into);
  for (RawPlace& place : places.places) into.places.push_back(std::move(place));
}

}  // namespace

bool is_read(InputKind kind) {
  switch (kind) {
    case InputKind::citygml:
    case InputKind::cityjson:
    case InputKind::code_list:
    case InputKind::geojson:
    case InputKind::shelter_csv:
    case InputKind::people_csv:
    case InputKind::osm_xml:
    case InputKind::osm_pbf:
    case InputKind::shapefile:
    case InputKind::shapefile_part:
    case InputKind::water_frames:
      return true;
    default:
      return false;
  }
}

void read_small_input(const OpenedFile& file, ByteSource& bytes, SmallInputs& into) {
  switch (file.kind) {
    case InputKind::code_list:
      into.code_lists.push_back(read_code_list(bytes, file.name));
      break;
    case InputKind::geojson:
      take_places(file, read_places_geojson(bytes, file.name), into);
      break;
    case InputKind::shelter_csv:
      take_places(file, read_places_csv(bytes, file.name), into);
      break;
    case InputKind::people_csv: {
      PeopleFile people = read_people_csv(bytes, file.name);
      note(file, people.report, into);
      if (people.ten_digits == MeshLevel::tenth)
        into.notes.push_back(fmt::format("{}: mesh codes of ten digits are cells of 100 m", file.name));
      into.people.insert(into.people.end(), people.rows.begin(), people.rows.end());
      break;
    }
    case InputKind::osm_xml:
    case InputKind::osm_pbf: {
      const OsmStreets streets = read_osm(bytes, file.name);
      note(file, streets.report, into);
      into.streets.push_back(split_streets(streets));
      break;
    }
    case InputKind::water_frames:
      into.water.push_back(read_water_frames(bytes, file.name));
      break;
    default:
      break;
  }
}

Network street_network(const std::vector<OsmGraph>& graphs, CrsCache& crs) {
  const ImportFrame& frame = crs.frame();
  LocalCrs& system = crs.from(wgs84, "OpenStreetMap");
  Network draft;
  for (const OsmGraph& graph : graphs) {
    const std::uint32_t first_node = draft.nodes();
    std::vector<PointMm> nodes(graph.node.size());
    std::vector<PointMm> shape(graph.shape.size());
    const bool sound = system.to_local_mm(graph.node, frame.origin_east_m, frame.origin_north_m, nodes) &&
                       system.to_local_mm(graph.shape, frame.origin_east_m, frame.origin_north_m, shape);
    if (!sound) throw InputError("OpenStreetMap", "has coordinates that lie nowhere on Earth. Check the file");
    draft.node.insert(draft.node.end(), nodes.begin(), nodes.end());
    draft.node_level.resize(draft.node.size(), Level::ground);
    draft.node_road.resize(draft.node.size(), 0xffffffffU);
    for (std::uint32_t k = 0; k < graph.links(); ++k) {
      draft.from.push_back(first_node + graph.from[k]);
      draft.to.push_back(first_node + graph.to[k]);
      draft.width_m.push_back(graph.width_m[k]);
      draft.lanes.push_back(graph.lanes[k]);
      draft.free_speed_m_s.push_back(graph.free_speed_m_s[k]);
      draft.modes.push_back(graph.modes[k]);
      draft.oneway.push_back(graph.oneway[k]);
      draft.level.push_back(graph.level[k]);
      draft.road.push_back(0xffffffffU);
      const auto begin = shape.begin() + static_cast<std::ptrdiff_t>(graph.shape_begin[k]);
      const auto end = shape.begin() + static_cast<std::ptrdiff_t>(graph.shape_begin[k + 1]);
      draft.shape.insert(draft.shape.end(), begin, end);
      draft.shape_begin.push_back(draft.shape.size());
    }
  }
  return draft;
}

std::vector<WaterFrames> water_in_frame(std::vector<WaterFile> files, const ImportFrame& frame) {
  std::vector<WaterFrames> all;
  for (WaterFile& file : files) {
    const WaterHeader& header = file.header;
    if (header.epsg != frame.epsg)
      throw InputError(header.name, fmt::format("is in EPSG:{}, the city in EPSG:{}. Import the city with --epsg {}",
                                                header.epsg, frame.epsg, header.epsg));
    file.frames.x_mm = static_cast<std::int32_t>(std::llround((header.origin_east_m - frame.origin_east_m) * 1000));
    file.frames.y_mm = static_cast<std::int32_t>(std::llround((header.origin_north_m - frame.origin_north_m) * 1000));
    all.push_back(std::move(file.frames));
  }
  return all;
}

}  // namespace machi
