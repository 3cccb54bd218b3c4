/// \file  Travel-time fields: how long it takes from each cell to the nearest source, over the leaves of all ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/field/leaf_rounds.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "kernels/eikonal_leaf/eikonal_leaf.hpp"

namespace machi {

/// Times are integers of 1/256 s, slownesses integers of 1/256 s per cell width.
inline constexpr std::uint32_t time_units_per_s = 256;
using kernels::slowness_blocked;
using kernels::time_blocked;
using kernels::time_never;

/// Where a field starts: a cell, the time that it starts with, and the name that all cells get whose time comes from
/// it.
struct FieldSource {
  LeafXY leaf;
  std::uint8_t cell{0};    ///< y * 8 + x
  std::uint32_t start{0};  ///< 1/256 s, below time_never
  std::uint32_t label{0};  ///< below no_label
};
inline constexpr std::uint32_t no_label = 0xffffffffU;

/// The travel-time field T with |grad T| = slowness and T <= start at the sources: the one fixed point of the integer
/// update of kernels/eikonal_leaf, so that ranks, threads, order and kernel variant cannot change a bit, and a repaired
/// field equals one solved afresh (proof in docs/models/travel_time.md).
///
/// Calls with a Comm are collective. `slowness` is [own * 64], at least 1, slowness_blocked where nobody may enter. A
/// rank may name sources anywhere; those outside its own leaves and in blocked cells are ignored.
class TravelTimes {
 public:
  /// The leaves must outlive the field.
  explicit TravelTimes(const LeafDomain& leaves);

  /// Solves afresh. Throws RunError where slowness has the wrong size or a zero.
  FieldWork solve(const Comm& comm, std::span<const std::uint16_t> slowness, std::span<const FieldSource> sources);

  /// Solves afresh as far as times are below `horizon`; cells beyond read time_never. For a field that is used for one
  /// goal after the other: slownesses may differ from those of the last solve in `changed_leaves` (own leaves) alone,
  /// and the cost grows with the region that is or was reached. Such a field cannot be repaired.
  FieldWork solve_near(const Comm& comm, std::span<const std::uint16_t> slowness,
                       std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources,
                       std::uint32_t horizon);

  /// Repairs the field after slownesses rose or fell in `changed_leaves` (own leaves, any order) and the sources became
  /// `sources`; the cost grows with the region that depended on what changed.
  FieldWork update(const Comm& comm, std::span<const std::uint16_t> slowness,
                   std::span<const std::uint32_t> changed_leaves, std::span<const FieldSource> sources);

  /// For each own and ghost cell the label of the source that its time comes from: the smallest among that of a source
  /// in the cell, where its start is the cell's time, and those of the neighbours on the sides that give the cell's
  /// time; no_label in cells without a time. [size * 64].
  std::vector<std::uint32_t> labels(const Comm& comm, std::span<const std::uint16_t> slowness) const;

  /// [size * 64] times, own leaves then ghosts; time_never where no source can be reached, time_blocked in cells that
  /// nobody may enter.
  std::span<const std::uint32_t> times() const { return time_; }
  const LeafDomain& leaves() const { return *leaves_; }
  /// Own leaves, ascending, with times that the last solve or update may have changed; after solve_near() all that have
  /// times.
  std::vector<std::uint32_t> moved_leaves() const;
  /// Own and ghost leaves, ascending, with or beside such times, or with slownesses or starts that changed: outside of
  /// them all ways are as before.
  std::vector<std::uint32_t> leaves_near_moved() const;
  /// Calls visit(cell, start) for the sources in an own leaf. Any thread.
  template <class Visit>
  void for_each_start(std::uint32_t own_leaf, Visit visit) const {
    for (const Start& start : starts_in(own_leaf)) visit(static_cast<int>(start.cell), start.time);
  }

 private:
  /// A source in an own cell; one per cell.
  struct Start {
    std::uint32_t leaf;
    std::uint32_t cell;
    std::uint32_t time;
    std::uint32_t label;
    friend auto operator<=>(const Start&, const Start&) = default;
  };
  void set_least(const Comm& comm, std::span<const std::uint16_t> slowness, std::uint32_t least);
  void reset(std::uint32_t leaf);
  void close(std::span<const std::uint16_t> slowness, std::uint32_t leaf, LeafRounds& rounds);
  std::uint32_t earliest_in(std::uint32_t leaf) const;
  void begin_at_starts(LeafRounds& rounds);
  std::vector<Start> starts_of(std::span<const std::uint16_t> slowness, std::span<const FieldSource> sources) const;
  std::span<const Start> starts_in(std::uint32_t own_leaf) const;
  LeafRounds rounds() const;
  FieldWork lower(const Comm& comm, std::span<const std::uint16_t> slowness, LeafRounds& rounds,
                  std::uint32_t horizon = time_never);
  FieldWork withdraw(const Comm& comm, std::span<const std::uint16_t> slowness, LeafRounds& rounds);

  const LeafDomain* leaves_;
  std::vector<std::uint32_t> time_;
  std::vector<Start> starts_;  ///< by leaf, then cell
  /// No cell on any rank has a lower slowness, or had since the first solve. 0: nothing was solved.
  std::uint32_t least_{0};
  std::vector<std::uint8_t> moved_;     ///< [size] leaves whose times the last solve or update changed
  std::vector<std::uint32_t> renewed_;  ///< own leaves whose slowness or starts it changed
};

}  // namespace machi
