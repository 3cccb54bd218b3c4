/// \file  Work on many rows by all threads.
#pragma once

#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace machi {

/// Calls `work(row, thread)` for each row. A row's work must not depend on another's. What is done for too few rows to
/// wake threads for is done by one. Before, `far(row)`, `near(row)` and `close(row)` are called, in this order and some
/// rows apart, to fetch what the next one and then the work will read: it is scattered over memory.
template <class Work, class Far, class Near, class Close>
void for_each_in_parallel(const std::vector<std::uint32_t>& rows, const Far& far, const Near& near, const Close& close,
                          const Work& work) {
  constexpr std::size_t worth_it = 512;
  constexpr std::size_t apart = 6;
  const auto count = static_cast<std::int64_t>(rows.size());
#pragma omp parallel for schedule(dynamic, 64) if (rows.size() >= worth_it)
  for (std::int64_t k = 0; k < count; ++k) {
    const auto at = static_cast<std::size_t>(k);
    if (at + 3 * apart < rows.size()) far(rows[at + 3 * apart]);
    if (at + 2 * apart < rows.size()) near(rows[at + 2 * apart]);
    if (at + apart < rows.size()) close(rows[at + apart]);
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
