/// \file  Streets and paths as OpenStreetMap has them: ways along nodes with latitude and longitude.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/feature.hpp"
#include "engine/model/network.hpp"
#include "engine/model/read_report.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// A way that people or vehicles may use. Values that the map does not give are those of the way's class
/// (street_class.hpp).
struct OsmWay {
  std::int64_t id{0};
  std::string highway;               ///< class: motorway, residential, footway, …
  std::string name;                  ///< empty where it has none
  std::vector<std::uint32_t> nodes;  ///< into OsmStreets::node; at least 2, never the same twice in a row
  std::uint8_t modes{0};             ///< bits mode_*
  std::uint8_t lanes{0};             ///< both directions together; 0 where no car may pass
  float width_m{0};
  float free_speed_m_s{0};  ///< of vehicles
  bool oneway{false};       ///< vehicles along the nodes only
  Level level{Level::ground};
};

struct OsmStreets {
  std::vector<std::int64_t> node_id;  ///< rising
  std::vector<Position> node;         ///< first is the latitude, second the longitude, WGS 84
  std::vector<OsmWay> ways;           ///< by rising id
  ReadReport report;                  ///< of ways with a tag "highway"
};

/// Reads .osm or .osm.pbf (told by content), also compressed, from disk, in two passes; memory holds streets only.
/// A way that lacks nodes (cut by the extract) is continued as pieces between the nodes that are there. Throws
/// InputError(path, …) for what is no OpenStreetMap data. Not from within a visit of the same file.
OsmStreets read_osm_file(const std::string& path);

/// The same from any source; the file is held in memory, at most 512 MB.
OsmStreets read_osm(ByteSource& source, const std::string& name);

}  // namespace machi
