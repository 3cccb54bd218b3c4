/// \file  A small town of rectangles and polylines for the tests of the network.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "engine/network/derive_network.hpp"
#include "engine/network/finish_network.hpp"

namespace machi::town {

inline constexpr std::uint32_t no_row = 0xffffffffU;

struct Point {
  double x_m;
  double y_m;
};

/// Roads in order; every call draws one polygon of one road.
class Town {
 public:
  /// A polygon of road `row`; section types: 1 ordinary, 3 bridge, 4 intersection, 6 tunnel.
  void polygon(std::uint32_t row, std::uint32_t section, const std::vector<Point>& shell,
               SurfaceKind kind = SurfaceKind::surface) {
    PolygonTable& table = all_.polygons;
    for (const Point& p : shell)
      table.points.push_back({static_cast<std::int32_t>(std::lround(p.x_m * 1000)),
                              static_cast<std::int32_t>(std::lround(p.y_m * 1000)), 0});
    table.point_begin.push_back(static_cast<std::uint32_t>(table.points.size()));
    table.ring_begin.push_back(static_cast<std::uint32_t>(table.point_begin.size() - 1));
    table.kind.push_back(kind);
    table.lod.push_back(1);
    table.part.push_back(0);
    all_.tags.push_back({row, section, static_cast<std::uint32_t>(kind), 0});
  }
  void box(std::uint32_t row, std::uint32_t section, double x0, double y0, double x1, double y1,
           SurfaceKind kind = SurfaceKind::surface) {
    polygon(row, section, {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}, kind);
  }
  /// A straight street of a width from a to b.
  void street(std::uint32_t row, Point a, Point b, double width_m) {
    const double length = std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
    const double nx = -(b.y_m - a.y_m) / length * width_m / 2;
    const double ny = (b.x_m - a.x_m) / length * width_m / 2;
    polygon(row, 1,
            {{a.x_m + nx, a.y_m + ny}, {a.x_m - nx, a.y_m - ny}, {b.x_m - nx, b.y_m - ny}, {b.x_m + nx, b.y_m + ny}});
  }
  const TaggedPolygons& all() const { return all_; }

 private:
  TaggedPolygons all_;
};

/// Streets every 40 m and 52 m with intersections, a diagonal, a viaduct over all and sidewalks along one street.
inline Town whole_town() {
  Town drawn;
  std::uint32_t row = 0;
  for (int i = 0; i < 9; ++i) drawn.box(row++, 1, 20, 20.0 + 52 * i, 490, 26.0 + 52 * i + i % 3);
  for (int i = 0; i < 11; ++i) drawn.box(row++, 1, 20.0 + 40 * i, 20, 25.0 + 40 * i + i % 4, 490);
  for (int i = 0; i < 9; ++i)
    for (int k = 0; k < 11; ++k)
      drawn.box(row++, 4, 20.0 + 40 * k, 20.0 + 52 * i, 25.0 + 40 * k + k % 4, 26.0 + 52 * i + i % 3);
  drawn.street(row++, {25, 470}, {480, 30}, 9);
  drawn.box(row++, 2, 5, 140, 500, 152);
  drawn.box(row, 1, 20, 486, 490, 489, SurfaceKind::sidewalk);
  return drawn;
}

inline const GridFrame frame{1000, 6};  // 512 m

struct Derived {
  Network network;
  NetworkReport report;
};

/// Derives the network, whole on the first rank; the town is given there. `grid` may hold terrain on one rank.
inline Derived derive(const Comm& comm, const Town& town, const std::vector<RoadFact>& facts = {},
                      const Grid& grid = {}) {
  std::vector<LeafKey> keys;
  const TaggedPolygons mine = comm.first() ? town.all() : TaggedPolygons{};
  for (std::uint32_t p = 0; p < mine.polygons.size(); ++p)
    rasterise(frame, mine.polygons, p, [&](LeafXY leaf, std::uint64_t) { keys.push_back(frame.key(leaf)); });
  const LeafCuts cuts = partition_leaves(comm, keys);
  const LeafDomain leaves(comm, frame, cuts, keys, 1);
  NetworkInput input;
  input.surfaces = spread_polygons(comm, frame, cuts, mine, 1);
  if (comm.first()) input.facts = facts;
  Derived result;
  result.network = gather_network(comm, derive_network(comm, leaves, input, grid, result.report));
  return result;
}

inline std::vector<int> degrees(const Network& network) {
  std::vector<int> degree(network.nodes(), 0);
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    ++degree[network.from[l]];
    ++degree[network.to[l]];
  }
  return degree;
}

/// How many nodes join so many links.
inline int nodes_of_degree(const Network& network, int degree) {
  int count = 0;
  for (const int d : degrees(network)) count += d == degree ? 1 : 0;
  return count;
}

}  // namespace machi::town
