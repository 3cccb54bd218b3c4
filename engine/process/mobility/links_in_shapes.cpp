#include "engine/process/mobility/links_in_shapes.hpp"

namespace machi {
namespace {

// Above 0 where c lies to the left of the line from a to b.
double side_of_line(const PlanePoint& a, const PlanePoint& b, const PlanePoint& c) {
  return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
}

bool lines_cross(const PlanePoint& a, const PlanePoint& b, const PlanePoint& c, const PlanePoint& d) {
  return (side_of_line(a, b, c) > 0) != (side_of_line(a, b, d) > 0) &&
         (side_of_line(c, d, a) > 0) != (side_of_line(c, d, b) > 0);
}

template <class Visit>
void each_edge(const PlaneShape& shape, const Visit& visit) {
  for (const std::vector<PlanePoint>& ring : shape)
    for (std::size_t k = 0; k < ring.size(); ++k) visit(ring[k], ring[(k + 1) % ring.size()]);
}

}  // namespace

bool lies_within(const PlaneShape& shape, const PlanePoint& at) {
  bool within = false;
  each_edge(shape, [&](const PlanePoint& a, const PlanePoint& b) {
    if ((a.y_m > at.y_m) == (b.y_m > at.y_m)) return;
    const double x_m = a.x_m + (at.y_m - a.y_m) / (b.y_m - a.y_m) * (b.x_m - a.x_m);
    if (at.x_m < x_m) within = !within;
  });
  return within;
}

std::vector<std::uint32_t> links_in_shape(const TrafficNetwork& network, const PlaneShape& shape) {
  std::vector<std::uint32_t> links;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const PlanePoint from{network.x_m[network.from[l]], network.y_m[network.from[l]]};
    const PlanePoint to{network.x_m[network.to[l]], network.y_m[network.to[l]]};
    bool touches = lies_within(shape, from) || lies_within(shape, to);
    each_edge(shape,
              [&](const PlanePoint& a, const PlanePoint& b) { touches = touches || lines_cross(from, to, a, b); });
    if (touches) links.push_back(l);
  }
  return links;
}

}  // namespace machi
