/// \file  Networks, trips and coordinates in the text format of the collection "Transportation Networks for Research"
/// (TNTP, docs/formats/tntp.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/assignment/assignment_network.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// A *_net.tntp file. The format names no units: lengths, times, speeds, tolls are in those of the file.
struct TntpNetwork {
  std::uint32_t zones{0};  ///< nodes 0 … zones - 1; the file counts nodes from 1
  std::uint32_t nodes{0};
  std::uint32_t first_through{0};  ///< nodes below are never passed through ("FIRST THRU NODE", less 1)

  std::vector<std::uint32_t> from;     ///< [links] node
  std::vector<std::uint32_t> to;       ///< [links] node
  std::vector<double> capacity;        ///< [links] > 0
  std::vector<double> length;          ///< [links] >= 0
  std::vector<double> free_flow_time;  ///< [links] >= 0
  std::vector<double> b;               ///< [links] >= 0
  std::vector<double> power;           ///< [links] 0 or >= 1
  std::vector<double> speed;           ///< [links]
  std::vector<double> toll;            ///< [links] >= 0
  std::vector<std::uint32_t> type;     ///< [links]

  std::uint32_t links() const { return static_cast<std::uint32_t>(from.size()); }
};

/// Coordinates of nodes, in whatever system the file has them.
struct TntpNodes {
  std::vector<double> x;  ///< [nodes]
  std::vector<double> y;  ///< [nodes]
};

/// What an assignment adds to travel times: cost = time + toll_weight toll + length_weight length. Both >= 0.
struct CostWeights {
  double toll_weight{0};    ///< time per toll
  double length_weight{0};  ///< time per length
};

/// All three throw InputError, with file and line, where the file is not what its metadata and the format say.
TntpNetwork read_tntp_network(ByteSource& source, const std::string& name);
/// Trips between the zones of `network`.
TripTable read_tntp_trips(ByteSource& source, const std::string& name, const TntpNetwork& network);
/// Coordinates of the nodes of `network`.
TntpNodes read_tntp_nodes(ByteSource& source, const std::string& name, const TntpNetwork& network);

/// The network with costs time (1 + b (flow / capacity)^power) + weighted toll and length.
AssignmentNetwork assignment_network(const TntpNetwork& network, const CostWeights& weights = {});

}  // namespace machi
