#include "engine/choice/current_routes.hpp"

#include <algorithm>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_guided = 0x6105;

std::uint32_t first_driven(const ChoiceWorld& world) {
  std::uint32_t row = 0;
  while (row + 1 < world.modes.size() && !world.modes[row].driven) ++row;
  return row;
}

}  // namespace

CurrentRoutes::CurrentRoutes(const ChoiceWorld& world, double share)
    : steps_per_s_(world.rules.clock.steps_per_s),
      seed_(world.seed),
      share_(share),
      mode_(first_driven(world)),
      free_ms_(free_times(*world.network, steps_per_s_)),
      planner_(*world.network, world.modes[mode_].mode_bits, world.turns) {
  begin_day();
}

bool CurrentRoutes::guides(std::uint32_t person, std::uint8_t mode) const {
  return mode == mode_ && uniform01(random_block(seed_, person, 0, purpose_guided)[0]) < share_;
}

std::vector<std::uint32_t> CurrentRoutes::route(std::uint32_t first, std::uint32_t last, std::uint32_t) {
  return routes_->route(first, last, 0).links;
}

void CurrentRoutes::begin_day() {
  take(free_ms_);
}

// A record may stand on one rank twice, by bins; and each link on one rank only.
void CurrentRoutes::look(const Comm& comm, std::vector<LinkRecord> seen) {
  std::vector<LinkRecord> all = comm.all_gather_of<LinkRecord>(seen);
  for (LinkRecord& record : all) record.bin = 0;
  unite_records(all);
  std::vector<RouteMs> times_ms = free_ms_;
  for (const LinkRecord& record : all)
    if (record.passed > 0)
      times_ms[record.link] = static_cast<RouteMs>(
          std::min<std::int64_t>(record.steps * 1000 / steps_per_s_ / record.passed, longest_link_ms));
  take(std::move(times_ms));
}

void CurrentRoutes::take(std::vector<RouteMs> times_ms) {
  constexpr RouteMs any_bin_ms = 60'000;
  now_ms_ = std::move(times_ms);
  times_ = std::make_unique<LinkTimes>(now_ms_, any_bin_ms);
  planner_.take(*times_);
  routes_ = std::make_unique<TimedRoutes>(planner_);
}

}  // namespace machi
