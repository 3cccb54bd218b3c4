/// \file  result.h5 of an evacuation and the XDMF file beside it (docs/formats/result.md).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/hdf5/output.hpp"
#include "io/run/edit_rows.hpp"
#include "io/run/person_rows.hpp"

namespace machi {

/// Version of the format; readers refuse others.
inline constexpr std::int64_t result_version = 1;

/// What a result says of the run besides its tables; the first rank's counts.
struct ResultMeta {
  std::string name;
  std::string title;
  std::int64_t seed{1};
  double start_s{0};           ///< clock time of second 0
  double end_s{0};             ///< of the run's clock, when it ended
  std::int64_t followed{0};    ///< how many persons' ways were asked for
  double followed_every_s{0};  ///< and their interval
  CityFrame frame;             ///< where the origin of x and y lies; EPSG 0: nowhere on Earth (an area scenario)
  std::string crs_wkt;
  std::string attribution;             ///< whose data the city is
  std::vector<std::string> districts;  ///< names, by Walker::district
  // Under /provenance, which digests leave out.
  std::string version;
  std::string command;
  std::string started_utc;
  EditsMade edits;
};

/// The fields of a result, as the .xdmf file beside it needs to know of them.
struct WrittenFields {
  std::uint64_t blocks{0};
  std::vector<double> time_s;
};

/// Writes all tables of an evacuation into the group that `file` is in. Throws OutputError. Collective.
WrittenFields write_evacuation_tables(const Comm& comm, H5Output& file, const Evacuation& evacuation,
                                      const EvacuationRecord& record, const std::vector<PersonRow>& persons,
                                      const ResultMeta& meta);

/// Writes the .xdmf file of the fields under `group` of result `path`. Bytes written. Throws OutputError. Collective.
std::uint64_t write_fields_xdmf(const Comm& comm, const std::string& path, const WrittenFields& fields,
                                const std::string& group = {});

/// Writes `path` (replacing what stands there) and the .xdmf file beside it, which ParaView opens. All that is written
/// is the same for any ranks and threads, but for /provenance. Bytes written. Throws OutputError; `path` is then as it
/// was. Collective.
std::uint64_t write_evacuation_result(const Comm& comm, const std::string& path, const Evacuation& evacuation,
                                      const EvacuationRecord& record, const std::vector<PersonRow>& persons,
                                      const ResultMeta& meta);

}  // namespace machi
