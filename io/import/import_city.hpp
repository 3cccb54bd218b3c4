/// \file  The import: from published files to the city in memory, in leaf order on the ranks that own the leaves.
#pragma once

#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "engine/model/network.hpp"
#include "engine/network/derive_network.hpp"
#include "io/city/city_file.hpp"
#include "io/city/city_sink.hpp"
#include "io/options/options.hpp"

namespace machi {

struct ImportOptions {
  std::vector<std::string> inputs;
  std::string output{"city.h5"};
  double cell_m{1.0};
  std::int64_t epsg{0};
  std::int64_t source_epsg{6697};
  std::string network{"auto"};
  double shelter_m2_per_person{2.0};
  std::string attribution;
  bool force{false};
  void declare(OptionTable& table);
};

/// Seconds and bytes of one phase, for the log.
struct ImportPhase {
  std::string name;
  double wall_s{0};
};

/// What an import knows when all layers and the grid have gone into a sink.
struct ImportedCity {
  /// Of the layers no rows, only the names of their attributes; places, people and code lists on the first rank; all
  /// else, typed columns too.
  City city;
  CityHeader header;
  std::vector<WaterTable> water;  ///< on the first rank
  Grid grid;                      ///< empty
  Network network;                ///< this rank's rows; from and to count over all ranks
  ImportReport report;            ///< complete on the first rank
  NetworkReport network_report;
  std::vector<ImportPhase> phases;
  std::vector<Provenance::Input> inputs;  ///< on the first rank
};

/// Reads all inputs and builds city, grid and network; layers and grid go into the sink piece by piece. What memory
/// does not hold meanwhile lies in scratch files in the output's folder, which have no name and so end with the
/// program: for each rank twice its features (2 kB a building) and what covers ground (0.5 kB a building). Throws
/// InputError where an input cannot be used, OutputError where a scratch file cannot be written. Collective; the result
/// is the same for any number of ranks and threads.
ImportedCity import_city(const Comm& comm, const ImportOptions& options, CitySink& sink);

/// The same with all layers and the whole grid in memory, water frames too. Collective.
ImportedCity import_city(const Comm& comm, const ImportOptions& options);

}  // namespace machi
