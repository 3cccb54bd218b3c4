#include "io/mobility/network_file.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "io/mobility/file_kind.hpp"
#include "io/mobility/network_xml.hpp"
#include "io/mobility/osm_network.hpp"
#include "io/mobility/sumo_network.hpp"

namespace machi {
namespace {

void note_loops(std::uint64_t loops, std::vector<std::string>& notes) {
  if (loops > 0) notes.push_back(fmt::format("{} links lead from a node to itself.", loops));
}

std::uint64_t loops_of(const TrafficNetwork& network) {
  std::uint64_t loops = 0;
  for (std::uint32_t l = 0; l < network.links(); ++l) loops += network.from[l] == network.to[l];
  return loops;
}

NetworkFile read_matsim_file(const std::string& path) {
  NetworkReading reading = read_network_xml(path);
  NetworkFile file{std::move(reading.network), {}};
  note_loops(reading.loops, file.notes);
  return file;
}

NetworkFile read_sumo_file(const MobilitySettings& settings) {
  SumoNet net = read_sumo_net(settings.network_file);
  for (const std::string& additional : settings.additional_files) read_sumo_lights(additional, net);
  const SumoRules rules{settings.saturation_flow_1_h, settings.yellow == YellowRule::drive};
  NetworkFile file{sumo_network(net, rules), {}};
  note_report(net.report, file.notes);
  note_loops(loops_of(file.network), file.notes);
  return file;
}

NetworkFile read_osm_network(const std::string& path) {
  OsmStreets streets;
  const InputKind on_disk = sniff(path, ReplayedSource(*open_file(path)).head());
  if (on_disk == InputKind::osm_xml || on_disk == InputKind::osm_pbf) {
    streets = read_osm_file(path);
  } else {  // compressed: held in memory
    visit_files(
        path, [&](const FileEntry&, std::uint64_t index) { return index == 0; },
        [&](const FileEntry& entry, ByteSource& bytes) { streets = read_osm(bytes, entry.name); });
  }
  NetworkFile file{osm_network(streets, path), {}};
  note_report(streets.report, file.notes);
  file.notes.emplace_back("Streets © OpenStreetMap contributors, Open Database License.");
  return file;
}

}  // namespace

NetworkFile read_network_file(const MobilitySettings& settings) {
  const std::string& path = settings.network_file;
  switch (const InputKind kind = kind_of_file(path)) {
    case InputKind::matsim_network:
      return read_matsim_file(path);
    case InputKind::sumo_network:
      return read_sumo_file(settings);
    case InputKind::osm_xml:
    case InputKind::osm_pbf:
      return read_osm_network(path);
    case InputKind::tntp_network:
      throw InputError(path,
                       "is a network for static assignment, on which nobody drives. Give its trips as "
                       "mobility.population_file");
    default:
      throw InputError(path, fmt::format("is no network that people can drive on (it looks like: {}). Give a network "
                                         "of MATSim or SUMO, an extract of OpenStreetMap, or TNTP",
                                         name_of(kind)));
  }
}

}  // namespace machi
