/// \file  What the result files of all processes share.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/comm/comm.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/edit_rows.hpp"

namespace machi {

/// One value of each row.
template <class Row, class Value>
auto column_of(const std::vector<Row>& rows, const Value& value) {
  std::vector<std::decay_t<decltype(value(rows[0]))>> column;
  column.reserve(rows.size());
  for (const Row& row : rows) column.push_back(value(row));
  return column;
}

/// How long the file is that the first rank has written; the same on all ranks. Collective.
inline std::uint64_t bytes_of_file(const Comm& comm, const std::string& path) {
  std::int64_t bytes = 0;
  comm.agree([&] {
    if (comm.first()) bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
  });
  return static_cast<std::uint64_t>(comm.max(bytes));
}

/// Says what the file is, which program made it and, where `About` has edits, what of the city they changed. `About`
/// has version, command and started_utc. Collective.
template <class About>
void write_origin(H5Output& file, const std::string& format, std::int64_t format_version, const About& about) {
  file.attribute("/", "format", format);
  file.attribute("/", "version", format_version);
  file.attribute("/", "simulated", std::string("These are results of a simulation, not observations."));
  file.attribute("/provenance", "program", std::string("machi"));
  file.attribute("/provenance", "version", about.version);
  file.attribute("/provenance", "command", about.command);
  file.attribute("/provenance", "started_utc", about.started_utc);
  if constexpr (requires { about.edits; }) write_edits(file, about.edits);
}

}  // namespace machi
