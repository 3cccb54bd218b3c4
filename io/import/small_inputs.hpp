/// \file  The inputs that are no city models: places, people, code lists, streets, water in time. The first rank reads
/// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "io/import/sources.hpp"
#include "io/people/people.hpp"
#include "io/people/places.hpp"

namespace machi {

/// What the small inputs held, in the order of the files, positions as in the files.
struct SmallInputs {
  std::vector<RawPlace> places;
  std::vector<MeshPeople> people;
  std::vector<CodeList> code_lists;
  std::vector<WaterFrames> water;
  std::map<std::string, std::uint64_t> ignored;  ///< files of kinds that are not read, by kind
  std::map<std::string, std::uint64_t> read;     ///< files that are read, by kind
  std::vector<std::string> notes;                ///< what was left out of which file, and why
};

/// Reads one file of a kind that is no city model. Throws InputError. One thread at a time.
void read_small_input(const OpenedFile& file, ByteSource& bytes, SmallInputs& into);

}  // namespace machi
