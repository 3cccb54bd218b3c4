/// \file  The import of a city, phase by phase. For import_city.cpp, read_inputs.cpp and build_city.cpp only.
#pragma once

#include <omp.h>

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/machine.hpp"
#include "engine/grid/leaf_runs.hpp"
#include "engine/grid/leaf_set.hpp"
#include "io/city/crs_facts.hpp"
#include "io/import/capacity.hpp"
#include "io/import/first_place.hpp"
#include "io/import/import_city.hpp"
#include "io/import/run_store.hpp"
#include "io/import/small_inputs.hpp"
#include "io/import/sources.hpp"
#include "io/import/surfaces.hpp"
#include "io/import/tables.hpp"
#include "io/json/json.hpp"

namespace machi {

/// Where scratch files lie: beside the output.
std::string scratch_folder(const std::string& output);

/// The import, phase by phase. Every function is collective.
class CityImport {
 public:
  CityImport(const Comm& comm, const ImportOptions& options, CitySink& sink)
      : comm_(comm),
        options_(options),
        sink_(sink),
        folder_(scratch_folder(options.output)),
        sources_(comm, options.inputs),
        crs_(static_cast<std::size_t>(omp_get_max_threads())),
        store_(std::in_place, folder_),
        started_s_(monotonic_s()) {}

  ImportedCity run() {
    choose_frame();
    read_models();
    place_leaves();
    read_terrain();
    place_small_inputs();
    hash_inputs();
    deliver();
    begin_file();
    build_tables();
    build_the_network();
    sink_.typed_columns(result_.city);
    build_the_grid();
    report_all();
    return std::move(result_);
  }

 private:
  void choose_frame();
  Json frame_at(int source_epsg, const Position& position) const;
  void adopt_frame(const Json& chosen);
  void read_models();
  void refuse_two_cities(std::uint64_t near_features, std::uint64_t far_features);
  void place_without_model();
  InputError nowhere() const;
  void place_leaves();
  GridFrame frame_around_all();
  void read_terrain();
  void place_small_inputs();
  void hash_inputs();
  void deliver();
  void begin_file();
  void build_tables();
  void add_rows(Theme theme, std::size_t run, std::uint32_t& row, PolygonStore::Outgoing& outgoing);
  void build_the_network();
  void note_network();
  void build_the_grid();
  void report_all();
  bool has(InputKind kind) const { return kind_counts_[static_cast<std::size_t>(kind)] > 0; }
  std::string attribution_of(bool citygml, bool streets) const;
  void set_box(CityHeader& header) const;
  void phase(const std::string& name);
  CrsCache& crs_of(int thread);

  const Comm& comm_;
  const ImportOptions& options_;
  CitySink& sink_;
  std::string folder_;  ///< for scratch files
  ImportSources sources_;
  ImportFrame frame_;
  std::vector<std::unique_ptr<CrsCache>> crs_;
  std::optional<RecordStore> store_;
  std::vector<FileYield> yields_;
  SmallInputs small_;
  std::vector<PointMm> place_points_;    ///< of all places, on all ranks
  std::vector<PointMm> street_points_;   ///< where streets alone make the city
  BoxMm box_;                            ///< of this rank's features, in the first frame
  BoxMm city_box_;                       ///< of the city, in its own frame
  std::set<std::string> terrain_files_;  ///< with triangles, though their names do not say so
  std::optional<LeafRuns> leaves_;
  std::optional<TriangleStore> triangles_;
  std::optional<DeliveredRecords> delivered_;
  std::optional<PolygonStore> polygons_;
  std::optional<TerrainSums> terrain_sums_;
  std::optional<CapacityFinder> capacities_;
  std::vector<std::string> hazards_;  ///< names, ascending
  TaggedPolygons streets_;            ///< of this rank, for the network
  std::vector<RoadFact> road_facts_;
  std::uint64_t without_level_{0};
  std::vector<std::string> network_notes_;
  std::vector<std::string> notes_;
  std::map<InputKind, std::int64_t> kinds_;  ///< files that this rank opened
  std::vector<std::int64_t> kind_counts_;    ///< [kinds] files that all ranks opened
  FirstRows first_{};
  ImportedCity result_;
  double started_s_;
};

}  // namespace machi
