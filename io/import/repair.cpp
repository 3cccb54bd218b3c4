#include "io/import/repair.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <set>
#include <tuple>

namespace machi {
namespace {

constexpr std::size_t max_ring_for_crossings = 4000;

bool same_place(const PointMm& a, const PointMm& b) {
  return a.x_mm == b.x_mm && a.y_mm == b.y_mm;
}

std::int64_t turn(const PointMm& a, const PointMm& b, const PointMm& c) {
  const Int128 cross = static_cast<Int128>(std::int64_t{b.x_mm} - a.x_mm) * (std::int64_t{c.y_mm} - a.y_mm) -
                       static_cast<Int128>(std::int64_t{b.y_mm} - a.y_mm) * (std::int64_t{c.x_mm} - a.x_mm);
  return cross > 0 ? 1 : cross < 0 ? -1 : 0;
}

// Whether the open segments cross in a single point.
bool cross(const PointMm& a, const PointMm& b, const PointMm& c, const PointMm& d) {
  if (std::max(a.x_mm, b.x_mm) < std::min(c.x_mm, d.x_mm) || std::max(c.x_mm, d.x_mm) < std::min(a.x_mm, b.x_mm) ||
      std::max(a.y_mm, b.y_mm) < std::min(c.y_mm, d.y_mm) || std::max(c.y_mm, d.y_mm) < std::min(a.y_mm, b.y_mm))
    return false;
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

PointMm crossing_point(const PointMm& a, const PointMm& b, const PointMm& c, const PointMm& d) {
  const double bx = static_cast<double>(b.x_mm) - a.x_mm;
  const double by = static_cast<double>(b.y_mm) - a.y_mm;
  const double dx = static_cast<double>(d.x_mm) - c.x_mm;
  const double dy = static_cast<double>(d.y_mm) - c.y_mm;
  const double t =
      ((static_cast<double>(c.x_mm) - a.x_mm) * dy - (static_cast<double>(c.y_mm) - a.y_mm) * dx) / (bx * dy - by * dx);
  const auto along = [t](std::int32_t from, double step) {
    return from + static_cast<std::int32_t>(std::lround(t * step));
  };
  return {along(a.x_mm, bx), along(a.y_mm, by), along(a.z_mm, static_cast<double>(b.z_mm) - a.z_mm)};
}

void drop_repeated(std::vector<PointMm>& ring) {
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
}

// Whether two sides that do not follow each other cross or share a corner. A sweep over the sides' western ends.
bool meets_itself(std::span<const PointMm> ring) {
  const std::size_t n = ring.size();
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  const auto end_of = [&](std::uint32_t i) -> const PointMm& { return ring[(i + 1) % n]; };
  const auto west = [&](std::uint32_t i) { return std::min(ring[i].x_mm, end_of(i).x_mm); };
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return west(a) < west(b); });
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t i = order[k];
    const std::int32_t east = std::max(ring[i].x_mm, end_of(i).x_mm);
    for (std::size_t m = k + 1; m < n && west(order[m]) <= east; ++m) {
      const std::uint32_t j = order[m];
      if (same_place(ring[i], ring[j]) || cross(ring[i], end_of(i), ring[j], end_of(j))) return true;
    }
  }
  return false;
}

// A face counts as flat when its outline, seen from above, holds at least a tenth of the area it would hold lying down.
bool is_flat(std::span<const PointMm> ring) {
  double normal[3] = {0, 0, 0};
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const PointMm& a = ring[j];
    const PointMm& b = ring[i];
    // Differences from ring[0] keep the products small.
    const double ax = a.x_mm - static_cast<double>(ring[0].x_mm), ay = a.y_mm - static_cast<double>(ring[0].y_mm);
    const double bx = b.x_mm - static_cast<double>(ring[0].x_mm), by = b.y_mm - static_cast<double>(ring[0].y_mm);
    const double az = a.z_mm - static_cast<double>(ring[0].z_mm), bz = b.z_mm - static_cast<double>(ring[0].z_mm);
    normal[0] += ay * bz - az * by;
    normal[1] += az * bx - ax * bz;
    normal[2] += ax * by - ay * bx;
  }
  const double length = std::sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  return length == 0 || std::abs(normal[2]) >= 0.1 * length;
}

