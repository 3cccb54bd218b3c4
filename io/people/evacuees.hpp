/// \file  Persons one by one, from CSV or GeoJSON (docs/formats/evacuees.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/population.hpp"
#include "io/archive/file_part.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// What coordinates are.
enum class EvacueeFrame : std::uint8_t {
  metres,  ///< x, y in the scenario's frame
  degrees  ///< longitude, latitude
};

/// Persons of a file, or of one rank's part of it.
struct EvacueeFile {
  EvacueeFrame frame{EvacueeFrame::metres};
  std::vector<double> x;  ///< metres, or longitude in degrees
  std::vector<double> y;  ///< metres, or latitude in degrees
  /// In the order of the file. `start` is set where the frame is metres. What the file leaves open is no_class, NaN,
  /// no_index; `classes` are the caller's.
  Population people;
  std::vector<std::string> groups;          ///< what people.group counts into until name_groups()
  std::vector<std::string> buildings;       ///< what people.building counts into, as the file has it
  std::vector<std::string> destinations;    ///< what people.destination counts into: of the whole file, in its order
  std::vector<std::string> unused_columns;  ///< names that nothing was taken from
};

/// Reads one row a person, columns known by their names. UTF-8 with or without mark, UTF-16 with mark, or Shift_JIS.
/// The text is streamed, first to find its encoding and then for its rows. Of the persons sixteen after sixteen that
/// `part` checks are kept, and each id is looked for a second time in one part; `at` is for agree_on_first(). Throws
/// InputError(name[:line], …) for missing columns, no persons, and every value that cannot be: a file of persons is
/// taken whole or not at all.
EvacueeFile read_evacuees_csv(const OpenBytes& open, const std::string& name, const std::vector<PersonClass>& classes,
                              const FilePart& part, std::uint64_t& at);

/// Reads one Point a person, values from its properties by the same names. A GeoJSON file does not say what its
/// coordinates are; `frame` does. Keeps and throws as above, naming the number of the feature.
EvacueeFile read_evacuees_geojson(const OpenBytes& open, const std::string& name,
                                  const std::vector<PersonClass>& classes, EvacueeFrame frame, const FilePart& part,
                                  std::uint64_t& at);

/// Names each group by the smallest id in it, and leaves alone who has no other member, where `file` has the parts of
/// all ranks of `comm`. Ranks look after the texts of some hashes each. Collective.
void name_groups(const Comm& comm, EvacueeFile& file);

}  // namespace machi
