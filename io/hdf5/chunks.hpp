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

/// The chunks that begin in this rank's rows, packed by all threads. `starts` [ranks + 1] are the rows before each
/// rank. Collective.
std::vector<PackedChunk> pack_column(const Comm& comm, const ColumnShape& shape, std::span<const std::uint64_t> starts,
                                     std::span<const std::byte> mine);

}  // namespace machi
