/// \file  What touches each run of leaves, wherever it was read: terrain triangles and polygons, sent to the ranks in
/// rounds and set down by run, so that the grid is built with memory for one run.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/grid_run.hpp"
#include "engine/grid/leaf_runs.hpp"
#include "io/scratch/buckets.hpp"

namespace machi {

/// Triangles of a terrain model by run: 36 bytes each and run that they touch.
class TriangleStore {
 public:
  /// `leaves` must outlive the store.
  TriangleStore(const std::string& folder, const LeafRuns& leaves) : leaves_(leaves), buckets_(folder, leaves.size()) {}

  /// Sends triangles that lie anywhere to the ranks whose runs they touch. Collective.
  void spread(const Comm& comm, std::span<const TriangleMm> triangles);
  std::vector<TriangleMm> of(std::size_t run) const;
  std::uint64_t scratch_bytes() const { return buckets_.scratch_bytes(); }

 private:
  const LeafRuns& leaves_;
  Buckets buckets_;
};

/// Polygons that cover ground and those of inundations, by run.
class PolygonStore {
 public:
  /// `leaves` must outlive the store.
  PolygonStore(const std::string& folder, const LeafRuns& leaves, std::size_t hazards)
      : leaves_(leaves), hazards_(hazards), buckets_(folder, (1 + hazards) * leaves.size()) {}

  /// Polygons that are on their way to the ranks whose leaves they touch.
  using Outgoing = std::vector<std::vector<std::byte>>;
  void send_cover(const TaggedPolygons& polygons, Outgoing& rows) const { send(0, polygons, rows); }
  void send_hazard(std::size_t hazard, const TaggedPolygons& polygons, Outgoing& rows) const {
    send(1 + hazard, polygons, rows);
  }
  /// Sends the rows, one for each rank, and sets down what arrives. `rows` is emptied. Collective.
  void exchange(const Comm& comm, Outgoing& rows);

  /// The polygons of one run; no triangles.
  GridRunInput of(std::size_t run) const;
  std::uint64_t scratch_bytes() const { return buckets_.scratch_bytes(); }

 private:
  void send(std::size_t layer, const TaggedPolygons& polygons, Outgoing& rows) const;
  std::size_t bucket(std::size_t layer, std::size_t run) const { return layer * leaves_.size() + run; }

  const LeafRuns& leaves_;
  std::size_t hazards_;
  Buckets buckets_;  ///< [layer: cover, then hazards] [run]
};

}  // namespace machi
