/// \file  people.h5: a population with its day (docs/formats/people_h5.md).
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"
#include "engine/model/people.hpp"
#include "io/hdf5/input.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t people_file_version = 1;

/// What a file says of itself.
struct PeopleFileMeta {
  std::int64_t seed{1};
  double share{1};
  std::string version;  ///< of the program; with the two below under /provenance, which digests leave out
  std::string command;
  std::string started_utc;
};

/// Writes the population that lies on all ranks. Throws UsageError where `path` exists and `force` is off, OutputError
/// where it cannot be written. Collective.
void write_people(const Comm& comm, const std::string& path, const People& people, const PeopleFileMeta& meta,
                  bool force);

bool is_hdf5_file(const std::string& path);
/// Whether it is of this format. Throws InputError for a damaged HDF5 file.
bool is_people_file(const std::string& path);

/// What one rank has read.
struct PeoplePart {
  People people;
  std::uint64_t first_person{0};  ///< row in the file
  std::uint64_t persons{0};       ///< in the file
  double share{1};
};

/// The `part`-th of `parts` about equal runs of whole households. Throws InputError where the file is none of this
/// format or damaged. Local.
PeoplePart read_people(const std::string& path, std::uint64_t part, std::uint64_t parts);

}  // namespace machi
