#include "engine/process/evacuation/observers.hpp"

namespace machi {
namespace {

// Products of two positions need more than 64 bits.
__extension__ using Wide = __int128;

// Twice the signed area of the triangle p, q, r: > 0 where r lies left of p → q.
Wide side_of(LinePoint p, LinePoint q, LinePoint r) {
  return Wide{q.x - p.x} * (r.y - p.y) - Wide{q.y - p.y} * (r.x - p.x);
}

}  // namespace

int crossing(const ObservedLine& line, LinePoint a, LinePoint b) {
  for (std::size_t i = 1; i < line.points.size(); ++i) {
    const LinePoint p = line.points[i - 1];
    const LinePoint q = line.points[i];
    const bool a_left = side_of(p, q, a) >= 0;
    const bool b_left = side_of(p, q, b) >= 0;
    if (a_left == b_left) continue;
    // The ends of the line lie on different sides of the way, the end itself counted to one of them.
    if ((side_of(a, b, p) > 0) == (side_of(a, b, q) > 0)) continue;
    return a_left ? 1 : -1;
  }
  return 0;
}

}  // namespace machi
