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

// Heads go to the rank where their chunk begins; the answer is what higher ranks send to continue my last chunk, in
// rank order.
std::vector<std::byte> exchange_heads(const Comm& comm, const PackedColumn& column) {
  std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
  const std::vector<std::uint64_t> starts = comm.all_gather_of<std::uint64_t>(std::span(&column.place.first, 1));
  if (!column.head.empty()) {
    const std::uint64_t chunk_rows = column.shape.chunk_rows(column.place.total);
    const std::uint64_t chunk_start = column.place.first / chunk_rows * chunk_rows;
    const auto above = std::upper_bound(starts.begin(), starts.end(), chunk_start);
    rows[static_cast<std::size_t>(above - starts.begin()) - 1] = column.head;
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

// A chunk that is complete: bytes of the caller's or its own, and where it goes.
struct ColumnPacker::Task {
  std::vector<std::byte> owned;
  std::span<const std::byte> plain;
  Element element;
  PackedChunk* into;
};

ColumnPacker::ColumnPacker(const ColumnShape& shape, const ColumnPlace& place) {
  column_.shape = shape;
  column_.place = place;
  const std::uint64_t chunk_rows = shape.chunk_rows(place.total);
  const std::uint64_t end = place.first + place.rows;
  const bool plain = place.total * shape.row_bytes() <= plain_column_bytes;
  const std::uint64_t first_row = plain ? end : std::min(round_up(place.first, chunk_rows), end);
  chunk_bytes_ = chunk_rows * shape.row_bytes();
  head_bytes_ = (first_row - place.first) * shape.row_bytes();
  column_.chunks.reserve((end - first_row) / chunk_rows + 1);  // tasks point into it, and the last may come from a tail
}

void ColumnPacker::cut(std::span<const std::byte> rows, std::vector<Task>& tasks) {
  const auto take_first = [&rows](std::uint64_t bytes) {
    const auto part = rows.first(std::min<std::uint64_t>(bytes, rows.size()));
    rows = rows.subspan(part.size());
    return part;
  };
  const auto append = [](std::vector<std::byte>& to, std::span<const std::byte> part) {
    to.insert(to.end(), part.begin(), part.end());
  };
  added_bytes_ += rows.size();
  append(column_.head, take_first(head_bytes_ - column_.head.size()));
  while (!rows.empty()) {
    if (column_.tail.empty() && rows.size() >= chunk_bytes_) {
      tasks.push_back({{}, take_first(chunk_bytes_), column_.shape.element, &column_.chunks.emplace_back()});
      continue;
    }
    append(column_.tail, take_first(chunk_bytes_ - column_.tail.size()));
    if (column_.tail.size() < chunk_bytes_) continue;
    tasks.push_back({std::move(column_.tail), {}, column_.shape.element, &column_.chunks.emplace_back()});
    column_.tail = {};
  }
}

void ColumnPacker::add(std::span<const Piece> pieces) {
  std::vector<Task> tasks;
  for (const Piece& piece : pieces) piece.column->cut(piece.rows, tasks);
  std::atomic<bool> failed{false};
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    try {
      *tasks[i].into = pack_chunk(tasks[i].owned.empty() ? tasks[i].plain : tasks[i].owned, tasks[i].element);
    } catch (...) {
      failed = true;
    }
    std::vector<std::byte>().swap(tasks[i].owned);
  }
  if (failed) throw RunError("packing a column failed (out of memory). Use more ranks or a larger machine");
}

PackedColumn ColumnPacker::take() {
  if (added_bytes_ != column_.place.rows * column_.shape.row_bytes())
    throw RunError("a column has other rows than it was said to have. Add all rows before it is taken");
  return std::move(column_);
}

void join_heads(const Comm& comm, PackedColumn& column) {
  const std::vector<std::byte> tail = exchange_heads(comm, column);
  std::vector<std::byte>().swap(column.head);
  comm.agree([&] {
    if (column.tail.empty()) return;
    // Completed by higher ranks, then by zeros.
    column.tail.insert(column.tail.end(), tail.begin(), tail.end());
    column.tail.resize(column.shape.chunk_rows(column.place.total) * column.shape.row_bytes());
    column.chunks.push_back(pack_chunk(column.tail, column.shape.element));
    std::vector<std::byte>().swap(column.tail);
  });
}

}  // namespace machi
