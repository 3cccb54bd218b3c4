/// \file  How many people walk on the carriageway of each street, and what they leave of its capacity: the field that
/// an evacuation leaves for traffic.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/network.hpp"
#include "engine/model/walker.hpp"

namespace machi {

/// The part of its flow capacity that a carriageway has left where `flow_1_h` persons pass along it: the time in which
/// none of them is in the way, 1 - OCC, with the occupancy of a conflict zone by pedestrians of the Highway Capacity
/// Manual (HCM 2000 ch. 16 app. D; FHWA-HRT-98-106, 4.2): OCC = flow / 2000 up to 1000 persons/h, 0.4 + flow / 10,000
/// up to 5000, and no more than 0.9.
double capacity_beside_walkers(double flow_1_h);

/// Speed at which who is on a carriageway counts as passing along it: that of the same manual, 4 ft/s.
inline constexpr double walkers_speed_m_s = 1.2;

/// Persons who walk on a street.
struct StreetCount {
  std::uint32_t street{0};  ///< row of the city's streets
  std::uint32_t unused{0};
  std::int64_t walkers{0};
};

class StreetWalkers {
 public:
  /// Of streets that cars may use, on the ground: the cells on their width, of several streets the lowest row's.
  /// The leaves must outlive it.
  StreetWalkers(const LeafDomain& leaves, const Network& streets);

  /// Counts a walker; on the rank that has it. Fast where walkers of one leaf come one after the other.
  void add(const Walker& walker) {
    const LeafXY leaf{static_cast<std::int32_t>(walker.x >> leaf_position_bits),
                      static_cast<std::int32_t>(walker.y >> leaf_position_bits)};
    if (!(leaf == leaf_)) look_up(leaf);
    if (page_ == nullptr) return;
    const std::uint32_t street = page_[(walker.y >> position_bits & 7) * 8 + (walker.x >> position_bits & 7)];
    if (street != no_street && persons_[street]++ == 0) touched_.push_back(street);
  }
  /// Those that were counted since the last call, over all ranks: streets with any, ascending. Collective.
  std::vector<StreetCount> take(const Comm& comm);

 private:
  static constexpr std::uint32_t no_street = 0xffffffffU;
  void look_up(LeafXY leaf);

  LeafDirectory::Cursor leaves_;
  std::vector<std::uint32_t> page_of_;  ///< [leaves, own and ghosts] into pages_; none
  std::vector<std::uint32_t> pages_;    ///< [pages × 64] street; none
  std::vector<std::int64_t> persons_;   ///< [streets]
  std::vector<std::uint32_t> touched_;  ///< streets with persons
  LeafXY leaf_{-1, -1};                 ///< of the last walker
  const std::uint32_t* page_{nullptr};  ///< its page; null: no street there
};

}  // namespace machi
