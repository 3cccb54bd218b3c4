/// \file  Sorts rows that lie on many ranks: afterwards all rows of a rank come before all rows of the next one, so
/// what is written in rank order does not show how many ranks there were.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/comm/joined.hpp"

namespace machi {

/// Which rank gets which keys: rank r those in [firsts[r - 1], firsts[r]). About as many rows for each rank where keys
/// do not repeat. Collective; the same answer on all ranks.
std::vector<std::uint64_t> even_splitters(const Comm& comm, std::vector<std::uint64_t> keys);

/// Rank that gets a key.
inline std::size_t rank_of_key(const std::vector<std::uint64_t>& splitters, std::uint64_t key) {
  return static_cast<std::size_t>(std::upper_bound(splitters.begin(), splitters.end(), key) - splitters.begin());
}

/// The rows of all ranks by `key`, a std::uint64_t; rows with one key come to one rank. Plain data only. Within a rank
/// they are sorted by `less`, which must agree with the keys and leave no two rows equal that differ. Collective.
template <class Row, class Key, class Less>
std::vector<Row> sort_rows(const Comm& comm, const std::vector<Row>& mine, const Key& key, const Less& less) {
  std::vector<Row> rows;
  if (comm.size() == 1) {
    rows = mine;
  } else {
    std::vector<std::uint64_t> keys;
    keys.reserve(mine.size());
    for (const Row& row : mine) keys.push_back(key(row));
    const std::vector<std::uint64_t> splitters = even_splitters(comm, std::move(keys));
    std::vector<std::vector<Row>> to(static_cast<std::size_t>(comm.size()));
    for (const Row& row : mine) to[rank_of_key(splitters, key(row))].push_back(row);
    rows = all_to_all_joined(comm, std::move(to));
  }
  std::sort(rows.begin(), rows.end(), less);
  return rows;
}

}  // namespace machi
