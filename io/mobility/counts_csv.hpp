/// \file  Traffic counts as a table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// Vehicles that were counted on a link from one clock time to another.
struct CountRow {
  std::uint32_t link{0};  ///< row of the network
  double from_s{0};
  double to_s{0};
  double vehicles{0};
  std::uint64_t line{0};
};

/// Reads CSV with the columns link (id), from and to (HH:MM, HH:MM:SS or seconds), vehicles. Throws InputError with
/// file and line: a column that is missing, a link that is not there, a time or number that is none, a span that is
/// empty.
std::vector<CountRow> read_counts_csv(const std::string& path, const TrafficNetwork& network);

/// The same for bytes; `name` is what errors show.
std::vector<CountRow> read_counts_csv(ByteSource& bytes, const std::string& name, const TrafficNetwork& network);

}  // namespace machi