bool inside_ring(std::span<const PointMm> ring, const PointMm& point) {
  PolygonTable one;
  one.kind = {SurfaceKind::surface};
  one.ring_begin = {0, 1};
  one.point_begin = {0, static_cast<std::uint32_t>(ring.size())};
  one.points.assign(ring.begin(), ring.end());
  return contains(one, 0, point.x_mm, point.y_mm);
}

// The shells that one polygon becomes, each with the holes that lie in it.
class PolygonRepair {
 public:
  PolygonRepair(double min_area_m2, const RepairNote& note) : min_area_m2_(min_area_m2), note_(note) {}

  void mend(const PolygonTable& from, std::uint32_t polygon, PolygonTable& into) {
    std::vector<PointMm> shell(from.shell(polygon).begin(), from.shell(polygon).end());
    const std::size_t published = shell.size();
    drop_repeated(shell);
    if (shell.size() < published) note_("repeated point");
    if (shell.size() < 3) return note_("ring with fewer than three points");
    if (!is_flat(shell)) return copy_upright(from, polygon, shell, into);
    int crossings = 0;
    auto loops = split_self_crossings(std::move(shell), crossings);
    if (crossings > 0) note_("self-crossing ring");
    std::erase_if(loops, [&](const auto& ring) { return area_of(ring) < min_area_m2_; });
    if (loops.empty()) return note_("polygon without area");
    std::vector<std::vector<PointMm>> shells;
    std::vector<std::vector<std::vector<PointMm>>> holes;
    sort_loops(std::move(loops), shells, holes);
    for (std::uint32_t r = from.ring_begin[polygon] + 1; r < from.ring_begin[polygon + 1]; ++r)
      place_hole(from.ring(r), shells, holes);
    for (std::size_t s = 0; s < shells.size(); ++s) {
      orient(shells[s], true);
      if (is_copy(from.kind[polygon], from.lod[polygon], shells[s])) {
        note_("second copy of a polygon");
        continue;
      }
      append(from, polygon, shells[s], holes[s], into);
    }
  }

 private:
  static double area_of(std::span<const PointMm> ring) {
    return std::abs(static_cast<double>(doubled_area_mm2(ring))) * 0.5e-6;
  }
  static void orient(std::vector<PointMm>& ring, bool counterclockwise) {
    if ((doubled_area_mm2(ring) > 0) != counterclockwise) std::reverse(ring.begin(), ring.end());
  }

  // Largest loop first: a loop within a shell that turns the other way is its hole, one that turns the same way covers
  // it a second time and is left out, one outside is a shell of its own.
  static void sort_loops(std::vector<std::vector<PointMm>> loops, std::vector<std::vector<PointMm>>& shells,
                         std::vector<std::vector<std::vector<PointMm>>>& holes) {
    std::stable_sort(loops.begin(), loops.end(), [](const auto& a, const auto& b) { return area_of(a) > area_of(b); });
    std::vector<bool> left_turn;
    for (auto& loop : loops) {
      const bool turns_left = doubled_area_mm2(loop) > 0;
      std::size_t within = 0;
      while (within < shells.size() && !mostly_inside(shells[within], loop)) ++within;
      if (within == shells.size()) {
        shells.push_back(std::move(loop));
        holes.emplace_back();
        left_turn.push_back(turns_left);
      } else if (turns_left != left_turn[within]) {
        orient(loop, false);
        holes[within].push_back(std::move(loop));
      }
    }
  }

  static bool mostly_inside(std::span<const PointMm> shell, std::span<const PointMm> ring) {
    const auto inside =
        std::count_if(ring.begin(), ring.end(), [&](const PointMm& p) { return inside_ring(shell, p); });
    return 2 * static_cast<std::size_t>(inside) > ring.size();
  }

  void place_hole(std::span<const PointMm> published, const std::vector<std::vector<PointMm>>& shells,
                  std::vector<std::vector<std::vector<PointMm>>>& holes) {
    std::vector<PointMm> hole(published.begin(), published.end());
    drop_repeated(hole);
    if (hole.size() < 3 || area_of(hole) == 0) return note_("ring with fewer than three points");
    for (std::size_t s = 0; s < shells.size(); ++s) {
      if (!mostly_inside(shells[s], hole)) continue;
      orient(hole, false);
      holes[s].push_back(std::move(hole));
      return;
    }
    note_("hole outside its shell");
  }

