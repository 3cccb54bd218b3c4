/// \file  Work on many rows by all threads.
#pragma once

#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace machi {

/// Calls `work(row, thread)` for each row. A row's work must not depend on another's. What is done for too few rows to
/// wake threads for is done by one. Before its work, `stages` are called for a row, one after the other and each some
/// rows ahead of the next: they fetch what the next stage, and then the work, will read, which is scattered over
/// memory.
template <class Work, class... Stage>
void for_each_in_parallel(const std::vector<std::uint32_t>& rows, const Work& work, const Stage&... stages) {
  constexpr std::size_t worth_it = 512;
  constexpr std::size_t chunk = 128;
  constexpr std::size_t apart = 5;
  const auto count = static_cast<std::int64_t>(rows.size());
#pragma omp parallel for schedule(dynamic, chunk) if (rows.size() >= worth_it)
  for (std::int64_t k = 0; k < count; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const std::size_t end = std::min(rows.size(), (at / chunk + 1) * chunk);  // what lies beyond is another thread's
    std::size_t ahead = at + sizeof...(stages) * apart;
    const auto fetch = [&](const auto& stage) {
      if (ahead < end) stage(rows[ahead]);
      ahead -= apart;
    };
    (fetch(stages), ...);
    work(rows[at], static_cast<std::size_t>(omp_get_thread_num()));
  }
}

/// Puts rows that lie close together next to one another, where there are so many that the cache does not hold them.
inline void go_along(std::vector<std::uint32_t>& rows) {
  constexpr std::size_t worth_it = 4096;
  if (rows.size() >= worth_it) std::sort(rows.begin(), rows.end());
}

/// Fetches the lines of a row.
template <class Row>
void prefetch(const Row& row) {
  constexpr std::size_t line_bytes = 64;
  const char* const first = reinterpret_cast<const char*>(&row);
  for (std::size_t at = 0; at < sizeof(Row); at += line_bytes) __builtin_prefetch(first + at);
}

}  // namespace machi
