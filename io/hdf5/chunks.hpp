/// \file  Cuts a column that lies on many ranks into the chunks of an HDF5 dataset and packs them, each rank its own:
/// the same chunks for any number of ranks and threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "io/hdf5/element.hpp"

namespace machi {

/// Shape of a column as its chunks need it.
struct ColumnShape {
  Element element{Element::u8};
  std::uint64_t row_elements{1};
  std::uint64_t row_bytes() const { return row_elements * size_of(element); }
  /// Rows of a chunk of about 512 KiB; depends on the shape and the rows of the whole column only.
  std::uint64_t chunk_rows(std::uint64_t total_rows) const;
};

/// One chunk as it lies in the file.
struct PackedChunk {
  std::vector<std::byte> bytes;
  std::uint32_t skipped_filters{0};  ///< bit k: filter k of the dataset was not applied
};

/// Filters of a dataset, in HDF5's order: shuffle where elements have more than one byte, then deflate.
inline constexpr unsigned deflate_level = 4;
constexpr bool shuffles(Element element) {
  return size_of(element) > 1;
}

/// Groups byte k of every element together (HDF5's shuffle). bytes.size() is a multiple of element_bytes.
void shuffle(std::span<const std::byte> bytes, std::size_t element_bytes, std::span<std::byte> into);

/// One chunk of plain bytes through shuffle and deflate; kept shuffled only where deflate does not shorten it.
PackedChunk pack_chunk(std::span<const std::byte> plain, Element element);

/// Columns up to this size are stored plainly: one piece, no filters.
inline constexpr std::uint64_t plain_column_bytes = 4096;

/// Which rows of a column are this rank's.
struct ColumnPlace {
  std::uint64_t first{0};
  std::uint64_t rows{0};
  std::uint64_t total{0};  ///< of all ranks
};

/// What a rank has of a column when all its rows were packed.
struct PackedColumn {
  ColumnShape shape;
  ColumnPlace place;
  std::vector<std::byte> head;      ///< rows that continue a chunk begun on a lower rank; all of a plain column
  std::vector<PackedChunk> chunks;  ///< that begin in this rank's rows and end in them
  std::vector<std::byte> tail;      ///< rows of the last chunk, if it does not end in this rank's rows
};

/// Packs a rank's rows as they come: memory holds packed bytes and less than two chunks of plain ones. Local.
class ColumnPacker {
 public:
  ColumnPacker(const ColumnShape& shape, const ColumnPlace& place);

  /// The next rows of one column. Throws RunError where zlib fails.
  struct Piece {
    ColumnPacker* column;
    std::span<const std::byte> rows;
  };
  /// Takes the next rows of several columns and packs what is complete by all threads.
  static void add(std::span<const Piece> pieces);
  void add(std::span<const std::byte> rows) {
    const Piece piece{this, rows};
    add(std::span(&piece, 1));
  }
  /// Ends the packer's use. Throws RunError where rows are missing.
  PackedColumn take();

 private:
  struct Task;
  void cut(std::span<const std::byte> rows, std::vector<Task>& tasks);

  PackedColumn column_;
  std::uint64_t chunk_bytes_;
  std::uint64_t head_bytes_;
  std::uint64_t added_bytes_{0};
};

/// Sends heads to the ranks where their chunks begin and packs the chunks that they complete: afterwards chunks are all
/// that begin in this rank's rows. Collective; not for plain columns.
void join_heads(const Comm& comm, PackedColumn& column);

}  // namespace machi
