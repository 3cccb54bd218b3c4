/// \file  Where the people of a building get into their cars.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/network.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/network/strong_part.hpp"

namespace machi {

/// Links to the entrances of buildings, in the part of the network where cars get from everywhere to everywhere. The
/// streets and the network made from them by drive_network() must outlive it. Any thread.
class CarAccess {
 public:
  /// Throws nothing; link() is no_index everywhere where no street is open to cars.
  CarAccess(const Network& streets, const TrafficNetwork& network, std::uint32_t car_bits);

  /// The link that leads along the entrance's street to its node; else the lowest one to the node nearest to the point
  /// (x_m, y_m). `street` and `node` are those of BuildingColumns.
  std::uint32_t link(std::uint32_t street, std::uint32_t node, double x_m, double y_m) const;

 private:
  const Network& streets_;
  const TrafficNetwork& network_;
  std::vector<std::uint8_t> inside_;     ///< [nodes]
  std::vector<std::uint32_t> in_begin_;  ///< [nodes + 1] into in_
  std::vector<std::uint32_t> in_;        ///< links within the part, by their second node
  NearestNode nearest_;
};

}  // namespace machi
