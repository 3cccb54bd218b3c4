/// \file  Writes city.h5 from all ranks, layers and grid piece by piece, so that no rank ever holds them whole.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/import_report.hpp"
#include "engine/model/network.hpp"
#include "io/city/city_sink.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// The sink of a file: after its other parts come small_tables and commit. Throws OutputError where the file cannot be
/// written and RunError where pieces are not what was announced; without commit() nothing is left of it.
class CityWriter final : public CitySink {
 public:
  CityWriter(const Comm& comm, std::string path, bool force) : comm_(comm), path_(std::move(path)), force_(force) {}

  /// Throws UsageError where the file exists and may not be replaced.
  void begin(const City& city, const CityHeader& header) override;
  void begin_layer(Theme theme, const LayerSize& mine) override;
  void add(const Layer& piece) override;
  void end_layer(const AttributeTable& keys) override;
  void typed_columns(const City& city) override;
  void begin_grid(const GridFrame& frame, std::uint64_t leaves, const std::vector<Hazard>& hazards) override;
  void add(const Grid& piece) override;
  void end_grid() override;
  /// The network's rows of this rank, and all that the first rank holds whole.
  void small_tables(const City& city, const std::vector<WaterTable>& water, const Network& network,
                    const ImportReport& report, const Provenance& provenance);
  void commit() { file().commit(); }

 private:
  struct Column {
    GrowingColumn growing;
    bool offsets{false};
    std::uint64_t next{0};  ///< the next offset of the whole column
  };
  class Begin;
  class Add;
  void end_columns();
  H5Output& file() { return *file_; }

  Comm comm_;
  std::string path_;
  bool force_;
  std::optional<H5Output> file_;
  std::string group_;
  bool present_{false};  ///< whether any rank has features of the layer
  std::vector<Column> columns_;
  std::vector<Hazard> hazards_;
  std::array<std::uint64_t, theme_count> features_{};  ///< of this rank
};

}  // namespace machi
