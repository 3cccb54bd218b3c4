/// \file  Terrain heights of cells from the triangles of a terrain model, while they stream in.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/paint.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

using TriangleMm = std::array<PointMm, 3>;

/// Heights at cell centres on the planes of triangles, rounded to 1/256 m. Triangles may be added on any rank, in any
/// order and with their corners in any order: where several cover a cell's centre (tiles that overlap, a void filled
/// with zeros under the real ground) the highest counts. Triangles that are vertical, span more than 2,147 km or reach
/// beyond ±16 km of height are passed over.
class TerrainBuilder {
 public:
  /// `domain` must outlive the builder.
  explicit TerrainBuilder(const LeafDomain& domain);

  /// Rasterises what lies on this rank's leaves and keeps the rest for exchange(). Local; uses all threads.
  void add(std::span<const TriangleMm> triangles);
  /// Memory that waits for exchange(): at most 36 bytes for each triangle and rank that it touches.
  std::uint64_t pending_bytes() const;
  /// Sends what is pending to its ranks and rasterises what arrives. Collective; call it in rounds, e.g. whenever any
  /// rank has some MB pending, so that memory stays bounded.
  void exchange(const Comm& comm);
  /// Heights [own leaves * 64], NaN where no triangle was; ends the builder's use. Throws RunError where triangles are
  /// still pending. Local.
  std::vector<float> take();

 private:
  void reserve_heights();
  void rasterise(std::span<const TriangleMm> triangles);

  const LeafDomain* domain_;
  LeafShares shares_;
  std::vector<float> height_m_;
  std::vector<std::vector<std::byte>> pending_;  ///< [ranks] triangles
};

}  // namespace machi
