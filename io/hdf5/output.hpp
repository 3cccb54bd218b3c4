/// \file  Writing an HDF5 file from all ranks. Columns lie on the ranks in rank order and are packed where they lie;
/// the first rank alone has the file. Bytes of the file do not depend on ranks or threads, and no half-written file
/// ever has the file's name.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "io/hdf5/chunks.hpp"
#include "io/hdf5/element.hpp"

namespace machi {

/// What a dataset says of itself.
struct ColumnMeta {
  std::string unit;         ///< "m", "mm", "1", "" where it has none
  std::string description;  ///< one sentence
  std::string dimensions;   ///< names of the axes, e.g. "leaf, cell"
  std::string values{};     ///< meaning of codes, e.g. "0 unknown, 1 open"; empty where none
  /// Lengths of the axes after the first; empty for a plain column.
  std::vector<std::uint64_t> row_shape{};
};

/// What the offsets and the bytes of a column of strings say of themselves; `meta` describes the strings.
ColumnMeta begin_meta(const std::string& dataset, const ColumnMeta& meta);
ColumnMeta text_meta(const ColumnMeta& meta);

/// Throws UsageError where `path` exists and `force` is off, OutputError where its folder cannot be written to. To be
/// called before the work whose result is to be written. Collective.
void check_output(const Comm& comm, const std::string& path, bool force);

/// A column on its way into a file: rows are added to `packer` piece by piece.
struct GrowingColumn {
  std::string dataset;
  ColumnMeta meta;
  ColumnPacker packer;
};

/// All functions are collective and throw OutputError on all ranks where one fails.
class H5Output {
 public:
  /// Opens a file beside `path`; `path` itself appears or changes in commit() only.
  H5Output(const Comm& comm, std::string path, bool force);
  /// Without commit(), the file beside `path` is removed.
  ~H5Output();
  H5Output(const H5Output&) = delete;
  H5Output& operator=(const H5Output&) = delete;

  /// From now on "/" is this group of the file, as "/mobility", whatever names are given; empty: the file again.
  void enter(const std::string& group);

  /// A column of which this rank has `rows` rows that come in pieces. Nothing is written before end_column().
  template <class T>
  GrowingColumn begin_column(const std::string& dataset, std::uint64_t rows, const ColumnMeta& meta) {
    return begin_column(dataset, element_of<T>(), rows, meta);
  }
  /// Writes a column whose rows were all added.
  void end_column(GrowingColumn column);

  /// Writes the rows of all ranks in rank order. `dataset` is a full path; its groups are made.
  template <class T>
  void write_column(const std::string& dataset, std::span<const T> mine, const ColumnMeta& meta) {
    write_bytes(dataset, element_of<T>(), std::as_bytes(mine), meta);
  }
  template <class T>
  void write_column(const std::string& dataset, const std::vector<T>& mine, const ColumnMeta& meta) {
    write_column(dataset, std::span<const T>(mine), meta);
  }
  /// The same of numbers whose type is known at run time only.
  void write_bytes(const std::string& dataset, Element element, std::span<const std::byte> mine,
                   const ColumnMeta& meta);
  /// A table that the first rank holds whole; what other ranks pass is not looked at.
  template <class T>
  void write_table(const std::string& dataset, const std::vector<T>& rows, const ColumnMeta& meta) {
    write_column(dataset, comm_.first() ? std::span<const T>(rows) : std::span<const T>(), meta);
  }
  /// Offsets [rows + 1] that begin at 0 on every rank become one column of uint64 offsets of the whole.
  template <class T>
  void write_offsets(const std::string& dataset, std::span<const T> mine, const ColumnMeta& meta) {
    write_offsets(dataset, std::vector<std::uint64_t>(mine.begin(), mine.end()), meta);
  }
  void write_offsets(const std::string& dataset, std::vector<std::uint64_t> mine, const ColumnMeta& meta);
  /// Strings as two datasets: `dataset`_begin (offsets) and `dataset` (bytes of UTF-8).
  void write_strings(const std::string& dataset, const StringTable& mine, const ColumnMeta& meta);
  void write_strings(const std::string& dataset, const std::vector<std::string>& rows_of_first, const ColumnMeta& meta);
  /// Attributes of a group (made where missing) or dataset; "/" is the file. The first rank's values count.
  void attribute(const std::string& object, const std::string& name, const std::string& value);
  void attribute(const std::string& object, const std::string& name, std::int64_t value);
  void attribute(const std::string& object, const std::string& name, double value);

  /// Flush, fsync, rename, fsync of the folder: afterwards the file is there, whatever happens to the machine.
  void commit();

 private:
  struct File;
  GrowingColumn begin_column(const std::string& dataset, Element element, std::uint64_t rows, const ColumnMeta& meta);

  Comm comm_;
  std::string path_;
  std::unique_ptr<File> file_;  ///< on the first rank
};

}  // namespace machi
