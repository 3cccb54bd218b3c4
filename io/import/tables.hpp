/// \file  From records on any rank to the rows of the city's tables in leaf order on the ranks that own the leaves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_runs.hpp"
#include "engine/model/city.hpp"
#include "engine/model/import_report.hpp"
#include "io/city/city_writer.hpp"
#include "io/import/collect.hpp"
#include "io/scratch/buckets.hpp"

namespace machi {

/// What one file gave, beside its records, which lie in a bucket of the RecordStore.
struct FileYield {
  std::uint32_t file{0};
  std::size_t bucket{0};
  bool in_first_frame{true};  ///< its records are yet to be moved into the city's frame
  std::array<KeyTable, theme_count> keys;
  ImportReport report;
  bool keys_known{false};
  KeyMaps key_maps;                 ///< from its own keys to the city's; by unify_keys()
  std::vector<std::uint64_t> lost;  ///< numbers of the records that are copies, ascending; by find_copies()
};

/// The records of all files that this rank read, in the order of their files.
class RecordStore {
 public:
  explicit RecordStore(const std::string& folder) : buckets_(folder, 0) {}
  std::size_t new_bucket() { return buckets_.grow(); }
  void add(std::size_t bucket, std::span<const std::byte> records) { buckets_.add(bucket, records); }
  /// By how much records that lie in the first frame are moved as they are read.
  void shift_by(std::int32_t dx_mm, std::int32_t dy_mm) { shift_mm_ = {dx_mm, dy_mm}; }
  /// Records of a file in pieces, moved and with the city's keys where these are known.
  std::size_t pieces(const FileYield& yield) const { return buckets_.pieces(yield.bucket); }
  std::vector<std::byte> piece(const FileYield& yield, std::size_t index) const;
  std::uint64_t scratch_bytes() const { return buckets_.scratch_bytes(); }

 private:
  Buckets buckets_;
  std::pair<std::int32_t, std::int32_t> shift_mm_{0, 0};
};

/// Makes attribute keys the same on all ranks: sorted by path. Fills layers[theme].attributes.keys, key_code_space and
/// key_unit, and FileYield::key_maps. Collective.
void unify_keys(const Comm& comm, std::vector<FileYield>& yields, City& city);

/// Finds second copies: a building whose gml:id stands in a later file too (a tile given twice, two editions of
/// one tile), another feature whose id and geometry stand in a later file too, and one without id that a later file
/// repeats word for word. The later file in the order of the inputs wins. Fills FileYield::lost. Collective.
void find_copies(const Comm& comm, const RecordStore& store, std::vector<FileYield>& yields);

/// The records of this rank's leaves, by theme and run, and how many rows they make.
struct DeliveredRecords {
  DeliveredRecords(const std::string& folder, std::size_t run_count)
      : runs(run_count), buckets(folder, theme_count * run_count) {}
  std::size_t bucket(Theme theme, std::size_t run) const { return static_cast<std::size_t>(theme) * runs + run; }
  std::size_t runs;
  Buckets buckets;
  std::array<LayerSize, theme_count> sizes{};
  std::set<std::pair<Theme, std::uint32_t>> files;  ///< that gave features, by theme
};

/// Sends every record to the owner of its leaf, some MB at a time; copies are left out and counted as a repair of their
/// file. Collective.
void deliver_records(const Comm& comm, const LeafRuns& leaves, const RecordStore& store, std::vector<FileYield>& yields,
                     DeliveredRecords& delivered);

/// The rows that one run's records of one theme make, ordered by (leaf, id, file, line): the theme's layer and its
/// typed columns. `keys` are the theme's attribute keys. Local.
City rows_of(std::span<const std::byte> records, Theme theme, const AttributeTable& keys, const GridFrame& frame);

/// Appends the typed columns of buildings, roads and land use.
void append_typed_columns(const City& piece, City& city);

/// Adds the reports of all files on all ranks, in the order of the files; complete on the first rank. Collective.
ImportReport merge_reports(const Comm& comm, const std::vector<FileYield>& yields);

}  // namespace machi
