/// \file  From where mobility has people to points of the city's ground.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/coupling/whereabouts.hpp"
#include "engine/model/network.hpp"
#include "engine/model/population.hpp"
#include "engine/model/traffic_network.hpp"
#include "engine/network/segment_index.hpp"

namespace machi {

/// Doors are those of buildings on their streets, places in traffic lie on the shapes of streets. Streets and the
/// network made from them by drive_network() must outlive it. Any thread.
class StreetPlaces {
 public:
  /// `door`: [buildings of the city] point of the entrance on its street.
  StreetPlaces(const Network& streets, const TrafficNetwork& network, const std::vector<PointMm>& door);

  /// Indoors, setting off and arriving: at the door. In traffic: on the street, as far along as the vehicle is, where
  /// it stops at the kerb. Teleported: on the walked street nearest to the point between both doors.
  PointMm point(const PersonPlace& place) const;
  /// A part of a link of the network behind, on its street.
  PointMm on_link(std::uint32_t link, double along) const;
  /// The walked street on the ground that is nearest to a point; none where there is none.
  struct Beside {
    std::uint32_t street{no_index};
    double offset_mm{0};  ///< from its first node
    double distance_mm{0};
  };
  Beside beside(const PointMm& point) const;

 private:
  PointMm between(const PersonPlace& place) const;

  const Network& streets_;
  const TrafficNetwork& network_;
  const std::vector<PointMm>& door_;
  SegmentIndex walked_;
};

}  // namespace machi
