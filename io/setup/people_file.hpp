/// \file  The people of a run from a file of persons (docs/formats/evacuees.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/destination.hpp"
#include "engine/model/scenario.hpp"

namespace machi {

/// The people of a file, classes, speeds and departures drawn where it leaves them open: in an area everybody, the same
/// on all ranks; in a city each rank its share.
struct FilePeople {
  std::string path;
  Population people;  ///< `start` in the frame's metres; destination counts into destinations, building means indoors
  std::vector<std::string> destinations;  ///< ids or names as the file has them
  std::uint64_t next_id{0};               ///< above all ids of the file
  std::int64_t off_the_map{0};            ///< left out of `people`: positions that no grid can name
};

/// Reads people.file of a scenario, on all ranks, who look through all of it and keep their part; nobody where it names
/// none. `frame`: of the city; epsg 0 for the metres of an area, whose persons may not be in degrees. Throws InputError
/// on all ranks, the same as one rank would. Collective.
FilePeople people_of_file(const Comm& comm, const Scenario& scenario, const std::vector<PersonClass>& classes,
                          const CityFrame& frame);

/// Which of the run's destinations each of FilePeople::destinations is, by id or else by name. Throws InputError where
/// there is none such.
std::vector<std::uint32_t> destinations_of_file(const FilePeople& file, std::span<const Destination> destinations);

}  // namespace machi
