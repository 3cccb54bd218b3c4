#include "app/bandwidth.hpp"

#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "app/machine_facts.hpp"
#include "engine/core/machine.hpp"

namespace machi {
namespace {

// Elements of one array: four times the last cache, within a sixteenth of the memory at hand.
std::int64_t elements() {
  constexpr std::int64_t smallest = 4'000'000;
  constexpr std::int64_t largest = 32'000'000;
  const std::int64_t cache_bytes = std::max(0L, sysconf(_SC_LEVEL3_CACHE_SIZE));
  const Memory memory = read_memory();
  std::uint64_t room = memory.available_bytes;
  if (memory.limit_bytes != 0) room = std::min(room, memory.limit_bytes);
  const std::int64_t wanted = std::clamp(cache_bytes / 8 * 4, smallest, largest);
  return std::min(wanted, static_cast<std::int64_t>(room / 16 / sizeof(double)));
}

double best_triad_s(double* a, const double* b, const double* c, std::int64_t count, int threads, double budget_s) {
  double best_s = budget_s;
  const double end_s = monotonic_s() + budget_s;
  do {
    const double start_s = monotonic_s();
#pragma omp parallel for schedule(static) num_threads(threads)
    for (std::int64_t i = 0; i < count; ++i) a[i] = b[i] + 3.0 * c[i];
    best_s = std::min(best_s, monotonic_s() - start_s);
  } while (monotonic_s() + best_s < end_s);
  return best_s;
}

}  // namespace

Bandwidth measure_bandwidth() {
  Bandwidth result;
  result.threads = omp_get_max_threads();
  const std::int64_t count = elements();
  const auto size = static_cast<std::size_t>(count);
  // Not initialised here: each thread touches the pages that it will use.
  const std::unique_ptr<double[]> a(new (std::nothrow) double[size]);
  const std::unique_ptr<double[]> b(new (std::nothrow) double[size]);
  const std::unique_ptr<double[]> c(new (std::nothrow) double[size]);
  if (count == 0 || !a || !b || !c) return result;
#pragma omp parallel for schedule(static)
  for (std::int64_t i = 0; i < count; ++i) {
    a[static_cast<std::size_t>(i)] = 0;
    b[static_cast<std::size_t>(i)] = 1;
    c[static_cast<std::size_t>(i)] = 2;
  }
  const double bytes = 3.0 * sizeof(double) * static_cast<double>(count);
  result.all_threads_GB_s = 1e-9 * bytes / best_triad_s(a.get(), b.get(), c.get(), count, result.threads, 0.4);
  result.one_thread_GB_s = 1e-9 * bytes / best_triad_s(a.get(), b.get(), c.get(), count, 1, 0.4);
  return result;
}

}  // namespace machi
