/// \file  Sorts rows that lie on many ranks: afterwards all rows of a rank come before all rows of the next one, so
/// what is written in rank order does not show how many ranks there were.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <type_traits>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Which rank gets which keys: rank r those in [firsts[r - 1], firsts[r]). About as many rows for each rank where keys
/// do not repeat. `key` tells those of this rank's `rows` rows, which rise. Collective; the same answer on all ranks.
std::vector<std::uint64_t> even_splitters(const Comm& comm, std::uint64_t rows,
                                          const std::function<std::uint64_t(std::uint64_t row)>& key);

/// The rows of all ranks by `key`, a std::uint64_t; rows with one key come to one rank. Plain data only. Within a rank
/// they are sorted by `less`, which must agree with the keys and leave no two rows equal that differ. Rows travel some
/// at a time, `most_bytes` from each rank, so that they stand in memory twice. Collective.
template <class Row, class Key, class Less>
std::vector<Row> sort_rows(const Comm& comm, std::vector<Row> mine, const Key& key, const Less& less,
                           std::size_t most_bytes = std::size_t{64} << 20) {
  static_assert(std::is_trivially_copyable_v<Row>);
  std::sort(mine.begin(), mine.end(), less);
  if (comm.size() == 1) return mine;
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::vector<std::uint64_t> splitters =
      even_splitters(comm, mine.size(), [&](std::uint64_t row) { return key(mine[row]); });
  std::vector<std::span<const Row>> left;  // to each rank
  auto begin = mine.cbegin();
  for (std::size_t r = 0; r < ranks; ++r) {
    const auto end = r + 1 == ranks ? mine.cend() : std::partition_point(begin, mine.cend(), [&](const Row& row) {
      return key(row) < splitters[r];
    });
    left.emplace_back(begin, end);
    begin = end;
  }
  std::vector<std::int64_t> coming;
  for (const auto& some : left) coming.push_back(static_cast<std::int64_t>(some.size()));
  comm.sum(std::span<std::int64_t>(coming));
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(coming[static_cast<std::size_t>(comm.rank())]));
  const std::size_t most = std::max<std::size_t>(1, most_bytes / sizeof(Row) / ranks);
  while (comm.any(std::any_of(left.begin(), left.end(), [](const auto& some) { return !some.empty(); }))) {
    std::vector<std::vector<std::byte>> raw;
    for (auto& some : left) {
      const std::span<const std::byte> bytes = std::as_bytes(some.first(std::min(most, some.size())));
      raw.emplace_back(bytes.begin(), bytes.end());
      some = some.subspan(std::min(most, some.size()));
    }
    const std::vector<Row> came = vector_of<Row>(comm.all_to_all(raw).bytes);
    rows.insert(rows.end(), came.begin(), came.end());
  }
  mine = {};
  std::sort(rows.begin(), rows.end(), less);
  return rows;
}

}  // namespace machi
