#include "io/export/run_ngsi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>

#include "engine/core/error.hpp"
#include "io/export/packed_text.hpp"
#include "io/json/json.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/xdmf.hpp"

namespace machi {
namespace {

// About 100 m, so that a frame of a ward is some hundred entities.
constexpr double square_m = 100;
// Fruin's level of service F begins at 2.17 persons/m2 of a walkway: nobody passes anybody.
constexpr double congested_1_m2 = 2.17;

Json property(Json value) {
  return {{"type", "Property"}, {"value", std::move(value)}};
}
Json property(double value, const char* unit) {
  return {{"type", "Property"}, {"value", value}, {"unitCode", unit}};
}

Json at(const ExportedRun& run, MapPoint point) {
  const LonLatDeg to = run.lon_lat(point);
  return {std::round(1e7 * to.lon) / 1e7, std::round(1e7 * to.lat) / 1e7};
}

/// What is left of a name in a URN.
std::string urn_part(const std::string& name) {
  std::string part;
  for (const char c : name)
    part += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' ? c : '-';
  return part;
}

/// `what` tells this entity from others of its type.
Json entity_of(const ExportedRun& run, const char* type, const std::string& what, double from_s, double until_s,
               Json location) {
  const std::string from = run.utc(from_s);
  const std::string until = run.utc(until_s);
  return {{"id", fmt::format("urn:ngsi-ld:{}:{}:{}", type, urn_part(run.name()), urn_part(what))},
          {"type", type},
          {"@context",
           {"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld",
            "https://raw.githubusercontent.com/smart-data-models/dataModel.Transportation/master/context.jsonld"}},
          {"source", property("simulation")},
          {"name", property(run.title())},
          {"description", property(run.result().text_attribute("/", "simulated") + " " + run.attribution())},
          {"dateObserved", property(from + "/" + until)},
          {"dateObservedFrom", property(Json{{"@type", "DateTime"}, {"@value", from}})},
          {"dateObservedTo", property(Json{{"@type", "DateTime"}, {"@value", until}})},
          {"location", {{"type", "GeoProperty"}, {"value", std::move(location)}}}};
}
class EntityWriter {
 public:
  explicit EntityWriter(std::string path) : path_(std::move(path)), text_(path_.ends_with(".gz")) { text_.add("["); }

  void add(const Json& entity) {
    text_.add(written_++ == 0 ? "\n" : ",\n");
    text_.add(json_text(entity));
  }
  std::uint64_t finish() {
    text_.add("\n]\n");
    write_atomically(path_, text_.take());
    return written_;
  }

