/// \file  Orders links by the node that they leave.
#include "engine/assignment/assignment_network.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

bool is_sound(const LinkCost& cost) {
  const bool finite = std::isfinite(cost.fixed) && std::isfinite(cost.delay) && std::isfinite(cost.capacity);
  const bool power = cost.delay == 0 || (cost.power >= 1 && std::isfinite(cost.power));
  return finite && power && cost.fixed >= 0 && cost.delay >= 0 && cost.capacity > 0;
}

void check(const AssignmentNetwork& network) {
  if (network.to.size() != network.links() || network.cost.size() != network.links()) {
    throw RunError("columns of an assignment network differ in length");
  }
  if (network.zones > network.nodes) throw RunError("an assignment network has more zones than nodes");
  for (std::uint32_t link = 0; link < network.links(); ++link) {
    if (network.from[link] >= network.nodes || network.to[link] >= network.nodes) {
      throw RunError(fmt::format("link {} of an assignment network leads to a node that it does not have", link));
    }
    if (!is_sound(network.cost[link])) {
      throw RunError(fmt::format("link {} of an assignment network has a cost that is negative or falls", link));
    }
  }
}

}  // namespace

void index_links(AssignmentNetwork& network) {
  check(network);
  network.out_begin.assign(network.nodes + std::size_t{1}, 0);
  for (const std::uint32_t node : network.from) ++network.out_begin[node + 1];
  for (std::uint32_t node = 0; node < network.nodes; ++node) network.out_begin[node + 1] += network.out_begin[node];
  network.out_link.resize(network.links());
  std::vector<std::uint32_t> next(network.out_begin.begin(), network.out_begin.end() - 1);
  for (std::uint32_t link = 0; link < network.links(); ++link) network.out_link[next[network.from[link]]++] = link;
}

}  // namespace machi
