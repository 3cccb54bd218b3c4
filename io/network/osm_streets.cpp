/// \file  Reads OpenStreetMap data by libosmium.
#include "io/network/osm_streets.hpp"

#include <algorithm>
#include <optional>
#include <osmium/io/gzip_compression.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/way.hpp>

#include "engine/core/error.hpp"
#include "io/network/street_class.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_in_memory_bytes = 512'000'000;

/// A way as the first pass finds it, with the ids of its nodes.
struct FoundWay {
  OsmWay way;
  std::vector<std::int64_t> refs;
  std::uint32_t version{0};
};

float width_of(const StreetClass& street, const TagOf& tag, std::uint8_t lanes) {
  for (const char* key : {"width", "width:carriageway", "est_width"}) {
    if (const auto width = width_m_of(tag(key))) return *width;
  }
  return static_cast<float>(lanes) * street.lane_width_m + street.width_m;
}

/// What the tags say of a way; nothing, and counted, where nobody may use it.
std::optional<FoundWay> found_way(const osmium::Way& way, ReadReport& report) {
  const TagOf tag = [&](const char* key) { return way.tags().get_value_by_key(key, ""); };
  const std::string_view highway = tag("highway");
  if (highway.empty() || !way.visible()) return std::nullopt;
  ++report.read;
  const std::string id = std::to_string(way.id());
  const StreetClass* street = street_class(highway);
  const auto left_out = [&](std::string_view reason) {
    report.skip(reason, id);
    return std::nullopt;
  };
  if (street == nullptr) return left_out("highway=" + std::string(highway.substr(0, 40)) + " is no street");
  FoundWay found;
  OsmWay& out = found.way;
  out.modes = modes_of(*street, tag);
  if (out.modes == 0) return left_out("closed to walkers, bicycles and cars");
  out.id = way.id();
  out.highway = street->highway;
  out.name = tag("name");
  const int oneway = oneway_of(*street, tag);
  const std::uint8_t lanes = lanes_of(tag("lanes")).value_or(oneway != 0 ? street->lanes_oneway : street->lanes);
  out.oneway = oneway != 0;
  out.lanes = (out.modes & mode_car) != 0 ? lanes : std::uint8_t{0};
  out.width_m = width_of(*street, tag, lanes);
  out.free_speed_m_s = speed_m_s_of(tag("maxspeed")).value_or(street->free_speed_km_h / 3.6f);
  out.level = level_of(tag);
  found.version = way.version();
  for (const auto& node : way.nodes()) found.refs.push_back(node.ref());
  if (oneway < 0) std::reverse(found.refs.begin(), found.refs.end());
  return found;
}

/// One pass over a file. `visit` gets each object of the wanted kinds.
template <class Visit>
void for_each_object(const osmium::io::File& file, osmium::osm_entity_bits::type kinds, const Visit& visit) {
  osmium::io::Reader reader(file, kinds);
  while (const osmium::memory::Buffer buffer = reader.read()) {
    for (const auto& object : buffer.select<osmium::OSMObject>()) visit(object);
  }
  reader.close();
}

std::vector<FoundWay> read_ways(const osmium::io::File& file, ReadReport& report) {
  std::vector<FoundWay> ways;
  for_each_object(file, osmium::osm_entity_bits::way, [&](const osmium::OSMObject& object) {
    if (object.type() != osmium::item_type::way) return;
    if (auto way = found_way(static_cast<const osmium::Way&>(object), report)) ways.push_back(*std::move(way));
  });
  // Of a way that is there twice, as in joined extracts, the last version stays.
  std::stable_sort(ways.begin(), ways.end(), [](const FoundWay& a, const FoundWay& b) {
    return a.way.id != b.way.id ? a.way.id < b.way.id : a.version > b.version;
  });
  std::vector<FoundWay> once;
  for (FoundWay& way : ways) {
    if (!once.empty() && once.back().way.id == way.way.id) {
      report.repair("way given twice", std::to_string(way.way.id));
    } else {
      once.push_back(std::move(way));
    }
  }
  return once;
}

/// Ids and positions of the nodes that the ways use and the file has, by rising id.
void read_nodes(const osmium::io::File& file, const std::vector<FoundWay>& ways, OsmStreets& streets) {
  std::vector<std::int64_t> wanted;
  for (const FoundWay& way : ways) wanted.insert(wanted.end(), way.refs.begin(), way.refs.end());
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  std::vector<osmium::Location> locations(wanted.size());
  for_each_object(file, osmium::osm_entity_bits::node, [&](const osmium::OSMObject& object) {
    if (object.type() != osmium::item_type::node || !object.visible()) return;
    const auto place = std::lower_bound(wanted.begin(), wanted.end(), object.id());
    if (place == wanted.end() || *place != object.id()) return;
    locations[static_cast<std::size_t>(place - wanted.begin())] = static_cast<const osmium::Node&>(object).location();
  });
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (!locations[k].valid()) continue;
    streets.node_id.push_back(wanted[k]);
    streets.node.push_back({locations[k].lat_without_check(), locations[k].lon_without_check(), 0});
  }
}

/// Adds a way, in pieces where nodes are missing.
void add_way(const FoundWay& found, OsmStreets& streets) {
  const std::string id = std::to_string(found.way.id);
  OsmWay piece = found.way;
  std::size_t pieces = 0;
  bool cut = false;
  const auto finish = [&] {
    if (piece.nodes.size() >= 2) {
      streets.ways.push_back(piece);
      ++pieces;
    }
    piece.nodes.clear();
  };
  for (const std::int64_t ref : found.refs) {
    const auto place = std::lower_bound(streets.node_id.begin(), streets.node_id.end(), ref);
    if (place == streets.node_id.end() || *place != ref) {
      finish();
      cut = true;
      continue;
    }
    const auto node = static_cast<std::uint32_t>(place - streets.node_id.begin());
    if (piece.nodes.empty() || piece.nodes.back() != node) piece.nodes.push_back(node);
  }
  finish();
  if (pieces == 0) {
    streets.report.skip(cut ? "its nodes are missing" : "fewer than two nodes", id);
  } else if (cut) {
    streets.report.repair("nodes missing, cut into pieces", id);
  }
}

OsmStreets read(const osmium::io::File& file, const std::string& name) {
  try {
    OsmStreets streets;
    const std::vector<FoundWay> ways = read_ways(file, streets.report);
    read_nodes(file, ways, streets);
    for (const FoundWay& way : ways) add_way(way, streets);
    return streets;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    throw InputError(name, "is no readable OpenStreetMap data (" + std::string(error.what()) + "). Export it again");
  }
}

/// libosmium's name of the format that the first bytes show.
std::string format_of(const std::string& name, std::string_view first_bytes) {
  const InputKind kind = sniff(name, first_bytes);
  if (kind == InputKind::osm_xml) return "osm";
  if (kind == InputKind::osm_pbf) return "pbf";
  if (first_bytes.starts_with("\x1F\x8B")) return "osm.gz";
  throw InputError(name, "is no OpenStreetMap data: neither .osm nor .osm.pbf. Give one of these");
}

}  // namespace

OsmStreets read_osm_file(const std::string& path) {
  std::string first(sniff_bytes, '\0');
  first.resize(open_file(path)->read(first));
  return read(osmium::io::File(path, format_of(path, first)), path);
}

OsmStreets read_osm(ByteSource& source, const std::string& name) {
  const std::string bytes = read_all(source, name, largest_in_memory_bytes);
  const std::string format = format_of(name, std::string_view(bytes).substr(0, sniff_bytes));
  return read(osmium::io::File(bytes.data(), bytes.size(), format), name);
}

}  // namespace machi