 private:
  std::string path_;
  PackedText text_;
  std::uint64_t written_{0};
};

void add_traffic(const ExportedRun& run, EntityWriter& out) {
  const H5Input& file = run.result();
  const auto x_m = file.read<double>("/nodes/x_m");
  const auto y_m = file.read<double>("/nodes/y_m");
  const auto from = file.read<std::uint32_t>("/links/from");
  const auto to = file.read<std::uint32_t>("/links/to");
  const std::vector<std::string> id = file.read_string_list("/links/id");
  const auto link = file.read<std::uint32_t>("/volumes/link");
  const auto bin = file.read<std::uint32_t>("/volumes/bin");
  const auto vehicles = file.read<std::uint32_t>("/volumes/vehicles");
  const auto speed_m_s = file.read<double>("/volumes/speed_m_s");
  const double bin_s = file.number_attribute("/volumes", "bin_s");
  for (std::size_t k = 0; k < link.size(); ++k) {
    const std::uint32_t l = link[k];
    const double second = bin[k] * bin_s;
    const Json line{
        {"type", "LineString"},
        {"coordinates", {at(run, run.place(x_m[from[l]], y_m[from[l]])), at(run, run.place(x_m[to[l]], y_m[to[l]]))}}};
    Json entity = entity_of(run, "TrafficFlowObserved", fmt::format("{}:{}", id[l], run.clock(second)), second,
                            second + bin_s, line);
    entity["intensity"] = property(static_cast<double>(vehicles[k]), "E50");
    if (!std::isnan(speed_m_s[k])) entity["averageVehicleSpeed"] = property(3.6 * speed_m_s[k], "KMH");
    entity["refRoadSegment"] = {
        {"type", "Relationship"},
        {"object", fmt::format("urn:ngsi-ld:RoadSegment:{}:{}", urn_part(run.name()), urn_part(id[l]))}};
    out.add(entity);
  }
}

/// Persons of a square: how many, their speed, and where they stand closest.
struct Square {
  double persons{0};
  double persons_m_s{0};
  double densest_1_m2{0};
};

void add_crowds(const ExportedRun& run, EntityWriter& out) {
  const H5Input& file = run.result();
  const auto xy = file.read<std::int32_t>("/fields/block_xy");
  const auto time_s = file.read<double>("/fields/time_s");
  const double block_m = file.number_attribute("/fields", "block_m");
  const auto blocks = static_cast<std::int32_t>(std::max(1L, std::lround(square_m / block_m)));
  const auto square_of = [&](std::int32_t block) {
    return static_cast<std::int32_t>(std::floor(static_cast<double>(block) / blocks));
  };
  for (std::size_t f = 0; f < time_s.size(); ++f) {
    const auto persons = file.read<std::uint32_t>(frame_group(f) + "/persons");
    const auto vx_m_s = file.read<float>(frame_group(f) + "/vx_m_s");
    const auto vy_m_s = file.read<float>(frame_group(f) + "/vy_m_s");
    std::map<std::array<std::int32_t, 2>, Square> squares;
    for (std::size_t b = 0; b < persons.size(); ++b) {
      if (persons[b] == 0) continue;
      Square& square = squares[{square_of(xy[2 * b]), square_of(xy[2 * b + 1])}];
      square.persons += persons[b];
      square.persons_m_s += persons[b] * std::hypot(static_cast<double>(vx_m_s[b]), static_cast<double>(vy_m_s[b]));
      square.densest_1_m2 = std::max(square.densest_1_m2, persons[b] / (block_m * block_m));
    }
    const double until_s = f + 1 < time_s.size() ? time_s[f + 1] : run.end_s();
    const double side_m = blocks * block_m;
    for (const auto& row : squares) {
      const std::array<std::int32_t, 2>& place = row.first;
      const Square& square = row.second;
      const auto corner = [&](int right, int up) {
        return at(run, run.place((place[0] + right) * side_m, (place[1] + up) * side_m));
      };
      const Json ring = {corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)};
      Json entity =
          entity_of(run, "CrowdFlowObserved", fmt::format("{}_{}:{}", place[0], place[1], run.clock(time_s[f])),
                    time_s[f], until_s, {{"type", "Polygon"}, {"coordinates", Json::array({ring})}});
      entity["peopleCount"] = property(square.persons);
      entity["averageCrowdSpeed"] = property(3.6 * square.persons_m_s / square.persons, "KMH");
      entity["congested"] = property(square.densest_1_m2 >= congested_1_m2);
      out.add(entity);
    }
  }
}

}  // namespace

std::string export_ngsi(const ExportedParts& parts, const std::string& path) {
  const ExportedRun* traffic = part_with(parts, "/volumes/link");
  const ExportedRun* crowds = part_with(parts, "/fields/block_xy");
  if (traffic == nullptr && crowds == nullptr)
    throw InputError(parts.front()->files().folder,
                     "has neither link volumes nor crowds in frames. Run it with mobility.bin_s or "
                     "output.fields_every_s");
  EntityWriter out(path);
  if (traffic != nullptr) add_traffic(*traffic, out);
  if (crowds != nullptr) add_crowds(*crowds, out);
  return fmt::format("Wrote {}: {} entities.", path, out.finish());
}

}  // namespace machi
