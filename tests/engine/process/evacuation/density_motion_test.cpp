#include "engine/process/evacuation/density_motion.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "tests/engine/process/evacuation/street.hpp"

namespace machi {
namespace {

using street::leaf_cell;
using street::Plan;

Plan corridor(int cell_mm, double length_m, double width_m, double density_1_m2, std::uint64_t seed) {
  Plan plan;
  const double cell_m = 1e-3 * cell_mm;
  plan.cell_mm = cell_mm;
  plan.width = static_cast<int>(std::lround(length_m / cell_m));
  plan.height = static_cast<int>(std::lround(width_m / cell_m));
  plan.periodic_x = true;
  plan.more_goals.push_back({{}, true, 1, 0});
  plan.motion = [] { return std::make_unique<DensityMotion>(); };
  plan.steps_per_s = 1;
  const auto count = static_cast<std::uint64_t>(std::lround(density_1_m2 * length_m * width_m));
  plan.people = street::people_at_random(plan, count, seed, 0);
  for (WaitingPerson& person : plan.people) {
    person.walker.goal = 1;
    person.walker.free_speed_m_s = 1.34F;
    person.indoors = false;
  }
  return plan;
}

double mean_walked_m(const std::vector<street::End>& ends) {
  double sum = 0;
  for (const street::End& end : ends) sum += static_cast<double>(end.walked_m);
  return sum / static_cast<double>(ends.size());
}

TEST(DensityMotion, Explore) {
  (void)Comm::world();
  const FundamentalDiagram diagram;
  for (const int cell_mm : {250, 1000})
    for (const double width : {2.0, 3.0})
      for (const double density : {0.5, 1.0, 1.75, 2.0, 3.0, 4.0, 5.0}) {
        const Plan plan = corridor(cell_mm, 64, width, density, 3);
        const double first = mean_walked_m(street::run(Comm::null(), plan, 1));
        const double early = mean_walked_m(street::run(Comm::null(), plan, 10));
        const double late = mean_walked_m(street::run(Comm::null(), plan, 70));
        const double v = diagram.speed_m_s(density);
        std::printf("%d mm %g m rho %g: v %.3f first %.3f (%+.1f %%) 10-70 s %.3f (%+.1f %%)\n", cell_mm, width,
                    density, v, first, 100 * (first / v - 1), (late - early) / 60,
                    100 * ((late - early) / 60 / v - 1));
      }
}

}  // namespace
}  // namespace machi
