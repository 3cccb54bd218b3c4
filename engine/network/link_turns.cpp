#include "engine/network/link_turns.hpp"

#include <algorithm>
#include <numeric>

namespace machi {
namespace {

LinkTurns every_turn(const TrafficNetwork& network) {
  std::vector<std::uint32_t> out_begin(network.nodes() + 1, 0);
  for (std::uint32_t l = 0; l < network.links(); ++l) ++out_begin[network.from[l] + 1];
  std::partial_sum(out_begin.begin(), out_begin.end(), out_begin.begin());
  std::vector<std::uint32_t> out(network.links());
  std::vector<std::uint32_t> next(out_begin.begin(), out_begin.end() - 1);
  for (std::uint32_t l = 0; l < network.links(); ++l) out[next[network.from[l]]++] = l;
  LinkTurns turns{{0}, {}};
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const std::uint32_t node = network.to[l];
    turns.to.insert(turns.to.end(), out.begin() + out_begin[node], out.begin() + out_begin[node + 1]);
    turns.begin.push_back(static_cast<std::uint32_t>(turns.to.size()));
  }
  return turns;
}

}  // namespace

LinkTurns link_turns(const TrafficNetwork& network, std::uint32_t mode_bits) {
  const LinkExits& exits = network.exits;
  if (!exits.given()) return every_turn(network);
  LinkTurns turns{{0}, {}};
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    const auto first = static_cast<std::ptrdiff_t>(turns.to.size());
    for (std::uint32_t t = exits.turn_begin[exits.begin[l]]; t < exits.turn_begin[exits.begin[l + 1]]; ++t)
      if ((exits.turn_modes[t] & mode_bits) != 0) turns.to.push_back(exits.turn_to[t]);
    std::sort(turns.to.begin() + first, turns.to.end());
    turns.to.erase(std::unique(turns.to.begin() + first, turns.to.end()), turns.to.end());
    turns.begin.push_back(static_cast<std::uint32_t>(turns.to.size()));
  }
  return turns;
}

}  // namespace machi
