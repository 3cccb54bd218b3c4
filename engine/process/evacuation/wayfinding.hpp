/// \file  The ways that walkers follow: a travel-time field for each goal, solved across ranks and brought up to date
/// when the world changes.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/field/near_ways.hpp"
#include "engine/field/travel_time.hpp"
#include "engine/field/way.hpp"
#include "engine/model/destination.hpp"

namespace machi {

/// A look-up costs the same whatever the number of obstacles. The first goal, the nearest open destination of all, has
/// a whole field that is repaired. Other goals have ways no farther than the people who want them are, and no times:
/// a hundred assigned shelters fit into memory; they are solved afresh where what changed concerns them. Where leaves
/// are smaller than a walk of two seconds they have whole fields, too.
class Wayfinding {
 public:
  /// `cell_time_s`: what one unit of slowness means, in 1/256 of these seconds. Leaves, destinations and goals must
  /// outlive this.
  Wayfinding(const LeafDomain& leaves, std::span<const Destination> destinations, std::span<const Goal> goals,
             double time_scale);

  /// Brings all fields up to date for slownesses that changed in `changed` own leaves and for the destinations that are
  /// open. Collective. After it, falls_short() must be asked for everyone who has a goal or may have it later.
  void update(const Comm& comm, std::span<const std::uint16_t> slowness, std::span<const std::uint32_t> changed,
              std::span<const DestinationState> states);

  /// Whether all fields are whole: nobody can come to where one ends. The same on all ranks.
  bool whole() const;
  /// Whether someone in a cell needs the field of a goal to reach farther. To be asked once a second at least. Any
  /// thread.
  bool falls_short(std::uint32_t goal, std::uint32_t own_leaf, int cell) const;
  /// Lets the fields of goals with wanted [goals] != 0, the same on all ranks, reach farther. Collective.
  void reach_farther(const Comm& comm, std::span<const std::uint16_t> slowness, std::span<const std::int64_t> wanted);

  const Goal& goal(std::uint32_t index) const { return goals_[index]; }
  /// The way out of a cell towards a goal that is no direction; way_none where there is none. Any thread.
  Way way(std::uint32_t goal, std::uint32_t own_leaf, int cell) const {
    return fields_[goal].near == nullptr ? fields_[goal].ways.way(own_leaf, cell)
                                         : fields_[goal].near->way(own_leaf, cell);
  }
  /// Whether any destination of a goal is open.
  bool any_open(std::uint32_t goal) const { return fields_[goal].any_open; }
  /// The destination that a walker with `goal` has reached in a source cell of its field.
  std::uint32_t destination_at(std::uint32_t goal, std::uint32_t own_leaf, int cell) const;
  /// Cost in s from a cell to the nearest open destination of the first goal, < 0 where none can be reached.
  double time_s(std::uint32_t own_leaf, int cell) const;
  /// Leaf visits of all solves so far, on this rank.
  std::uint64_t visits() const { return visits_; }

 private:
  struct Field {
    std::unique_ptr<TravelTimes> times;  ///< of a whole field
    WayField ways;
    std::unique_ptr<NearWays> near;  ///< instead of both
    std::vector<std::uint8_t> open;  ///< by destination of the goal, as solved
    bool any_open{false};
  };
  struct OwnCell {
    std::uint32_t leaf;
    std::uint32_t cell;
    std::uint32_t destination;
    friend auto operator<=>(const OwnCell&, const OwnCell&) = default;
  };
  std::vector<FieldSource> sources_of(std::size_t goal) const;
  std::vector<std::int64_t> goals_to_solve(const Comm& comm, std::span<const std::uint32_t> changed);
  void solve_whole(const Comm& comm, std::size_t goal, std::span<const std::uint16_t> slowness,
                   std::span<const std::uint32_t> changed);
  void solve_near(const Comm& comm, std::size_t goal, std::span<const std::uint16_t> slowness);

  const LeafDomain* leaves_;
  std::span<const Destination> destinations_;
  std::span<const Goal> goals_;
  double time_scale_;
  std::vector<Field> fields_;                ///< [goals]
  std::vector<OwnCell> own_cells_;           ///< of all destinations, sorted
  std::vector<std::uint8_t> open_;           ///< by destination
  std::unique_ptr<TravelTimes> near_times_;  ///< of one near field after the other
  std::vector<std::uint32_t> changed_;       ///< own leaves, since near_times_ was used last
  std::uint64_t visits_{0};
};

}  // namespace machi
