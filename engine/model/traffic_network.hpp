/// \file  The network as traffic sees it: directed links with length, free speed, flow capacity and lanes, between
/// nodes. The streets of a city (engine/model/network.hpp) are stored once for both directions and have a shape; here
/// each direction is a link of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machi {

struct TrafficNetwork {
  std::string name;
  std::vector<std::string> modes;  ///< bit k of link_modes is modes[k]; at most 32
  double cell_m{7.5};              ///< length of road that a passenger car needs in a jam

  // Nodes, in the order of the file.
  std::vector<std::string> node_id;
  std::vector<double> x_m;  ///< [nodes] eastward, in the file's frame; all 0 where `placed` is false
  std::vector<double> y_m;  ///< [nodes] northward
  bool placed{true};        ///< whether nodes have coordinates

  // Links, in the order of the file.
  std::vector<std::string> link_id;
  std::vector<std::uint32_t> from;        ///< [links] upstream node
  std::vector<std::uint32_t> to;          ///< [links] downstream node
  std::vector<double> length_m;           ///< [links] above 0
  std::vector<double> free_speed_m_s;     ///< [links] above 0
  std::vector<double> flow_capacity_1_s;  ///< [links] passenger cars per second at its end, above 0
  std::vector<double> lanes;              ///< [links] above 0
  std::vector<std::uint32_t> link_modes;  ///< [links] bits

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(node_id.size()); }
  std::uint32_t links() const { return static_cast<std::uint32_t>(link_id.size()); }
};

}  // namespace machi
