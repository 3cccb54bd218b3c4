/// \file  The network: centre lines of streets and paths between nodes. Links are stored once; `oneway` says where the
/// reverse is closed to vehicles. In an import every rank has the rows of its leaves; from and to count over all ranks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/geometry.hpp"

namespace machi {

/// Bits of Network::modes.
inline constexpr std::uint8_t mode_walk = 1;
inline constexpr std::uint8_t mode_bicycle = 2;
inline constexpr std::uint8_t mode_car = 4;

/// On which level a link or node lies.
enum class Level : std::uint8_t { ground, elevated, tunnel };

struct Network {
  // Nodes, in leaf order.
  std::vector<PointMm> node;             ///< [nodes]
  std::vector<Level> node_level;         ///< [nodes]
  std::vector<std::uint32_t> node_road;  ///< [nodes] row of the intersection polygon that it stands for; 2^32 - 1 none

  // Links, in leaf order of their second node.
  std::vector<std::uint32_t> from;       ///< [links]
  std::vector<std::uint32_t> to;         ///< [links]
  std::vector<float> length_m;           ///< [links] along the shape
  std::vector<float> width_m;            ///< [links]
  std::vector<std::uint8_t> lanes;       ///< [links] both directions together, at least 1 where cars may pass
  std::vector<float> grade;              ///< [links] rise over length, from → to
  std::vector<float> free_speed_m_s;     ///< [links] of vehicles
  std::vector<std::uint8_t> modes;       ///< [links] bits mode_*
  std::vector<std::uint8_t> oneway;      ///< [links] 1: vehicles from → to only
  std::vector<Level> level;              ///< [links]
  std::vector<std::uint32_t> road;       ///< [links] row of the road feature that most of it lies on; 2^32 - 1 none
  std::vector<std::uint32_t> component;  ///< [links] connected part, 0 the largest by length
  std::vector<std::uint64_t> shape_begin{0};  ///< [links + 1] into shape
  std::vector<PointMm> shape;                 ///< points from the first to the second node, both included
  std::string source;                         ///< "road surfaces", "LOD3 traffic areas", "OpenStreetMap", …

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(node.size()); }
  std::uint32_t links() const { return static_cast<std::uint32_t>(from.size()); }
};

}  // namespace machi
