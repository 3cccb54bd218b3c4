/// \file  A smooth surface through heights known at points, for terrain where no terrain model is.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/geometry.hpp"
#include "engine/model/grid.hpp"

namespace machi {

/// A height of the ground known at a point. Heights beyond ±16 km are passed over.
struct TerrainSample {
  PointMm point;
  TerrainSource kind{TerrainSource::building_base};  ///< building_base or road
};

/// Squares of leaves over the bounding box of all ranks' leaves: 4 × 4 leaves each (or 8 × 8, 16 × 16, …: the smallest
/// that leave at most 2^20 squares).
struct TerrainSquares {
  int level{2};  ///< a square has 2^level × 2^level leaves
  std::int32_t x{0};
  std::int32_t y{0};  ///< the south-west square, counted from the origin
  std::int32_t columns{0};
  std::int32_t rows{0};
  std::size_t size() const { return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows); }
  std::size_t at(LeafXY leaf) const;
};

/// Sums of known heights over squares, while they stream in: 24 bytes a square.
class TerrainSums {
 public:
  /// `keys` are this rank's leaves. Collective.
  TerrainSums(const Comm& comm, const GridFrame& frame, std::span<const LeafKey> keys);
  /// Adds samples that lie anywhere. Local: one thread.
  void add(std::span<const TerrainSample> samples);
  /// Adds the 64 heights of a leaf from a terrain model, NaN where it has none: they count as samples too, so that the
  /// surface continues the model. Local: one thread.
  void add(LeafXY leaf, std::span<const float> height_m);

 private:
  friend class TerrainSurface;
  GridFrame frame_;
  TerrainSquares squares_;
  std::vector<std::int64_t> sum_;    ///< in 1/256000 m
  std::vector<std::int64_t> count_;  ///< [squares]
  std::vector<std::int64_t> kind_;   ///< 2 building bases, 1 roads, 0 neither: the largest over all ranks names it
};

/// A surface through the means of samples over TerrainSquares. Squares without samples are filled from coarser and
/// coarser means (pull–push; Gortler et al. 1996), and heights between the squares' centres are bilinear, so that the
/// surface is continuous and stays between the lowest and the highest mean.
///
/// Sums are integers over all ranks, so every rank holds the same surface. It costs 40 bytes a square while it is made
/// and 9 after: for 500 km² of 1 m cells (0.49 million squares of 32 m) 20 MB and 4.4 MB, never more than 42 MB.
class TerrainSurface {
 public:
  /// Of all that was added on any rank. Collective.
  TerrainSurface(const Comm& comm, TerrainSums sums);
  /// `samples` are this rank's, anywhere; `terrain_m` [own leaves * 64] are heights from a terrain model. Collective.
  TerrainSurface(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                 std::span<const float> terrain_m);

  /// Whether there was no sample on any rank.
  bool empty() const { return height_m_.empty(); }
  /// Kind of samples in the square that holds a leaf: building_base before road before interpolated (none).
  TerrainSource source(LeafXY leaf) const;
  /// Heights of the 64 cells of a leaf, multiples of 1/256 m. Not where empty().
  std::array<float, leaf_cells> heights_m(LeafXY leaf) const;

 private:
  TerrainSquares squares_;
  std::vector<double> height_m_;        ///< [squares] at their centres
  std::vector<TerrainSource> sources_;  ///< [squares]
};

}  // namespace machi
