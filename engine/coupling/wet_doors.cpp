#include "engine/coupling/wet_doors.hpp"

namespace machi {
namespace {

int cell_of(const GridFrame& frame, const PointMm& point) {
  return point.y_mm / frame.cell_mm % leaf_side * leaf_side + point.x_mm / frame.cell_mm % leaf_side;
}

}  // namespace

std::vector<std::int64_t> wet_doors_ms(const Comm& comm, const LeafDomain& leaves, const Water& water,
                                       const std::vector<PointMm>& door, std::uint16_t least_cm) {
  const GridFrame& frame = leaves.frame();
  WetCells cells(leaves);
  std::vector<std::uint32_t> places;
  places.reserve(door.size());
  for (const PointMm& at : door) places.push_back(cells.add(frame.leaf_at(at.x_mm, at.y_mm), cell_of(frame, at)));
  cells.look_up(water, least_cm);
  std::vector<std::int64_t> wet_ms;
  wet_ms.reserve(door.size());
  for (const std::uint32_t place : places) wet_ms.push_back(wet_ms_of(cells.wet_s(place)));
  comm.min(wet_ms);
  return wet_ms;
}

}  // namespace machi
