#include "app/mobility_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

#include "engine/core/error.hpp"
#include "io/mobility/file_kind.hpp"
#include "io/mobility/network_file.hpp"
#include "io/network/tntp.hpp"
#include "io/xml/xml_pass.hpp"

namespace machi {
namespace {

std::string row(std::string_view what, const std::string& value) {
  return fmt::format("  {:<22}{}\n", what, value);
}

std::string listed(const std::map<std::string, std::int64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, count);
  return text;
}

// Opens a file, or what it holds compressed.
void with_bytes(const std::string& path, const std::function<void(ByteSource&)>& work) {
  visit_files(
      path, [](const FileEntry&, std::uint64_t index) { return index == 0; },
      [&](const FileEntry&, ByteSource& bytes) { work(bytes); });
}

std::string network_table(const std::string& path) {
  MobilitySettings settings;
  settings.network_file = path;
  const NetworkFile file = read_network_file(settings);
  const TrafficNetwork& network = file.network;
  std::map<std::string, std::int64_t> by_mode;
  std::map<std::string, std::int64_t> by_lanes;
  double km = 0;
  double lane_km = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    km += 1e-3 * network.length_m[l];
    lane_km += 1e-3 * network.length_m[l] * network.lanes[l];
    ++by_lanes[fmt::format("{:g}:", network.lanes[l])];
    for (std::size_t m = 0; m < network.modes.size(); ++m)
      if ((network.link_modes[l] >> m & 1U) != 0) ++by_mode[network.modes[m] + ":"];
  }
  const auto [slow, fast] = std::minmax_element(network.free_speed_m_s.begin(), network.free_speed_m_s.end());
  std::string text = row("nodes", std::to_string(network.nodes()));
  text += row("links", fmt::format("{}, each direction one", network.links()));
  text += row("length", fmt::format("{:.1f} km, {:.1f} lane-km", km, lane_km));
  text += row("links by lanes", listed(by_lanes));
  text += row("links by mode", listed(by_mode));
  if (network.links() > 0) text += row("free speed", fmt::format("{:.0f} to {:.0f} km/h", 3.6 * *slow, 3.6 * *fast));
  text += row("exits with turns", std::to_string(network.exits.exits()));
  text += row("signal programs", std::to_string(network.signals.size()));
  text += row("frame", network.crs.empty() ? "not said" : network.crs);
  for (const std::string& note : file.notes) text += "  " + note + "\n";
  return text + "Drive on it: mobility.network_file of a scenario.\n";
}

// Counts elements, and those of some by an attribute.
class ElementCount : public XmlHandler {
 public:
  void start(const char* name, XmlAttributes attributes) override {
    const std::string element = name;
    ++count[element];
    const char* const wanted = element == "leg" ? "mode" : element == "activity" || element == "act" ? "type" : nullptr;
    if (wanted == nullptr) return;
    for (XmlAttributes at = attributes; *at != nullptr; at += 2)
      if (std::string_view(at[0]) == wanted) ++of[element][std::string(at[1]) + ":"];
  }
  void end() override {}
  void text(std::string_view) override {}

  std::map<std::string, std::int64_t> count;
  std::map<std::string, std::map<std::string, std::int64_t>> of;
};

ElementCount counted(const std::string& path, std::string_view what) {
  ElementCount elements;
  with_bytes(path, [&](ByteSource& bytes) {
    read_xml(bytes, path, elements, {what, "Give the file as it was published", Doctype::external});
  });
  return elements;
}

std::string people_table_of(const std::string& path) {
  ElementCount elements = counted(path, "a MATSim population");
  std::map<std::string, std::int64_t> activities = elements.of["activity"];
  for (const auto& [type, count] : elements.of["act"]) activities[type] += count;
  std::string text = row("persons", std::to_string(elements.count["person"]));
  text += row("plans", std::to_string(elements.count["plan"]));
  text += row("activities", listed(activities));
  text += row("legs", listed(elements.of["leg"]));
  return text + "Let them travel: mobility.population_file of a scenario, with mobility.network_file.\n";
}

std::string vehicles_table(const std::string& path) {
  ElementCount elements = counted(path, "SUMO's routes");
  std::string text;
  for (const char* const name : {"vehicle", "trip", "flow", "person", "route", "vType", "busStop", "tlLogic"})
    if (elements.count[name] > 0) text += row(name, std::to_string(elements.count[name]));
  return text + "Let them drive: mobility.population_file of a scenario (types, stops and lights: additional_files).\n";
}

std::string tntp_table(const std::string& path) {
  TntpNetwork network;
  with_bytes(path, [&](ByteSource& bytes) { network = read_tntp_network(bytes, path); });
  double length = 0;
  for (const double l : network.length) length += l;
  std::string text = row("zones", std::to_string(network.zones));
  text += row("nodes", std::to_string(network.nodes));
  text += row("links", std::to_string(network.links()));
  text += row("length", fmt::format("{:g} in the file's unit", length));
  text += row("first through node", std::to_string(network.first_through + 1));
  return text + "Assign trips to it: mobility.network_file of a scenario, with mobility.population_file.\n";
}

// The metadata says what there is; the trips themselves need their network.
std::string tntp_trips_table(const std::string& path) {
  std::string text;
  with_bytes(path, [&](ByteSource& bytes) {
    const std::string head(ReplayedSource(bytes).head());
    for (std::size_t at = head.find('<'); at != head.npos; at = head.find('<', at + 1)) {
      const std::size_t end = head.find('>', at);
      const std::string name = head.substr(at + 1, end - at - 1);
      if (name == "END OF METADATA") break;
      const std::size_t stop = std::min(head.find_first_of("~\n", end), head.size());
      const std::size_t first = head.find_first_not_of(" \t", end + 1);
      if (end != head.npos && first < stop)
        text += row(name, head.substr(first, head.find_last_not_of(" \t\r", stop - 1) + 1 - first));
    }
  });
  return text + "Assign them: mobility.population_file of a scenario, with the network as mobility.network_file.\n";
}

}  // namespace

bool is_mobility_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  try {
    const InputKind kind = kind_of_file(path);
    return kind >= InputKind::matsim_network && kind <= InputKind::tntp_trips;
  } catch (const InputError&) {
    return false;
  }
}

std::string mobility_table(const std::string& path) {
  const InputKind kind = kind_of_file(path);
  const std::string head = fmt::format("{}: {}\n", path, name_of(kind));
  switch (kind) {
    case InputKind::matsim_network:
    case InputKind::sumo_network:
      return head + network_table(path);
    case InputKind::matsim_people:
      return head + people_table_of(path);
    case InputKind::sumo_routes:
      return head + vehicles_table(path);
    case InputKind::tntp_network:
      return head + tntp_table(path);
    default:
      return head + tntp_trips_table(path);
  }
}

}  // namespace machi