  // Whether a shell of the same kind and level of detail has the same corners; remembers it where none has. (A
  // footprint taken from the floor of a solid is no copy of that floor.)
  bool is_copy(SurfaceKind kind, std::uint8_t lod, const std::vector<PointMm>& shell) {
    std::vector<PointMm> corners = shell;
    std::sort(corners.begin(), corners.end());
    return !known_.insert({kind, lod, std::move(corners)}).second;
  }

  static void append(const PolygonTable& from, std::uint32_t polygon, const std::vector<PointMm>& shell,
                     const std::vector<std::vector<PointMm>>& holes, PolygonTable& into) {
    const auto add_ring = [&](const std::vector<PointMm>& ring) {
      into.points.insert(into.points.end(), ring.begin(), ring.end());
      into.point_begin.push_back(static_cast<std::uint32_t>(into.points.size()));
    };
    into.kind.push_back(from.kind[polygon]);
    into.lod.push_back(from.lod[polygon]);
    into.part.push_back(from.part[polygon]);
    add_ring(shell);
    for (const auto& hole : holes) add_ring(hole);
    into.ring_begin.push_back(static_cast<std::uint32_t>(into.point_begin.size() - 1));
  }

  void copy_upright(const PolygonTable& from, std::uint32_t polygon, const std::vector<PointMm>& shell,
                    PolygonTable& into) {
    std::vector<std::vector<PointMm>> holes;
    for (std::uint32_t r = from.ring_begin[polygon] + 1; r < from.ring_begin[polygon + 1]; ++r) {
      auto& hole = holes.emplace_back(from.ring(r).begin(), from.ring(r).end());
      drop_repeated(hole);
      if (hole.size() >= 3) continue;
      note_("ring with fewer than three points");
      holes.pop_back();
    }
    append(from, polygon, shell, holes, into);
  }

  double min_area_m2_;
  const RepairNote& note_;
  std::set<std::tuple<SurfaceKind, std::uint8_t, std::vector<PointMm>>> known_;
};

}  // namespace

std::vector<std::vector<PointMm>> split_self_crossings(std::vector<PointMm> ring, int& crossings) {
  std::vector<std::vector<PointMm>> simple;
  std::vector<std::vector<PointMm>> open{std::move(ring)};
  int cuts = 0;
  while (!open.empty()) {
    std::vector<PointMm> current = std::move(open.back());
    open.pop_back();
    drop_repeated(current);
    const std::size_t n = current.size();
    if (n < 3) continue;
    bool cut = false;
    // Each cut makes both rings shorter in points outside the crossing; the bound ends degenerate cases of rounding.
    if (n <= max_ring_for_crossings && cuts < 64 && meets_itself(current)) {
      for (std::size_t i = 0; i + 2 < n && !cut; ++i) {
        for (std::size_t j = i + 2; j < n && !cut; ++j) {
          if (i == 0 && j == n - 1) continue;
          const bool touches = same_place(current[i], current[j]);
          if (!touches && !cross(current[i], current[i + 1], current[j], current[(j + 1) % n])) continue;
          const PointMm at =
              touches ? current[i] : crossing_point(current[i], current[i + 1], current[j], current[(j + 1) % n]);
          std::vector<PointMm> loop{at};
          loop.insert(loop.end(), current.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      current.begin() + static_cast<std::ptrdiff_t>(j) + (touches ? 0 : 1));
          std::vector<PointMm> rest(current.begin(),
                                    current.begin() + static_cast<std::ptrdiff_t>(i) + (touches ? 0 : 1));
          rest.push_back(at);
          rest.insert(rest.end(), current.begin() + static_cast<std::ptrdiff_t>(j) + 1, current.end());
          open.push_back(std::move(rest));
          open.push_back(std::move(loop));
          crossings += touches ? 0 : 1;
          ++cuts;
          cut = true;
        }
      }
    }
    if (!cut) simple.push_back(std::move(current));
  }
  return simple;
}

void repair_polygons(PolygonTable& polygons, double min_area_m2, const RepairNote& note) {
  PolygonTable mended;
  PolygonRepair repair(min_area_m2, note);
  for (std::uint32_t p = 0; p < polygons.size(); ++p) repair.mend(polygons, p, mended);
  polygons = std::move(mended);
}

}  // namespace machi
