/// \file  The part of a network in which there is a way from everywhere to everywhere, and its nearest node to a point.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/model/traffic_network.hpp"

namespace machi {

inline constexpr std::uint32_t no_node = 0xffffffffU;

/// [nodes] 1 in the strongly connected part of most nodes (of equals that of the lowest node) of the links with one of
/// the modes `mode_bits`; all 0 where no such link is. Tarjan (1972). Local.
std::vector<std::uint8_t> strong_part(const TrafficNetwork& network, std::uint32_t mode_bits);

/// Answers which of some nodes is nearest in a straight line; of equals the lowest. Any thread.
class NearestNode {
 public:
  /// Nodes with `usable` not 0.
  NearestNode(const TrafficNetwork& network, const std::vector<std::uint8_t>& usable);
  /// no_node where there is none.
  std::uint32_t operator()(double x_m, double y_m) const;

 private:
  static constexpr double cell_m = 200;
  static std::int64_t cell_of(double metres);
  static std::uint64_t key(std::int64_t cx, std::int64_t cy);
  /// Looks into one cell; better ones replace what was found.
  void look(std::int64_t cx, std::int64_t cy, double x_m, double y_m, double& best2, std::uint32_t& best) const;

  const TrafficNetwork& network_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> cells_;
  std::int64_t low_x_{0}, low_y_{0}, high_x_{-1}, high_y_{-1};  ///< cells
};

}  // namespace machi
