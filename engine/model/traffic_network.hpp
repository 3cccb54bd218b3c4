/// \file  The network as traffic sees it: directed links with length, free speed, flow capacity and lanes, between
/// nodes. The streets of a city (engine/model/network.hpp) are stored once for both directions and have a shape; here
/// each direction is a link of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machi {

/// A fixed-time signal: green in parts of a cycle that repeats for ever.
struct SignalPlan {
  struct Green {
    std::int64_t begin_ms{0};
    std::int64_t end_ms{0};
  };
  std::int64_t cycle_ms{0};   ///< above 0
  std::int64_t offset_ms{0};  ///< a cycle begins at this clock time
  std::vector<Green> greens;  ///< within the cycle, rising, apart from one another; none: never green
};

/// Exits: lanes side by side at the end of a link that lead to the same links under the same signals. Where `begin` is
/// empty, every link has one exit, which leads to all links that begin where it ends, and no signal.
struct LinkExits {
  static constexpr std::uint32_t no_signal = 0xffffffffU;
  std::vector<std::uint32_t> begin;          ///< [links + 1] into exits; a link without any ends its traffic
  std::vector<double> capacity_1_s;          ///< [exits] passenger cars per second of green, above 0
  std::vector<std::uint32_t> turn_begin{0};  ///< [exits + 1] into turns
  std::vector<std::uint32_t> turn_to;        ///< [turns] link, rising within an exit
  std::vector<std::uint32_t> turn_modes;     ///< [turns] bits of those who may turn
  std::vector<std::uint32_t> turn_signal;    ///< [turns] row of TrafficNetwork::signals; no_signal: always open

  bool given() const { return !begin.empty(); }
  std::uint32_t exits() const { return static_cast<std::uint32_t>(capacity_1_s.size()); }
};

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

  LinkExits exits;
  std::vector<SignalPlan> signals;

  // Where the frame lies on the earth, as far as the file says.
  std::string crs;           ///< for PROJ; empty: unknown
  double crs_offset_x_m{0};  ///< what was added to coordinates of the CRS
  double crs_offset_y_m{0};

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(node_id.size()); }
  std::uint32_t links() const { return static_cast<std::uint32_t>(link_id.size()); }
};

}  // namespace machi
