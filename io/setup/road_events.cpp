#include "io/setup/road_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "engine/process/mobility/links_in_shapes.hpp"
#include "io/archive/source.hpp"
#include "io/city/city_file.hpp"
#include "io/options/options.hpp"
#include "io/people/geojson.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

PlaneShape shape_of(const PolygonTable& polygons) {
  PlaneShape shape;
  for (std::uint32_t r = 0; r + 1 < polygons.point_begin.size(); ++r) {
    std::vector<PlanePoint>& ring = shape.emplace_back();
    for (const PointMm& point : polygons.ring(r)) ring.push_back({1e-3 * point.x_mm, 1e-3 * point.y_mm});
  }
  return shape;
}

// Polygons of a file in the metres of the network.
PlaneShape plane_shape_of_file(const std::string& path) {
  PlaneShape shape;
  read_geojson(*open_file(path), path, [&](const GeoJsonFeature& feature) {
    if (feature.geometry_type != "Polygon" && feature.geometry_type != "MultiPolygon") return;
    std::size_t begin = 0;
    for (const std::size_t end : feature.line_end) {
      if (!feature.well_formed || end - begin < 4)
        throw InputError(path, "has a polygon whose ring is no ring. Correct it");
      std::vector<PlanePoint>& ring = shape.emplace_back();
      for (std::size_t k = begin; k + 1 < end; ++k)
        ring.push_back({feature.positions[k].second, feature.positions[k].first});
      begin = end;
    }
  });
  if (shape.empty()) throw InputError(path, "holds no polygons. Give Polygon or MultiPolygon features");
  return shape;
}

class LinkFinder {
 public:
  LinkFinder(const Scenario& scenario, const TrafficNetwork& network) : scenario_(scenario), network_(network) {
    for (std::uint32_t l = 0; l < network.links(); ++l) row_of_.emplace(network.link_id[l], l);
  }

  std::vector<std::uint32_t> links(const ScenarioEvent& event) const {
    std::vector<std::uint32_t> rows;
    const auto add = [&](const std::vector<std::uint32_t>& more) { rows.insert(rows.end(), more.begin(), more.end()); };
    if (event.everywhere()) {
      rows.resize(network_.links());
      std::iota(rows.begin(), rows.end(), 0U);
    }
    for (const std::string& id : event.ids) rows.push_back(row(event, id));
    for (const PlaneShape& shape : event_shapes(scenario_, event)) add(links_in_shape(network_, shape));
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    if (rows.empty()) throw InputError(place(event), "no link lies there. Correct its polygon or file");
    return rows;
  }

 private:
  std::string place(const ScenarioEvent& event) const {
    return fmt::format("{}: events.{}", event.where.empty() ? scenario_.path : event.where, name_of(event.kind));
  }

  std::uint32_t row(const ScenarioEvent& event, const std::string& id) const {
    const auto found = row_of_.find(id);
    if (found != row_of_.end()) return found->second;
    const std::string meant = did_you_mean(id, network_.link_id);
    throw InputError(place(event), fmt::format("the network has no link '{}'{}", id,
                                               meant.empty() ? ". Correct it, or draw a polygon" : meant));
  }

  const Scenario& scenario_;
  const TrafficNetwork& network_;
  std::unordered_map<std::string, std::uint32_t> row_of_;
};

bool changes_roads(const ScenarioEvent& event) {
  return event.kind == EventKind::road_closure || event.kind == EventKind::road_capacity ||
         (event.kind == EventKind::weather && event.speed_factor != 1);
}

}  // namespace

// Files of a city are in longitude and latitude.
std::vector<PlaneShape> event_shapes(const Scenario& scenario, const ScenarioEvent& event) {
  std::vector<PlaneShape> shapes;
  if (!event.wkt.empty()) shapes.push_back(shape_of(event.polygons));
  if (event.file.empty()) return shapes;
  if (scenario.city_file.empty()) {
    shapes.push_back(plane_shape_of_file(event.file));
  } else {
    const CityFrame frame = read_small_tables(open_city(scenario.city_file)).frame;
    shapes.push_back(shape_of(read_drawn_areas(event.file, "", frame).polygons));
  }
  return shapes;
}

void set_up_road_events(const Comm& comm, const Scenario& scenario, MobilitySetup& setup) {
  const std::vector<ScenarioEvent>& list = scenario.events.list;
  setup.world.walk_speed_m_s = scenario.mobility->walk_speed_m_s;
  setup.world.beeline_factor = scenario.mobility->beeline_factor;
  const bool evacuates = is_coupled(scenario) && scenario.evacuation;
  const std::int64_t steps_per_s = setup.world.rules.steps_per_s;
  if (evacuates)
    setup.world.handover_step =
        static_cast<std::uint32_t>(std::ceil(alarm_s(scenario).value_or(0))) * static_cast<std::uint32_t>(steps_per_s);
  if (!evacuates && std::none_of(list.begin(), list.end(), changes_roads)) return;
  comm.agree([&] {
    const LinkFinder finder(scenario, *setup.network);
    std::vector<RoadEvent>& events = setup.road_events;
    for (const ScenarioEvent& event : list) {
      if (!changes_roads(event)) continue;
      const bool closes = event.kind == EventKind::road_closure;
      events.push_back({event.begin_s, event.end_s, finder.links(event), closes, closes && event.flooded,
                        event.capacity_factor, event.speed_factor});
    }
    setup.world.changes = link_changes(events, steps_per_s);
    if (evacuates || std::any_of(events.begin(), events.end(), [](const RoadEvent& event) { return event.closed; }))
      setup.world.detours = std::make_shared<Detours>(*setup.network, setup.world.classes, steps_per_s);
  });
}

}  // namespace machi
