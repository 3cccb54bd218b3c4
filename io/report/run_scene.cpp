#include "io/report/run_scene.hpp"

#include <algorithm>
#include <map>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/report/city_of_run.hpp"

namespace machi {
namespace {

void read_figures(RunScene& scene, const RunFiles& files) {
  try {
    const auto evacuation = parse_json(files.kpi_json).at("evacuation");
    const auto figure = [&](const char* key) { return evacuation.at(key).get<std::int64_t>(); };
    scene.end = {figure("agents"), figure("safe"), figure("lost"), figure("en_route"), figure("staying")};
    const auto& p90 = evacuation.at("time_p90_s");
    if (!p90.is_null()) scene.time_p90_s = p90.get<double>();
  } catch (const Json::exception&) {
    throw InputError(files.folder + "/kpi.json",
                     "lacks a figure that it must have (damaged, or of another version). Run the scenario again");
  }
}

// Sums from which the mean end of those who came to a destination follows.
struct MeanEnd {
  double x_cm{0};
  double y_cm{0};
  std::int64_t persons{0};
};

void read_ends(RunScene& scene, const H5Input& file) {
  std::vector<MeanEnd> mean(scene.tables.destinations.size());
  each_person_end(file, [&](const PersonEnd& end) {
    const PointMm point{10 * end.x_cm, 10 * end.y_cm};
    scene.box.add(point);
    if (end.fate == PersonFate::lost) scene.lost.push_back(point);
    if (end.fate == PersonFate::walking || end.fate == PersonFate::at_entrance) scene.under_way.push_back(point);
    if (end.fate != PersonFate::safe) return;
    if (!scene.city) scene.arrived.push_back(point);
    if (end.destination >= mean.size()) return;
    MeanEnd& sum = mean[end.destination];
    sum.x_cm += end.x_cm;
    sum.y_cm += end.y_cm;
    ++sum.persons;
  });
  for (const MeanEnd& sum : mean) {
    const auto n = static_cast<double>(sum.persons);
    scene.place.push_back(sum.persons == 0 ? std::nullopt
                                           : std::optional<PointMm>({static_cast<std::int32_t>(10 * sum.x_cm / n),
                                                                     static_cast<std::int32_t>(10 * sum.y_cm / n)}));
  }
}

// Shelters stand where the city has them; those who leave the area by car do so by many streets.
void place_shelters(RunScene& scene) {
  std::map<std::string, PointMm> places;
  for (const Place& place : read_small_tables(open_city(scene.city->path)).places)
    places.emplace(place.id, place.point);
  for (std::size_t d = 0; d < scene.place.size(); ++d) {
    const auto found = places.find(scene.tables.destinations[d].id);
    if (found != places.end())
      scene.place[d] = found->second;
    else if (scene.tables.destinations[d].kind == DestinationKind::exit)
      scene.place[d].reset();
  }
}

void read_crowd(RunScene& scene, const H5Input& file) {
  scene.crowd = most_crowded(file);
  const double side_mm = 1000 * scene.crowd.block_m;
  for (const CrowdedBlock& block : scene.crowd.blocks)
    for (const int corner : {0, 1})
      scene.box.add(PointMm{static_cast<std::int32_t>((block.column + corner) * side_mm),
                            static_cast<std::int32_t>((block.row + corner) * side_mm)});
  if (scene.crowd.blocks.empty())
    each_way_point(file, [&](const WayPoint& at) { scene.box.add(PointMm{10 * at.x_cm, 10 * at.y_cm}); });
}

struct Span {
  double low;
  double high;
};

// A span of at least `least` around `given`, moved to lie within `town` as far as it can.
Span widened(const Span& given, double least, const Span& town) {
  const double more = std::max(0.0, least - (given.high - given.low)) / 2;
  Span span{given.low - more, given.high + more};
  const double shift = std::max(0.0, town.low - span.low) - std::max(0.0, span.high - town.high);
  span = {span.low + shift, span.high + shift};
  return {std::max(span.low, town.low), std::min(span.high, town.high)};
}

// Some room around what happened, and a shape that is neither a thread nor a tower; not beyond the town.
void widen_box(RunScene& scene) {
  for (const std::optional<PointMm>& place : scene.place)
    if (place) scene.box.add(*place);
  if (scene.box.empty()) scene.box = {0, 0, 1000, 1000};
  const BoxMm& b = scene.box;
  const double width = static_cast<double>(b.x_max) - b.x_min;
  const double height = static_cast<double>(b.y_max) - b.y_min;
  const double room = 1.08 * std::max({width, height, 1000.0}) - std::max(width, height);
  constexpr double far = 2e9;
  const Span all{-far, far};
  const BoxMm town = scene.city ? scene.city->box : BoxMm{};
  const Span x = widened({1.0 * b.x_min, 1.0 * b.x_max}, std::max(width + room, 0.4 * height),
                         scene.city ? Span{1.0 * town.x_min, 1.0 * town.x_max} : all);
  const Span y = widened({1.0 * b.y_min, 1.0 * b.y_max}, std::max(height + room, 0.48 * (x.high - x.low)),
                         scene.city ? Span{1.0 * town.y_min, 1.0 * town.y_max} : all);
  scene.box = {static_cast<std::int32_t>(x.low), static_cast<std::int32_t>(y.low), static_cast<std::int32_t>(x.high),
               static_cast<std::int32_t>(y.high)};
}

}  // namespace

RunScene gather_scene(const RunFiles& files) {
  const H5Input file = open_result(files.result);
  RunScene scene;
  scene.tables = read_result_tables(file);
  read_figures(scene, files);
  if (const std::optional<std::string> city = city_of_run(files, scene.tables.epsg, "picture"))
    scene.city = summarise(*city);
  read_ends(scene, file);
  if (scene.city) place_shelters(scene);
  read_crowd(scene, file);
  widen_box(scene);
  std::vector<std::int64_t> admitted;
  for (const ResultDestination& destination : scene.tables.destinations) admitted.push_back(destination.admitted);
  scene.order = by_arrivals(admitted);
  return scene;
}

}  // namespace machi
