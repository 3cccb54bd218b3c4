#include "io/hdf5/chunks.hpp"

#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::uint64_t target_bytes = std::uint64_t{512} << 10;

std::uint64_t round_up(std::uint64_t value, std::uint64_t step) {
  return (value + step - 1) / step * step;
}

// Rows of mine that continue a chunk begun on a lower rank go to the rank where it begins; the answer is what higher
// ranks send to continue my last chunk, in rank order.
std::vector<std::byte> exchange_heads(const Comm& comm, std::span<const std::uint64_t> starts, std::uint64_t chunk_rows,
                                      std::uint64_t row_bytes, std::span<const std::byte> mine,
                                      std::uint64_t head_rows) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::byte>> rows(ranks);
  if (head_rows > 0) {
    const std::uint64_t chunk_start = starts[static_cast<std::size_t>(comm.rank())] / chunk_rows * chunk_rows;
    const auto above = std::upper_bound(starts.begin(), starts.end(), chunk_start);
    const auto owner = static_cast<std::size_t>(above - starts.begin()) - 1;
    const auto head = mine.first(head_rows * row_bytes);
    rows[owner].assign(head.begin(), head.end());
  }
  return comm.all_to_all(rows).bytes;
}

}  // namespace

std::uint64_t ColumnShape::chunk_rows(std::uint64_t total_rows) const {
  return std::clamp<std::uint64_t>(target_bytes / row_bytes(), 1, std::max<std::uint64_t>(total_rows, 1));
}

void shuffle(std::span<const std::byte> bytes, std::size_t element_bytes, std::span<std::byte> into) {
  const std::size_t count = bytes.size() / element_bytes;
  for (std::size_t k = 0; k < element_bytes; ++k) {
    const std::byte* from = bytes.data() + k;
    std::byte* to = into.data() + k * count;
    for (std::size_t i = 0; i < count; ++i) to[i] = from[i * element_bytes];
  }
}

PackedChunk pack_chunk(std::span<const std::byte> plain, Element element) {
  std::vector<std::byte> shuffled;
  if (shuffles(element)) {
    shuffled.resize(plain.size());
    shuffle(plain, size_of(element), shuffled);
    plain = shuffled;
  }
  PackedChunk chunk;
  auto size = static_cast<uLongf>(compressBound(static_cast<uLong>(plain.size())));
  chunk.bytes.resize(size);
  const int code =
      compress2(reinterpret_cast<Bytef*>(chunk.bytes.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                static_cast<uLong>(plain.size()), static_cast<int>(deflate_level));
  if (code != Z_OK) throw RunError("zlib could not pack a chunk (out of memory). Use more ranks");
  if (size < plain.size()) {
    chunk.bytes.resize(size);
    chunk.bytes.shrink_to_fit();
  } else {
    chunk.bytes.assign(plain.begin(), plain.end());
    chunk.skipped_filters = shuffles(element) ? 2U : 1U;
  }
  return chunk;
}

std::vector<PackedChunk> pack_column(const Comm& comm, const ColumnShape& shape, std::span<const std::uint64_t> starts,
                                     std::span<const std::byte> mine) {
  const std::uint64_t row_bytes = shape.row_bytes();
  const std::uint64_t chunk_rows = shape.chunk_rows(starts.back());
  const std::uint64_t chunk_bytes = chunk_rows * row_bytes;
  const std::uint64_t begin = starts[static_cast<std::size_t>(comm.rank())];
  const std::uint64_t end = starts[static_cast<std::size_t>(comm.rank()) + 1];
  const std::uint64_t first_row = std::min(round_up(begin, chunk_rows), end);
  const std::vector<std::byte> tail = exchange_heads(comm, starts, chunk_rows, row_bytes, mine, first_row - begin);

  const std::uint64_t count = (round_up(end, chunk_rows) - first_row) / chunk_rows * (end > first_row ? 1 : 0);
  const auto body = mine.subspan((first_row - begin) * row_bytes);
  std::vector<PackedChunk> chunks(count);
  std::atomic<bool> failed{false};
#pragma omp parallel for schedule(dynamic)
  for (std::uint64_t i = 0; i < count; ++i) {
    try {
      const auto part = body.subspan(i * chunk_bytes, std::min(chunk_bytes, body.size() - i * chunk_bytes));
      if (part.size() == chunk_bytes) {
        chunks[i] = pack_chunk(part, shape.element);
      } else {  // the last one: completed by higher ranks, then by zeros
        std::vector<std::byte> whole(chunk_bytes);
        std::copy(part.begin(), part.end(), whole.begin());
        std::copy(tail.begin(), tail.end(), whole.begin() + static_cast<std::ptrdiff_t>(part.size()));
        chunks[i] = pack_chunk(whole, shape.element);
      }
    } catch (...) {
      failed = true;
    }
  }
  comm.agree([&] {
    if (failed) throw RunError("packing a column failed (out of memory). Use more ranks or a larger machine");
  });
  return chunks;
}

}  // namespace machi
