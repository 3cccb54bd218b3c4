#include "app/car_ways.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "engine/demand/car_access.hpp"
#include "io/setup/shelters.hpp"

namespace machi {
namespace {

// Where cars of evacuees drive to, [destinations]: the link nearest to the entrance of each shelter that ever takes
// people in; none for the others.
std::vector<std::uint32_t> goal_links(const EvacuationWorld& world, const Network& streets,
                                      const TrafficNetwork& network) {
  const CarAccess access(streets, network, mode_car);
  const std::int64_t cell_mm = world.blocks->frame().leaves.cell_mm;
  std::vector<std::uint32_t> links;
  for (const Destination& destination : world.destinations) {
    links.push_back(no_index);
    if (destination.capacity == 0 || destination.cells.empty()) continue;
    const PointMm at = middle_of_cell(destination.cells.front(), cell_mm);
    links.back() = access.link(no_index, no_index, 1e-3 * at.x_mm, 1e-3 * at.y_mm);
  }
  return links;
}

// Links of some destinations, each once, ascending.
std::vector<std::uint32_t> links_where(const std::vector<std::uint32_t>& links,
                                       const std::function<bool(std::size_t destination)>& holds) {
  std::vector<std::uint32_t> some;
  for (std::size_t d = 0; d < links.size(); ++d)
    if (links[d] != no_index && holds(d)) some.push_back(links[d]);
  std::sort(some.begin(), some.end());
  some.erase(std::unique(some.begin(), some.end()), some.end());
  return some;
}

}  // namespace

CarWays::CarWays(const EvacuationWorld& world, const Network& streets, const TrafficNetwork& network,
                 std::vector<std::uint32_t> exits)
    : network_(network), shelters_(goal_links(world, streets, network)), exits_(std::move(exits)) {
  const std::vector<std::uint32_t> shelters = links_where(shelters_, [](std::size_t) { return true; });
  at_alarm_.push_back(std::make_shared<const CarGoals>(network, shelters, std::uint32_t{mode_car}));
  at_alarm_.push_back(std::make_shared<const CarGoals>(network, exits_, std::uint32_t{mode_car}));
}

std::vector<WayFrom> CarWays::at_alarm() const {
  std::vector<WayFrom> ways;
  for (const std::shared_ptr<const CarGoals>& goals : at_alarm_)
    ways.emplace_back([goals](std::uint32_t link) { return goals->way(link); });
  return ways;
}

// All follows from what is so now. Nobody is sent to a full shelter, so once nobody drives to any, all have turned.
std::int64_t CarWays::leave_full_shelters(const Comm& comm, const Evacuation& evacuation, double now_s,
                                          MobilityPart& mobility) {
  const EvacuationWorld& world = evacuation.world();
  const std::vector<DestinationState>& states = evacuation.destinations();
  const auto is_over = [&](std::size_t d) { return states[d].full || now_s >= world.destinations[d].closes_s; };
  const std::vector<std::uint32_t> some_left = links_where(shelters_, [&](std::size_t d) { return !is_over(d); });
  std::vector<std::uint32_t> over = links_where(shelters_, is_over);
  std::erase_if(over, [&](std::uint32_t l) { return std::binary_search(some_left.begin(), some_left.end(), l); });
  if (std::includes(left_alone_.begin(), left_alone_.end(), over.begin(), over.end())) return 0;
  const std::vector<std::uint32_t> open = links_where(shelters_, [&](std::size_t d) { return states[d].open; });
  if (open.empty()) return 0;
  std::optional<CarGoals> goals;
  const Redirected mine = mobility.redirect(to_shelter, over, [&](std::uint32_t link) {
    if (!goals) goals.emplace(network_, open, std::uint32_t{mode_car}, mobility.closed_links());
    return goals->way(link);
  });
  std::array<std::int64_t, 2> sums{mine.turned, mine.without_way};
  comm.sum(std::span<std::int64_t>(sums));
  left_alone_ = sums[1] == 0 ? std::move(over) : std::vector<std::uint32_t>();
  return sums[0];
}

void CarWays::hear_news(double until_s, MobilityPart& mobility) const {
  const std::vector<LinkTime> slow = mobility.slow_links();
  const CarGoals goals(network_, exits_, std::uint32_t{mode_car}, mobility.closed_links(), slow);
  mobility.redirect_before(out_of_area, until_s, [&](std::uint32_t link) { return goals.way(link); });
}

}  // namespace machi
