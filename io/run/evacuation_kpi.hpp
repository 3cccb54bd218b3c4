/// \file  The figures of an evacuation for tables and for people: kpi.json, kpi.csv, persons.csv
/// (docs/formats/result.md).
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "engine/process/evacuation/record.hpp"
#include "io/run/evacuation_result.hpp"
#include "io/run/person_rows.hpp"

namespace machi {

/// The text of kpi.json on the first rank, empty elsewhere; the same for any ranks and threads. Collective.
std::string evacuation_kpi(const Comm& comm, const Evacuation& evacuation, const EvacuationRecord& record,
                           const std::vector<PersonRow>& persons, const ResultMeta& meta);

/// The single numbers and words of kpi.json as lines "key,value,unit"; series are left out. Local.
std::string kpi_csv(const std::string& kpi_json);

/// The unit that ends a key of kpi.json, as it is written; empty where there is none. Local.
std::string unit_of_kpi(const std::string& key);

/// A text as one field of CSV (RFC 4180). Local.
std::string csv_field(const std::string& text);

/// persons.csv: a line for each person, by id. Throws OutputError on all ranks; `path` is then as it was. Bytes
/// written. Collective.
std::uint64_t write_persons_csv(const Comm& comm, const std::string& path, const Evacuation& evacuation,
                                const EvacuationRecord& record, const std::vector<PersonRow>& persons);

}  // namespace machi
