#include "engine/process/mobility/teleport_reach.hpp"

#include <algorithm>
#include <tuple>

namespace machi {
namespace {

bool earlier(const TeleportReach& a, const TeleportReach& b) {
  return std::tie(a.from, a.to, a.steps) < std::tie(b.from, b.to, b.steps);
}

/// The first of each pair, which is its shortest.
void keep_shortest(std::vector<TeleportReach>& reaches) {
  std::sort(reaches.begin(), reaches.end(), earlier);
  const auto same = [](const TeleportReach& a, const TeleportReach& b) { return a.from == b.from && a.to == b.to; };
  reaches.erase(std::unique(reaches.begin(), reaches.end(), same), reaches.end());
}

}  // namespace

std::vector<TeleportReach> teleport_reaches(const Comm& comm, const TrafficNetwork& network,
                                            const TrafficShares& shares, const std::vector<RunningPlan>& people) {
  std::vector<TeleportReach> mine;
  const auto owner = [&](const std::uint32_t* activity) {
    return shares.node_rank[network.to[ActivityWords(activity).link()]];
  };
  for (const RunningPlan& plan : people) {
    const std::uint32_t* at = plan.words.data();
    const std::uint32_t* const last = at + plan.words.size() - ActivityWords::size;
    while (at != last) {
      const LegWords leg(at + ActivityWords::size);
      const std::uint32_t* const next = at + ActivityWords::size + leg.all();
      const int from = owner(at);
      const int to = owner(next);
      if (!leg.on_network() && (!leg.is_ride() || leg.steps() > 0) && from != to)
        mine.push_back({from, to, std::max(leg.steps(), 1U)});
      at = next;
    }
    if (mine.size() > 65536) keep_shortest(mine);
  }
  keep_shortest(mine);
  std::vector<TeleportReach> all = comm.all_gather_of<TeleportReach>(mine);
  keep_shortest(all);
  return all;
}

}  // namespace machi
