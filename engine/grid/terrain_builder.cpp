#include "engine/grid/terrain_builder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/grid/plane.hpp"
#include "engine/grid/spread_polygons.hpp"
#include "kernels/raise_to_plane/raise_to_plane.hpp"

namespace machi {
TerrainBuilder::TerrainBuilder(const LeafDomain& domain)
    : domain_(&domain), shares_(domain), pending_(domain.cuts().cuts.size() - 1) {}

void TerrainBuilder::add(std::span<const TriangleMm> triangles) {
  if (pending_.size() > 1) {
    std::vector<int> owners;
    for (const TriangleMm& triangle : triangles) {
      owners.clear();
      owners_of(domain_->frame(), domain_->cuts(), leaves_around(domain_->frame(), triangle), owners);
      const auto bytes = std::as_bytes(std::span(triangle));
      for (const int rank : owners) {
        auto& row = pending_[static_cast<std::size_t>(rank)];
        if (rank != domain_->rank()) row.insert(row.end(), bytes.begin(), bytes.end());
      }
    }
  }
  rasterise(triangles);
}

std::uint64_t TerrainBuilder::pending_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& row : pending_) bytes += row.size();
  return bytes;
}

void TerrainBuilder::exchange(const Comm& comm) {
  if (comm.size() == 1) return;
  const ByteRows got = comm.all_to_all(pending_);
  rasterise(vector_of<TriangleMm>(got.bytes));
}

std::vector<float> TerrainBuilder::take() {
  if (pending_bytes() != 0) throw RunError("terrain triangles are pending. Call TerrainBuilder::exchange first");
  reserve_heights();
  return std::move(height_m_);
}

// A city without a terrain model never pays for the heights.
void TerrainBuilder::reserve_heights() {
  if (height_m_.empty())
    height_m_.assign(std::size_t{domain_->own()} * leaf_cells, std::numeric_limits<float>::quiet_NaN());
}

void TerrainBuilder::rasterise(std::span<const TriangleMm> triangles) {
  if (triangles.empty()) return;
  reserve_heights();
  const GridFrame& frame = domain_->frame();
  std::vector<PlaneMm> planes(triangles.size());
#pragma omp parallel for
  for (std::size_t i = 0; i < triangles.size(); ++i) planes[i] = plane_of(triangles[i]);
  shares_.paint(
      static_cast<std::uint32_t>(triangles.size()),
      [&](std::uint32_t triangle) { return leaves_around(frame, triangles[triangle]); },
      [&](Rasteriser& rasteriser, std::uint32_t triangle, const LeafBox& window, auto&& emit) {
        if (planes[triangle].valid) rasteriser.ring(triangles[triangle], window, emit);
      },
      [&](std::uint32_t triangle, std::uint32_t leaf, std::uint64_t mask) {
        kernels::raise_to_plane(
            height_plane(planes[triangle], frame, domain_->leaf(leaf)), mask,
            std::span<float, leaf_cells>(height_m_.data() + std::size_t{leaf} * leaf_cells, leaf_cells));
      });
}

}  // namespace machi
