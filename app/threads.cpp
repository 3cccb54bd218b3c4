#include "app/threads.hpp"

#include <omp.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "app/machine_facts.hpp"

namespace machi {
namespace {

struct Seat {
  std::array<char, 256> host{};
  cpu_set_t processors{};
};

Seat my_seat() {
  Seat seat;
  gethostname(seat.host.data(), seat.host.size() - 1);
  CPU_ZERO(&seat.processors);
  sched_getaffinity(0, sizeof(seat.processors), &seat.processors);
  return seat;
}

bool share_processors(const Seat& a, const Seat& b) {
  cpu_set_t both;
  CPU_AND(&both, &a.processors, &b.processors);
  return std::strcmp(a.host.data(), b.host.data()) == 0 && CPU_COUNT(&both) > 0;
}

}  // namespace

int usable_processors() {
  const Seat seat = my_seat();
  const double quota = processor_quota();
  const int mine = std::max(1, CPU_COUNT(&seat.processors));
  return quota > 0 ? std::min(mine, std::max(1, static_cast<int>(std::ceil(quota)))) : mine;
}

int ranks_beside_me(const Comm& comm) {
  const Seat mine = my_seat();
  const auto all = comm.all_gather_of(std::span<const Seat>(&mine, 1));
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [&](const Seat& seat) { return share_processors(seat, mine); }));
}

int set_threads(const Comm& comm, int wanted) {
  const int ranks = ranks_beside_me(comm);
  if (wanted <= 0 && std::getenv("OMP_NUM_THREADS") != nullptr) wanted = omp_get_max_threads();
  const int threads = wanted > 0 ? wanted : std::max(1, usable_processors() / ranks);
  omp_set_num_threads(threads);
  return threads;
}

}  // namespace machi
