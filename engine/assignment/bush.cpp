/// \file  Labels of a bush, and the flow of its trips.
#include "engine/assignment/bush.hpp"

namespace machi {
namespace {

constexpr double least_share = 1e-13;

/// Spreads what must enter a node over the links into it.
void enter(double total, std::span<double> flow) {
  double sum = 0;
  for (const double one : flow) sum += one;
  double kept = 0;
  for (double& one : flow) {
    if (one <= least_share * sum) one = 0;
    kept += one;
  }
  if (kept > 0) {
    for (double& one : flow) one *= total / kept;
  } else {
    flow[0] = total;
  }
}

}  // namespace

void BushLabels::find_least(const Bush& bush, std::span<const double> cost) {
  least.resize(bush.places());
  least_in.resize(bush.places());
  least[0] = 0;
  least_in[0] = no_slot;
  for (std::uint32_t place = 1; place < bush.places(); ++place) {
    double low = cost_never;
    for (std::uint32_t slot = bush.in_begin[place]; slot < bush.in_begin[place + 1]; ++slot) {
      const double label = least[bush.tail[slot]] + cost[bush.link[slot]];
      if (label < low) {
        low = label;
        least_in[place] = slot;
      }
    }
    least[place] = low;
  }
}

Bush bush_of_tree(std::uint32_t origin, const ShortestPaths& tree, const AssignmentNetwork& network) {
  Bush bush{.origin = origin, .node = tree.settled(), .in_begin = {0, 0}, .link = {}, .tail = {}, .flow = {}};
  std::vector<std::uint32_t> place(network.nodes);
  for (std::uint32_t k = 0; k < bush.places(); ++k) place[bush.node[k]] = k;
  for (std::uint32_t k = 1; k < bush.places(); ++k) {
    const std::uint32_t link = tree.in_link()[bush.node[k]];
    bush.link.push_back(link);
    bush.tail.push_back(place[network.from[link]]);
    bush.in_begin.push_back(k);
  }
  bush.flow.assign(bush.link.size(), 0.0);
  return bush;
}

void lay_trips(Bush& bush, std::span<const std::uint32_t> destination, std::span<const double> trips,
               std::vector<std::uint32_t>& place) {
  for (std::uint32_t k = 0; k < bush.places(); ++k) place[bush.node[k]] = k;
  std::vector<double> through(bush.places());
  for (std::size_t k = 0; k < destination.size(); ++k) through[place[destination[k]]] += trips[k];
  for (std::uint32_t head = bush.places(); head-- > 1;) {
    const std::uint32_t begin = bush.in_begin[head];
    enter(through[head], std::span(bush.flow).subspan(begin, bush.in_begin[head + 1] - begin));
    for (std::uint32_t slot = begin; slot < bush.in_begin[head + 1]; ++slot) {
      through[bush.tail[slot]] += bush.flow[slot];
    }
  }
}

}  // namespace machi
