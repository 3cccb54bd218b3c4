/// \file  This rank's leaves cut into runs along the curve, so that a grid is built and written a run at a time and
/// memory does not grow with the city.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_box.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// One run and what stands around it, as a domain of its own under Comm::null().
struct LeafRun {
  LeafDomain domain;        ///< the run's leaves and those that exist within LeafRuns::reach of them, on any rank
  std::uint32_t begin{0};   ///< the run's own leaves are [begin, begin + leaves) of the domain
  std::uint32_t leaves{0};  ///< may be 0
  std::uint64_t first{0};   ///< index of the first among all leaves of all ranks
};

/// Immutable. There is always at least one run, though it may be empty.
class LeafRuns {
 public:
  /// Leaves around a run that its domain knows: the slope of a cell needs the heights of the leaf beside, and a height
  /// that a terrain model leaves out needs the leaves around that one.
  static constexpr int reach = 2;
  /// A run has some 20 MB while it is built, and one leaf in sixteen of its domain stands around it.
  static constexpr std::uint32_t usual_leaves = 16384;

  /// `own` ascending, as partition_leaves leaves it. Runs begin at multiples of `run_leaves` among the leaves of all
  /// ranks. Collective.
  LeafRuns(const Comm& comm, GridFrame frame, LeafCuts cuts, std::vector<LeafKey> own,
           std::uint32_t run_leaves = usual_leaves);

  const GridFrame& frame() const { return frame_; }
  const LeafCuts& cuts() const { return cuts_; }           ///< of the ranks
  std::span<const LeafKey> keys() const { return keys_; }  ///< of this rank, ascending
  std::uint64_t first() const { return first_; }           ///< index of keys()[0] among all leaves
  std::uint64_t total() const { return total_; }           ///< leaves on all ranks
  std::size_t size() const { return begin_.size() - 1; }   ///< runs of this rank
  std::span<const LeafKey> keys(std::size_t run) const;
  /// The run that a key belongs to; the nearest one where the key is not this rank's.
  std::size_t run_of(LeafKey key) const { return static_cast<std::size_t>(run_cuts_.owner(key)); }
  /// Appends the runs with leaves in the box, ascending, and perhaps the first or last one beside.
  void runs_of(const LeafBox& box, std::vector<int>& runs) const;
  /// Local: any thread.
  LeafRun run(std::size_t index) const;

 private:
  void request_ghosts(const Comm& comm);
  bool exists(LeafKey key) const;

  GridFrame frame_;
  LeafCuts cuts_;
  std::vector<LeafKey> keys_;
  std::vector<LeafKey> ghosts_;       ///< of other ranks within reach of mine, ascending
  std::vector<std::uint64_t> begin_;  ///< [runs + 1] into keys_
  LeafCuts run_cuts_;
  std::uint64_t first_{0};
  std::uint64_t total_{0};
};

}  // namespace machi
