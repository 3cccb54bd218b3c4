#include "io/mobility/osm_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "engine/network/drive_network.hpp"
#include "io/city/crs.hpp"
#include "io/network/osm_graph.hpp"

namespace machi {
namespace {

constexpr int wgs84_epsg = 4326;

/// Sum of the great-circle lengths between the points, on a sphere of the mean radius.
double length_m(const Position* begin, const Position* end) {
  constexpr double radius_m = 6371008.8;
  constexpr double degree = 3.14159265358979323846 / 180;
  double sum = 0;
  for (const Position* at = begin + 1; at < end; ++at) {
    const double lat1 = at->first * degree;
    const double lat0 = (at - 1)->first * degree;
    const double half_lat = std::sin((lat1 - lat0) / 2);
    const double half_lon = std::sin((at->second - (at - 1)->second) * degree / 2);
    const double h = half_lat * half_lat + std::cos(lat0) * std::cos(lat1) * half_lon * half_lon;
    sum += 2 * radius_m * std::asin(std::min(1.0, std::sqrt(h)));
  }
  return sum;
}

/// The columns that driving needs; positions are added by place().
Network streets_of(const OsmGraph& graph) {
  Network network;
  network.source = "OpenStreetMap";
  network.from = graph.from;
  network.to = graph.to;
  network.lanes = graph.lanes;
  network.width_m = graph.width_m;
  network.free_speed_m_s = graph.free_speed_m_s;
  network.modes = graph.modes;
  network.oneway = graph.oneway;
  for (std::uint32_t l = 0; l < graph.links(); ++l)
    network.length_m.push_back(static_cast<float>(
        length_m(graph.shape.data() + graph.shape_begin[l], graph.shape.data() + graph.shape_begin[l + 1])));
  network.node.resize(graph.nodes());
  return network;
}

/// Puts nodes into the metric CRS of their middle and says where that lies.
void place(const OsmGraph& graph, const std::string& name, TrafficNetwork& made) {
  double lat = 0;
  double lon = 0;
  for (const Position& node : graph.node) {
    lat += node.first / static_cast<double>(graph.nodes());
    lon += node.second / static_cast<double>(graph.nodes());
  }
  const int epsg = LocalCrs::choose_epsg(lat, lon);
  LocalCrs crs(wgs84_epsg, epsg);
  const auto origin = crs.exact({lat, lon, 0});
  std::vector<PointMm> points(graph.node.size());
  if (!origin || !crs.to_local_mm(graph.node, std::round(origin->east_m), std::round(origin->north_m), points))
    throw InputError(name, "has a node that lies nowhere on Earth. Correct it");
  made.crs = fmt::format("EPSG:{}", epsg);
  made.crs_offset_x_m = -std::round(origin->east_m);
  made.crs_offset_y_m = -std::round(origin->north_m);
  for (std::uint32_t n = 0; n < graph.nodes(); ++n) {
    made.node_id[n] = std::to_string(graph.node_id[n]);
    made.x_m[n] = 1e-3 * points[n].x_mm;
    made.y_m[n] = 1e-3 * points[n].y_mm;
  }
}

}  // namespace

TrafficNetwork osm_network(const OsmStreets& streets, const std::string& name) {
  const OsmGraph graph = split_streets(streets);
  TrafficNetwork made = drive_network(streets_of(graph), mode_car | mode_bicycle);
  if (made.links() == 0) throw InputError(name, "has no street that cars or bicycles may use. Give one that has");
  place(graph, name, made);
  std::vector<std::string> link_name(graph.links());
  for (std::uint32_t l = 0, k = 0; l < graph.links(); ++l) {
    k = l > 0 && graph.way_id[l] == graph.way_id[l - 1] ? k + 1 : 0;
    link_name[l] = fmt::format("{}_{}", graph.way_id[l], k);
  }
  for (std::string& id : made.link_id) {  // drive_network() names them by their rows
    const bool back = id.back() == 'r';
    id = link_name[std::stoul(id)] + (back ? "r" : "");
  }
  return made;
}

}  // namespace machi
