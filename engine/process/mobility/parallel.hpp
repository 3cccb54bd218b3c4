/// \file  Work on many rows by all threads.
#pragma once

#include <omp.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace machi {

/// Calls `work(row, thread)` for each row. A row's work must not depend on another's. What is done for too few rows to
/// wake threads for is done by one.
template <class Work>
void for_each_in_parallel(const std::vector<std::uint32_t>& rows, const Work& work) {
  constexpr std::size_t worth_it = 512;
  const auto count = static_cast<std::int64_t>(rows.size());
#pragma omp parallel for schedule(dynamic, 64) if (rows.size() >= worth_it)
  for (std::int64_t k = 0; k < count; ++k)
    work(rows[static_cast<std::size_t>(k)], static_cast<std::size_t>(omp_get_thread_num()));
}

}  // namespace machi
