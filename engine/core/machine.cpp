#include "engine/core/machine.hpp"

#include <sys/resource.h>

#include <chrono>
#include <ctime>

namespace machi {
namespace {

double used_s(clockid_t clock) {
  timespec used{};
  ::clock_gettime(clock, &used);
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

}  // namespace

double monotonic_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor_s() {
  return used_s(CLOCK_PROCESS_CPUTIME_ID);
}

double thread_s() {
  return used_s(CLOCK_THREAD_CPUTIME_ID);
}

double peak_memory_MB() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024e-6;
}

}  // namespace machi
