#include "io/export/run_czml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "engine/core/error.hpp"
#include "engine/core/rng.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "io/json/json.hpp"
#include "io/run/atomic_file.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_czml = 0x10000011;
constexpr std::uint64_t slice_of_events = std::uint64_t{1} << 20;

struct Stop {
  double second;
  MapPoint at;
};
using Ways = std::map<std::uint64_t, std::vector<Stop>>;

/// The ids with the smallest random numbers of their own.
std::vector<std::uint64_t> sample(std::vector<std::uint64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  const auto key = [](std::uint64_t id) { return std::pair(random_block(0, id, 0, purpose_czml)[0], id); };
  std::sort(ids.begin(), ids.end(), [&](std::uint64_t a, std::uint64_t b) { return key(a) < key(b); });
  if (ids.size() > most_czml_movers) ids.erase(ids.begin() + most_czml_movers, ids.end());
  std::sort(ids.begin(), ids.end());
  return ids;
}

Ways ways_of(const std::vector<std::uint64_t>& ids) {
  Ways ways;
  for (const std::uint64_t id : ids) ways[id];
  return ways;
}

Ways evacuation_ways(const ExportedRun& run) {
  Ways ways = ways_of(sample(run.result().read<std::uint64_t>("/trajectories/id")));
  each_way_point(run.result(), [&](const WayPoint& at) {
    const auto found = ways.find(at.id);
    if (found != ways.end()) found->second.push_back({at.time_s, run.place(0.01 * at.x_cm, 0.01 * at.y_cm)});
  });
  return ways;
}

// Vehicles are known where they enter and leave links.
Ways travel_ways(const ExportedRun& run) {
  const H5Input& file = run.result();
  const auto x_m = file.read<double>("/nodes/x_m");
  const auto y_m = file.read<double>("/nodes/y_m");
  const auto from = file.read<std::uint32_t>("/links/from");
  const auto to = file.read<std::uint32_t>("/links/to");
  const auto steps_per_s = static_cast<double>(file.integer_attribute("/", "steps_per_s"));
  const auto each =
      [&](const std::function<void(std::uint32_t, std::uint32_t, std::uint32_t, TravelEventKind)>& visit) {
        for (std::uint64_t first = 0; first < file.rows("/events/step"); first += slice_of_events) {
          const RowRange range{first, slice_of_events};
          const auto step = file.read<std::uint32_t>("/events/step", range);
          const auto person = file.read<std::uint32_t>("/events/person", range);
          const auto link = file.read<std::uint32_t>("/events/link", range);
          const auto kind = file.read<std::uint8_t>("/events/kind", range);
          for (std::size_t k = 0; k < step.size(); ++k)
            visit(step[k], person[k], link[k], static_cast<TravelEventKind>(kind[k]));
        }
      };
  std::vector<std::uint64_t> drivers;
  each([&](std::uint32_t, std::uint32_t person, std::uint32_t, TravelEventKind kind) {
    if (kind == TravelEventKind::enters_traffic) drivers.push_back(person);
  });
  Ways ways = ways_of(sample(std::move(drivers)));
  each([&](std::uint32_t step, std::uint32_t person, std::uint32_t link, TravelEventKind kind) {
    const bool at_start = kind == TravelEventKind::enters_link;
    if (!at_start && kind != TravelEventKind::enters_traffic && kind != TravelEventKind::leaves_traffic) return;
    const auto found = ways.find(person);
    if (found == ways.end()) return;
    const std::uint32_t node = at_start ? from[link] : to[link];
    found->second.push_back({step / steps_per_s, run.place(x_m[node], y_m[node])});
  });
  return ways;
}

// Centimetres are enough: seven decimals of a degree.
double rounded(double degrees) {
  return std::round(1e7 * degrees) / 1e7;
}

Json mover(const ExportedRun& run, std::uint64_t id, const std::vector<Stop>& way) {
  Json degrees = Json::array();
  double last_s = -1;
  for (const Stop& stop : way) {
    if (stop.second <= last_s) continue;  // a viewer wants rising times
    last_s = stop.second;
    const LonLatDeg at = run.lon_lat(stop.at);
    degrees.insert(degrees.end(), {stop.second, rounded(at.lon), rounded(at.lat), 0});
  }
  return {{"id", fmt::format("person-{}", id)},
          {"availability", run.utc(way.front().second) + "/" + run.utc(way.back().second)},
          {"position", {{"epoch", run.utc(0)}, {"cartographicDegrees", degrees}}},
          {"point",
           {{"color", {{"rgba", {255, 140, 0, 255}}}},
            {"outlineColor", {{"rgba", {40, 40, 40, 255}}}},
            {"outlineWidth", 1},
            {"pixelSize", 7},
            {"heightReference", "CLAMP_TO_GROUND"}}}};
}

}  // namespace

std::string export_czml(const ExportedParts& parts, const std::string& path) {
  const ExportedRun* flight = part_with(parts, "/trajectories/id");
  const ExportedRun* travel = part_with(parts, "/events/step");
  const ExportedRun& run = flight != nullptr ? *flight : travel != nullptr ? *travel : *parts.front();
  Ways ways;
  if (flight != nullptr) {
    ways = evacuation_ways(run);
  } else if (travel != nullptr) {
    ways = travel_ways(run);
  }
  std::erase_if(ways, [](const auto& one) { return one.second.size() < 2; });
  if (ways.empty())
    throw InputError(run.files().folder,
                     "has no ways of persons. Run it again with output.trajectories, or with mobility.events: true");
  const std::string span = run.utc(0) + "/" + run.utc(run.end_s());
  Json packets = Json::array();
  packets.push_back({{"id", "document"},
                     {"name", run.title()},
                     {"version", "1.0"},
                     {"description", run.result().text_attribute("/", "simulated") + " " + run.attribution()},
                     {"clock", {{"interval", span}, {"currentTime", run.utc(0)}, {"multiplier", 60}}}});
  for (const auto& [id, way] : ways) packets.push_back(mover(run, id, way));
  write_atomically(path, json_text(packets) + "\n");
  return fmt::format("Wrote {}: the ways of {} persons.", path, ways.size());
}

}  // namespace machi
