/// \file  A road network of SUMO as its file has it: edges with lanes, junctions, connections, traffic lights.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/model/read_report.hpp"
#include "io/archive/source.hpp"

namespace machi {

struct SumoLane {
  double speed_m_s{0};
  double length_m{0};
  std::uint32_t modes{0};  ///< bits (sumo_classes.hpp)
};

struct SumoEdge {
  std::string id;
  std::string from;
  std::string to;
  std::vector<SumoLane> lanes;  ///< from the right
  std::uint64_t line{0};
};

struct SumoJunction {
  std::string id;
  double x_m{0};
  double y_m{0};
};

/// From a lane to a lane of the next edge.
struct SumoConnection {
  static constexpr std::uint32_t no_light = 0xffffffffU;
  std::uint32_t from{0};  ///< edge
  std::uint32_t to{0};    ///< edge
  std::uint32_t from_lane{0};
  std::uint32_t to_lane{0};
  std::string light;                    ///< empty: none
  std::uint32_t light_index{no_light};  ///< of the light's states
  std::uint64_t line{0};
};

/// A program of a traffic light.
struct SumoLight {
  struct Phase {
    std::int64_t duration_ms{0};
    std::string state;  ///< one letter for each index
  };
  std::int64_t offset_ms{0};
  std::vector<Phase> phases;
  std::string path;
  std::uint64_t line{0};
};

struct SumoNet {
  std::string path;
  std::string projection;  ///< as PROJ writes it; empty: unknown
  double offset_x_m{0};
  double offset_y_m{0};
  std::vector<SumoEdge> edges;  ///< that vehicles drive on: none inside junctions
  std::vector<SumoJunction> junctions;
  std::vector<SumoConnection> connections;
  std::unordered_map<std::string, SumoLight> lights;  ///< the program of each that was read last
  std::unordered_map<std::string, std::uint32_t> edge_rows;
  ReadReport report;
};

/// Reads a .net.xml, plain or compressed. Throws InputError with file and line: an id twice, a length or speed that is
/// not above 0, an edge without lanes, a connection of edges or lanes that are not there, an unknown vehicle class, a
/// traffic light without phases, with a duration that is not above 0 or with states of different lengths. Lights that
/// react to traffic are taken by their durations, and counted. Local.
SumoNet read_sumo_net(const std::string& path);
/// The same for bytes; `name` is what errors show.
SumoNet read_sumo_net(ByteSource& bytes, const std::string& name);

/// Adds the programs of lights that an additional file holds; each replaces the one that was there, as in SUMO. Other
/// elements are passed over. Throws the same.
void read_sumo_lights(const std::string& path, SumoNet& net);

}  // namespace machi
