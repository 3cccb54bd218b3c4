/// \file  The loop of an assignment: renew the links of all bushes, then move flow in one after the other.
#include "engine/assignment/equilibrium.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/assignment/origins.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

// Sweeps over all bushes before these are renewed: until the moves are worth a tenth of the first sweep's. Five to
// thirty sweeps and 0.02 to 0.3 were tried: times change by a quarter.
constexpr int most_sweeps = 20;
constexpr double small_share = 0.1;

AssignmentIterate measure(const Origins& origins, const LinkLoads& loads, std::uint32_t iteration) {
  AssignmentIterate now;
  now.iteration = iteration;
  now.objective = loads.beckmann();
  now.tstt = loads.total_cost();
  now.sptt = origins.least_total_cost(loads);
  now.relative_gap = now.tstt > 0 ? (now.tstt - now.sptt) / now.tstt : 0;
  if (!std::isfinite(now.objective) || !std::isfinite(now.tstt)) {
    throw RunError(
        fmt::format("costs of an assignment leave the range of numbers in iteration {}. Look for links with "
                    "a capacity far below their flow, or a high power",
                    iteration));
  }
  return now;
}

void sweep(Origins& origins, LinkLoads& loads) {
  const double first = origins.shift(loads);
  for (int k = 1; k < most_sweeps; ++k) {
    if (origins.shift(loads) <= small_share * first) break;
  }
}

}  // namespace

AssignmentResult assign_equilibrium(const AssignmentNetwork& network, const TripTable& table,
                                    const AssignmentOptions& options) {
  if (table.zones() != network.zones) throw RunError("a trip table has another number of zones than its network");
  Origins origins(network, table);
  LinkLoads loads(network);
  origins.load(loads);
  AssignmentResult result;
  result.trips = origins.trips();
  result.trips_within_zones = origins.trips_within_zones();
  for (std::uint32_t iteration = 0;; ++iteration) {
    loads.set(origins.flow());
    result.last = measure(origins, loads, iteration);
    result.course.push_back(result.last);
    if (options.observe) options.observe(result.last);
    result.converged = result.last.relative_gap <= options.relative_gap;
    if (result.converged || iteration == options.max_iterations) break;
    result.stopped = options.stops && options.stops();
    if (result.stopped) break;
    origins.renew(loads);
    sweep(origins, loads);
  }
  result.flow = loads.flow();
  result.cost = loads.cost();
  return result;
}

}  // namespace machi
