/// \file  Streets as a graph: ways cut into links wherever they meet.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/feature.hpp"
#include "engine/model/network.hpp"
#include "io/network/osm_streets.hpp"

namespace machi {

/// The columns of Network that a map of streets gives, before its positions are in the city's frame.
struct OsmGraph {
  std::vector<Position> node;         ///< [nodes] latitude, longitude
  std::vector<std::int64_t> node_id;  ///< [nodes] of OpenStreetMap, rising

  std::vector<std::uint32_t> from;            ///< [links]
  std::vector<std::uint32_t> to;              ///< [links] never equal to from
  std::vector<std::int64_t> way_id;           ///< [links] rising; links of one way in its direction
  std::vector<std::uint8_t> modes;            ///< [links] bits mode_*
  std::vector<std::uint8_t> lanes;            ///< [links] both directions together; 0 where no car may pass
  std::vector<float> width_m;                 ///< [links]
  std::vector<float> free_speed_m_s;          ///< [links] of vehicles
  std::vector<std::uint8_t> oneway;           ///< [links] 1: vehicles from → to only
  std::vector<Level> level;                   ///< [links]
  std::vector<std::uint64_t> shape_begin{0};  ///< [links + 1] into shape
  std::vector<Position> shape;                ///< both ends included

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(node.size()); }
  std::uint32_t links() const { return static_cast<std::uint32_t>(from.size()); }
};

/// Cuts ways at their ends, at nodes that two ways share and where a way meets itself; a way that closes without
/// meeting another is cut in its middle as well, so that no link leads back to its own node. Streets that cross without
/// a shared node (bridges) do not meet. Order depends on ids only. Local: any thread.
OsmGraph split_streets(const OsmStreets& streets);

}  // namespace machi
