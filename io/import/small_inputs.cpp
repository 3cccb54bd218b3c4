#include "io/import/small_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <set>
#include <tuple>

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

bool is_same(const CodeList& a, const CodeList& b) {
  return a.name == b.name && a.entries == b.entries;
}
bool is_same(const PackedWater& one, const PackedWater& other) {
  const WaterHeader& a = one.header();
  const WaterHeader& b = other.header();
  return a.name == b.name && a.epsg == b.epsg && a.origin_east_m == b.origin_east_m &&
         a.origin_north_m == b.origin_north_m && one.same_levels(other);
}

// Moves what no earlier file holds; answers with the number of the others.
template <class T>
std::size_t append_new(std::vector<T>& into, std::vector<T> from) {
  std::size_t copies = 0;
  for (T& item : from) {
    if (std::any_of(into.begin(), into.end(), [&](const T& other) { return is_same(item, other); }))
      ++copies;
    else
      into.push_back(std::move(item));
  }
  return copies;
}

// A file may hold two places alike; a place counts as a copy where an earlier file has it.
class PlaceMerge {
 public:
  std::size_t append(std::vector<RawPlace>& into, std::vector<RawPlace> from) {
    const std::size_t all = from.size();
    std::erase_if(from, [&](const RawPlace& place) { return known_.contains(key_of(place)); });
    for (RawPlace& place : from) {
      known_.insert(key_of(place));
      into.push_back(std::move(place));
    }
    return all - from.size();
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, double, double>;
  static Key key_of(const RawPlace& raw) {
    return {raw.place.id, raw.place.name, raw.place.kind, raw.position.first, raw.position.second};
  }
  std::set<Key> known_;
};

// Of the people of one cell and age class, the later file's count.
class PeopleMerge {
 public:
  std::size_t append(std::vector<MeshPeople>& into, const std::vector<MeshPeople>& from) {
    std::size_t copies = 0;
    const std::size_t earlier = into.size();
    for (const MeshPeople& row : from) {
      const auto [it, is_new] = row_of_.try_emplace(std::tuple(row.mesh_code, row.age_low, row.age_high), into.size());
      if (is_new || it->second >= earlier) {
        into.push_back(row);
      } else {
        into[it->second] = row;
        ++copies;
      }
    }
    return copies;
  }

 private:
  std::map<std::tuple<std::string, std::int16_t, std::int16_t>, std::size_t> row_of_;
};

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

void read_small_input(const OpenedFile& file, ByteSource& bytes, const std::string& folder, SmallInputs& into) {
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
      into.water.emplace_back(bytes, file.name, folder);
      break;
    default:
      break;
  }
}

SmallInputs merged(std::map<std::uint32_t, SmallInputs>&& by_file) {
  SmallInputs all;
  PlaceMerge places;
  PeopleMerge people;
  std::size_t copied_places = 0, copied_people = 0, copied_water = 0;
  for (auto& [file, one] : by_file) {
    copied_places += places.append(all.places, std::move(one.places));
    copied_people += people.append(all.people, one.people);
    copied_water += append_new(all.water, std::move(one.water));
    append_new(all.code_lists, std::move(one.code_lists));
    std::move(one.streets.begin(), one.streets.end(), std::back_inserter(all.streets));
    std::move(one.notes.begin(), one.notes.end(), std::back_inserter(all.notes));
  }
  std::stable_sort(all.code_lists.begin(), all.code_lists.end(),
                   [](const CodeList& a, const CodeList& b) { return a.name < b.name; });
  std::stable_sort(all.places.begin(), all.places.end(), [](const RawPlace& a, const RawPlace& b) {
    return std::tie(a.place.kind, a.place.id, a.place.name) < std::tie(b.place.kind, b.place.id, b.place.name);
  });
  std::stable_sort(all.people.begin(), all.people.end(), [](const MeshPeople& a, const MeshPeople& b) {
    return std::tie(a.mesh_code, a.age_low, a.age_high) < std::tie(b.mesh_code, b.age_low, b.age_high);
  });
  std::stable_sort(all.water.begin(), all.water.end(),
                   [](const PackedWater& a, const PackedWater& b) { return a.header().name < b.header().name; });
  const auto tell = [&](std::size_t copies, std::string_view what) {
    if (copies > 0) all.notes.push_back(fmt::format("{} {} stand in an earlier file too and count once", copies, what));
  };
  tell(copied_places, "places");
  tell(copied_people, "rows of people by cell and age");
  tell(copied_water, "water maps");
  return all;
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

std::vector<WaterTable> water_in_frame(std::vector<PackedWater> files, const ImportFrame& frame) {
  std::vector<WaterTable> all;
  for (PackedWater& file : files) {
    const WaterHeader& header = file.header();
    if (header.epsg != frame.epsg)
      throw InputError(header.name, fmt::format("is in EPSG:{}, the city in EPSG:{}. Import the city with --epsg {}",
                                                header.epsg, frame.epsg, header.epsg));
    WaterFrames frames = file.description();
    frames.x_mm = static_cast<std::int32_t>(std::llround((header.origin_east_m - frame.origin_east_m) * 1000));
    frames.y_mm = static_cast<std::int32_t>(std::llround((header.origin_north_m - frame.origin_north_m) * 1000));
    const auto packed = std::make_shared<const PackedWater>(std::move(file));
    all.push_back({std::move(frames),
                   [packed](std::size_t k, std::span<std::int16_t> level_cm) { packed->unpack(k, level_cm); }});
  }
  return all;
}

}  // namespace machi
