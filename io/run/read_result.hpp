/// \file  Reading back what a run left in its directory (docs/formats/result.md): its small tables whole, what grows
/// with persons and time some rows at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/destination.hpp"
#include "io/hdf5/input.hpp"
#include "io/run/person_rows.hpp"

namespace machi {

/// The files of a run that is over.
struct RunFiles {
  std::string folder;
  std::string kpi_json;  ///< text
  std::string run_json;  ///< text
  std::string result;    ///< path of result.h5
};

/// Throws InputError where `folder` is none, or no run ended in it.
RunFiles read_run_files(const std::string& folder);

struct RunInputFile {
  std::string path;
  std::uint64_t bytes{0};
};

/// The inputs that run.json lists. Throws InputError where it is no such file.
std::vector<RunInputFile> inputs_of(const RunFiles& files);

/// Where everyone was, at the times of the curve.
struct ResultCurve {
  std::vector<double> time_s;
  std::vector<std::int64_t> waiting;
  std::vector<std::int64_t> walking;
  std::vector<std::int64_t> at_entrance;
  std::vector<std::int64_t> safe;
  std::vector<std::int64_t> lost;
};

struct ResultDestination {
  std::string id;
  DestinationKind kind{DestinationKind::exit};
  std::int64_t capacity{-1};  ///< persons, < 0 unlimited
  std::int64_t admitted{0};
  double full_at_s{-1};  ///< < 0: never
};

/// What result.h5 says in its header and small tables.
struct ResultTables {
  std::string name;
  std::string title;
  std::string attribution;
  std::string simulated;  ///< that this is no observation
  double end_s{0};
  std::int64_t persons{0};
  std::int64_t epsg{0};  ///< 0: nowhere on Earth
  ResultCurve curve;
  std::vector<ResultDestination> destinations;
};

/// What pages and pictures show of result.h5: the whole result of a run of one process; of a coupled run its
/// evacuation, else its traffic. Throws InputError.
H5Input open_shown(const std::string& path);

/// Opens the evacuation in result.h5. Throws InputError where the file is none, is damaged or of another version.
H5Input open_result(const std::string& path);

/// Throws InputError where tables are missing or do not fit each other.
ResultTables read_result_tables(const H5Input& file);

/// Rows of /destinations, most arrivals first, ties in the order of the file: the numbers that page and picture give
/// them, from 1.
std::vector<std::size_t> by_arrivals(std::span<const std::int64_t> admitted);

/// One person's end, in cm from the origin.
struct PersonEnd {
  PersonFate fate{PersonFate::waiting};
  std::uint32_t destination{no_index};
  std::int32_t x_cm{0};
  std::int32_t y_cm{0};
};

void each_person_end(const H5Input& file, const std::function<void(const PersonEnd&)>& visit);

/// A sample of a person's way.
struct WayPoint {
  std::uint64_t id{0};
  float time_s{0};
  std::int32_t x_cm{0};
  std::int32_t y_cm{0};
};

/// Ascending by id, then time.
void each_way_point(const H5Input& file, const std::function<void(const WayPoint&)>& visit);

/// A block of ground and the most persons that any frame of the fields shows in it.
struct CrowdedBlock {
  std::int32_t column{0};  ///< from the origin, in blocks
  std::int32_t row{0};
  std::uint32_t persons{0};
};

struct CrowdedBlocks {
  double block_m{0};  ///< side; 0 where the run kept no fields
  std::vector<CrowdedBlock> blocks;
  double area_m2() const { return block_m * block_m; }
};

CrowdedBlocks most_crowded(const H5Input& file);

}  // namespace machi
