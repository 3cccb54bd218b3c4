/// \file  Polygons painted onto the leaves of a rank by all its threads, in an order that no thread count changes.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/grid/leaf_box.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/grid/rasterise.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// The own leaves of a domain cut into consecutive shares, so that threads paint without meeting: a shape that touches
/// several shares is rasterised in each of them. Immutable.
class LeafShares {
 public:
  /// As many shares as keep OpenMP's threads busy; one where there is one thread.
  explicit LeafShares(const LeafDomain& domain);

  /// Calls rasterise_one(Rasteriser&, std::uint32_t shape, const LeafBox& window, emit) for every shape that touches a
  /// share, in ascending order, and thereby apply(std::uint32_t shape, std::uint32_t own_leaf, std::uint64_t mask). All
  /// calls for one leaf come from one thread. `box_of(shape)` is the box of leaves that a shape touches. Neither
  /// function may throw.
  template <class BoxOf, class RasteriseOne, class Apply>
  void paint(std::uint32_t shapes, const BoxOf& box_of, const RasteriseOne& rasterise_one, const Apply& apply) const;

  /// The same for polygons.
  template <class Apply>
  void paint(const PolygonTable& polygons, const Apply& apply) const;

 private:
  template <class RasteriseOne, class Apply>
  void paint_share(std::size_t share, const std::vector<std::uint32_t>* shapes, std::uint32_t count,
                   const RasteriseOne& rasterise_one, const Apply& apply) const;
  /// Adds a shape to the lists of the shares that its box touches.
  void deal(const LeafBox& box, std::uint32_t shape, std::vector<std::vector<std::uint32_t>>& lists) const;

  const LeafDomain* domain_;
  LeafCuts cuts_;                     ///< of the shares along the curve
  std::vector<std::uint32_t> begin_;  ///< [shares + 1] into the own leaves
  std::vector<LeafBox> boxes_;        ///< [shares]
};

template <class BoxOf, class RasteriseOne, class Apply>
void LeafShares::paint(std::uint32_t shapes, const BoxOf& box_of, const RasteriseOne& rasterise_one,
                       const Apply& apply) const {
  const std::size_t shares = boxes_.size();
  if (shares == 1) {
    paint_share(0, nullptr, shapes, rasterise_one, apply);
    return;
  }
  std::vector<std::vector<std::uint32_t>> lists(shares);
  for (std::uint32_t shape = 0; shape < shapes; ++shape) deal(box_of(shape), shape, lists);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t share = 0; share < shares; ++share)
    paint_share(share, &lists[share], static_cast<std::uint32_t>(lists[share].size()), rasterise_one, apply);
}

template <class RasteriseOne, class Apply>
void LeafShares::paint_share(std::size_t share, const std::vector<std::uint32_t>* shapes, std::uint32_t count,
                             const RasteriseOne& rasterise_one, const Apply& apply) const {
  Rasteriser rasteriser(domain_->frame());
  LeafDirectory::Cursor cursor = domain_->cursor();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t shape = shapes == nullptr ? i : (*shapes)[i];
    rasterise_one(rasteriser, shape, boxes_[share], [&](LeafXY leaf, std::uint64_t mask) {
      const std::uint32_t index = cursor.find(leaf);
      if (index >= begin_[share] && index < begin_[share + 1]) apply(shape, index, mask);
    });
  }
}

template <class Apply>
void LeafShares::paint(const PolygonTable& polygons, const Apply& apply) const {
  paint(
      polygons.size(),
      [&](std::uint32_t polygon) { return leaves_around(domain_->frame(), points_of(polygons, polygon)); },
      [&](Rasteriser& rasteriser, std::uint32_t polygon, const LeafBox& window, auto&& emit) {
        rasteriser.polygon(polygons, polygon, window, emit);
      },
      apply);
}

}  // namespace machi
