/// \file  Writes city.h5 from all ranks, layers and grid piece by piece, so that no rank ever holds them whole.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "engine/model/network.hpp"
#include "io/city/city_file.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// How much this rank has of a layer.
struct LayerSize {
  std::uint64_t features{0};
  std::uint64_t id_bytes{0};
  std::uint64_t type_bytes{0};
  std::uint64_t polygons{0};
  std::uint64_t rings{0};
  std::uint64_t points{0};
  std::uint64_t attributes{0};
  std::uint64_t value_bytes{0};
};
LayerSize size_of(const Layer& layer);

/// The parts of the file in their order: begin; for each theme begin_layer, add …, end_layer; typed_columns;
/// begin_grid, add …, end_grid; small_tables; commit. All but add() are collective. Throws OutputError where the file
/// cannot be written and RunError where pieces are not what was announced; without commit() nothing is left of it.
class CityWriter {
 public:
  /// Throws UsageError where `path` exists and `force` is off.
  CityWriter(const Comm& comm, const std::string& path, bool force) : comm_(comm), file_(comm, path, force) {}

  /// City::frame, City::files, City::dem_triangles and the header.
  void begin(const City& city, const CityHeader& header);
  void begin_layer(Theme theme, const LayerSize& mine);
  /// The next features of the layer on this rank. Local.
  void add(const Layer& piece);
  /// `keys` names the attributes; the same on all ranks.
  void end_layer(const AttributeTable& keys);
  /// City::buildings, roads and land_use of this rank; a column may be empty, and is then written as missing.
  void typed_columns(const City& city);
  /// `leaves` is the number of this rank's leaves; `hazards` say name and description, in the same order on all ranks.
  void begin_grid(const GridFrame& frame, std::uint64_t leaves, const std::vector<Hazard>& hazards);
  /// The next leaves of the grid on this rank. Local, uses all threads.
  void add(const Grid& piece);
  void end_grid();
  /// All that the first rank holds whole.
  void small_tables(const City& city, const std::vector<WaterFrames>& water, const Network& network,
                    const ImportReport& report, const Provenance& provenance);
  void commit() { file_.commit(); }

 private:
  struct Column {
    GrowingColumn growing;
    bool offsets{false};
    std::uint64_t next{0};  ///< the next offset of the whole column
  };
  class Begin;
  class Add;
  void end_columns();

  Comm comm_;
  H5Output file_;
  std::string group_;
  bool present_{false};  ///< whether any rank has features of the layer
  std::vector<Column> columns_;
  std::vector<Hazard> hazards_;
  std::array<std::uint64_t, theme_count> features_{};  ///< of this rank
};

}  // namespace machi
