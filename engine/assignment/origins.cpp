/// \file  Loads, renews and measures the bushes of all origins; threads share the origins out.
#include "engine/assignment/origins.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/assignment/bush_renew.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

// Origins that share costs: results depend on it, so it is a constant. 1 to 64 need nearly the same number of
// iterations.
constexpr std::size_t origins_in_block = 16;

/// Whether threads gain more than they cost: a link of a bush takes some 5 ns, waking a thread some 50 µs.
bool worth_sharing(std::size_t bushes, const AssignmentNetwork& network) {
  return bushes * network.links() >= 100'000;
}
constexpr std::uint32_t all_reached = 0xffffffffU;

}  // namespace

Origins::Origins(const AssignmentNetwork& network, const TripTable& table) : network_(&network) {
  for (std::uint32_t origin = 0; origin < table.zones(); ++origin) {
    for (std::size_t k = table.begin[origin]; k < table.begin[origin + 1]; ++k) {
      if (table.destination[k] == origin) {
        trips_within_zones_ += table.trips[k];
      } else if (table.trips[k] > 0) {
        table_.destination.push_back(table.destination[k]);
        table_.trips.push_back(table.trips[k]);
        trips_ += table.trips[k];
      }
    }
    if (table_.trips.size() > table_.begin.back()) bushes_.emplace_back().origin = origin;
    table_.begin.push_back(table_.trips.size());
  }
}

std::span<const std::uint32_t> Origins::destinations(std::uint32_t origin) const {
  return std::span(table_.destination).subspan(table_.begin[origin], table_.begin[origin + 1] - table_.begin[origin]);
}

std::span<const double> Origins::trips_from(std::uint32_t origin) const {
  return std::span(table_.trips).subspan(table_.begin[origin], table_.begin[origin + 1] - table_.begin[origin]);
}

void Origins::load(LinkLoads& loads) {
  for (std::size_t first = 0; first < bushes_.size(); first += origins_in_block) {
    const std::size_t end = std::min(first + origins_in_block, bushes_.size());
    load_block(first, end, loads);
    for (std::size_t b = first; b < end; ++b) {
      for (std::size_t slot = 0; slot < bushes_[b].link.size(); ++slot) {
        if (bushes_[b].flow[slot] > 0) loads.add(bushes_[b].link[slot], bushes_[b].flow[slot]);
      }
    }
  }
}

/// Trees at the same costs, with their trips.
void Origins::load_block(std::size_t first, std::size_t end, const LinkLoads& loads) {
  std::vector<std::uint32_t> missing(end - first, all_reached);
#pragma omp parallel if (worth_sharing(end - first, *network_))
  {
    ShortestPaths paths(*network_);
    std::vector<std::uint32_t> place(network_->nodes);
#pragma omp for schedule(dynamic, 1)
    for (std::size_t b = first; b < end; ++b) {
      const std::uint32_t origin = bushes_[b].origin;
      paths.solve(origin, loads.cost());
      missing[b - first] = unreached(origin, paths);
      if (missing[b - first] != all_reached) continue;
      bushes_[b] = bush_of_tree(origin, paths, *network_);
      lay_trips(bushes_[b], destinations(origin), trips_from(origin), place);
    }
  }
  for (std::size_t b = first; b < end; ++b) {
    if (missing[b - first] == all_reached) continue;
    throw InputError(fmt::format("trips from zone {} to zone {}", bushes_[b].origin + 1, missing[b - first] + 1),
                     "no path leads there. Connect the zones, or remove these trips");
  }
}

/// The first destination that no path reaches.
std::uint32_t Origins::unreached(std::uint32_t origin, const ShortestPaths& tree) const {
  for (const std::uint32_t zone : destinations(origin)) {
    if (tree.label()[zone] == cost_never) return zone;
  }
  return all_reached;
}

void Origins::renew(const LinkLoads& loads) {
#pragma omp parallel if (worth_sharing(bushes_.size(), *network_))
  {
    BushRenewal renewal(*network_);
    std::vector<std::uint32_t> place(network_->nodes);
#pragma omp for schedule(dynamic, 4)
    for (std::size_t b = 0; b < bushes_.size(); ++b) {
      renewal.renew(bushes_[b], loads.cost());
      lay_trips(bushes_[b], destinations(bushes_[b].origin), trips_from(bushes_[b].origin), place);
    }
  }
}

double Origins::shift(LinkLoads& loads) {
  plans_.resize(origins_in_block);
  labels_.resize(origins_in_block);
  double moved = 0;
  for (std::size_t first = 0; first < bushes_.size(); first += origins_in_block) {
    const std::size_t end = std::min(first + origins_in_block, bushes_.size());
#pragma omp parallel for schedule(dynamic, 1) if (worth_sharing(end - first, *network_))
    for (std::size_t b = first; b < end; ++b) plans_[b - first].make(bushes_[b], loads.cost(), labels_[b - first]);
    for (std::size_t b = first; b < end; ++b) moved += mover_.follow(plans_[b - first], bushes_[b], loads);
  }
  return moved;
}

double Origins::least_total_cost(const LinkLoads& loads) const {
  std::vector<double> cost(bushes_.size());
#pragma omp parallel if (worth_sharing(bushes_.size(), *network_))
  {
    ShortestPaths paths(*network_);
    BushLabels labels;
    std::vector<double> by_node;
#pragma omp for schedule(dynamic, 4)
    for (std::size_t b = 0; b < bushes_.size(); ++b) {
      cost[b] = least_cost_of(bushes_[b], loads, labels, by_node, paths);
    }
  }
  double sum = 0;
  for (const double one : cost) sum += one;
  return sum;
}

/// The bush's own least costs, lowered wherever the rest of the network has a shorter path.
double Origins::least_cost_of(const Bush& bush, const LinkLoads& loads, BushLabels& labels,
                              std::vector<double>& by_node, ShortestPaths& paths) const {
  labels.find_least(bush, loads.cost());
  by_node.assign(network_->nodes, cost_never);
  for (std::uint32_t place = 0; place < bush.places(); ++place) by_node[bush.node[place]] = labels.least[place];
  paths.lower(bush.origin, loads.cost(), by_node);
  const auto zones = destinations(bush.origin);
  const auto trips = trips_from(bush.origin);
  double sum = 0;
  for (std::size_t k = 0; k < zones.size(); ++k) sum += trips[k] * paths.label()[zones[k]];
  return sum;
}

std::vector<double> Origins::flow() const {
  std::vector<double> sum(network_->links());
  for (const Bush& bush : bushes_) {
    for (std::size_t slot = 0; slot < bush.link.size(); ++slot) sum[bush.link[slot]] += bush.flow[slot];
  }
  return sum;
}

}  // namespace machi
