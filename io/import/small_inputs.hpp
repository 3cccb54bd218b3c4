/// \file  The inputs that are no city models: places, people, code lists, streets, water in time. The first rank reads
/// them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "io/city/city_sink.hpp"
#include "io/hazard/water_frames.hpp"
#include "io/import/collect.hpp"
#include "io/import/sources.hpp"
#include "io/network/osm_graph.hpp"
#include "io/people/people.hpp"
#include "io/people/places.hpp"

namespace machi {

/// What small inputs held, positions as in the files.
struct SmallInputs {
  std::vector<RawPlace> places;
  std::vector<MeshPeople> people;
  std::vector<CodeList> code_lists;
  std::vector<OsmGraph> streets;
  std::vector<PackedWater> water;
  std::vector<std::string> notes;  ///< what was left out of which file, and why
};

/// Whether files of a kind are read; all others are counted and passed over.
bool is_read(InputKind kind);

/// Reads one file of a kind that is no city model, or passes it over. Throws InputError. One thread at a time.
/// `folder` takes scratch files.
void read_small_input(const OpenedFile& file, ByteSource& bytes, const std::string& folder, SmallInputs& into);

/// What all files held: places sorted by kind, id and name, people by cell and age, code lists and water maps by name,
/// so that the order of the inputs does not matter. What an earlier file says too is left out and noted: a water map or
/// a code list that is the same, a place of the same id, name, kind and position; and of people of one cell and age
/// class the later file counts.
SmallInputs merged(std::map<std::uint32_t, SmallInputs>&& by_file);

/// A network draft (finish_network) from street graphs, moved into the city's frame. Throws InputError where a position
/// lies nowhere on Earth.
Network street_network(const std::vector<OsmGraph>& graphs, CrsCache& crs);

/// Water frames in the city's frame. Throws InputError where they are in another CRS than the city.
std::vector<WaterTable> water_in_frame(std::vector<PackedWater> files, const ImportFrame& frame);

}  // namespace machi
