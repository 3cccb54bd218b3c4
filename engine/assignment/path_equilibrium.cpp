/// \file  The loop of a path-based assignment: look for cheaper paths, then move flow pair by pair.
#include "engine/assignment/path_equilibrium.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/assignment/link_loads.hpp"
#include "engine/assignment/shortest_paths.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

// Origins that share costs while trips are loaded first: results depend on it, so it is a constant.
constexpr std::size_t origins_loaded_together = 16;
// Sweeps over the pairs before new paths are looked for, as with bushes: until one is worth a tenth of the first.
constexpr int most_path_sweeps = 20;
constexpr double small_sweep = 0.1;
// Links to look at from which on waking threads is worth it: a search takes some 50 ns a link, waking a thread 50 µs.
constexpr std::size_t worth_sharing_links = 10'000;
// Sums of costs along a path differ in their last bits by the order of summing.
constexpr double rounding = 1e-12;

/// The paths of all pairs, and the flows that belong to them.
class PathSets {
 public:
  PathSets(const AssignmentNetwork& network, const TripTable& table)
      : network_(network), table_(table), loads_(network), made_{}, least_(table.trips.size()), on_(network.links()) {
    if (table.zones() != network.zones) throw RunError("a trip table has another number of zones than its network");
    made_.paths.resize(table.trips.size());
    for (std::uint32_t origin = 0; origin < table.zones(); ++origin) {
      bool leaves = false;
      for (std::size_t k = table.begin[origin]; k < table.begin[origin + 1]; ++k) leaves = leaves || travels(origin, k);
      if (leaves) origins_.push_back(origin);
    }
  }

  /// All trips on the cheapest paths; origins loaded together see the costs that those before them left.
  void load() {
    for (std::size_t first = 0; first < origins_.size(); first += origins_loaded_together) {
      const std::size_t end = std::min(first + origins_loaded_together, origins_.size());
      find_paths(first, end);
      for (std::size_t o = first; o < end; ++o)
        for_each_pair(origins_[o], [&](std::size_t pair) {
          UsedPath& path = made_.paths[pair].front();
          path.flow = table_.trips[pair];
          for (const std::uint32_t link : path.links) loads_.add(link, path.flow);
        });
    }
  }

  /// Measures at the flows of the paths, and gives each pair its cheapest path where that is a new one.
  AssignmentIterate look(std::uint32_t iteration) {
    std::vector<double> flow(network_.links());
    for (const std::vector<UsedPath>& paths : made_.paths)
      for (const UsedPath& path : paths)
        for (const std::uint32_t link : path.links) flow[link] += path.flow;
    loads_.set(std::move(flow));
    find_paths(0, origins_.size());
    AssignmentIterate now;
    now.iteration = iteration;
    now.objective = loads_.beckmann();
    now.tstt = loads_.total_cost();
    for (const std::uint32_t origin : origins_)
      for_each_pair(origin, [&](std::size_t pair) { now.sptt += table_.trips[pair] * least_[pair]; });
    now.relative_gap = now.tstt > 0 ? (now.tstt - now.sptt) / now.tstt : 0;
    if (!std::isfinite(now.objective) || !std::isfinite(now.tstt))
      throw RunError(
          "costs of an assignment leave the range of numbers. Look for links with a capacity far below their "
          "flow, or a high power");
    return now;
  }

  void sweep() {
    const double first = shift();
    for (int k = 1; k < most_path_sweeps; ++k)
      if (shift() <= small_sweep * first) break;
    for (std::vector<UsedPath>& paths : made_.paths)
      std::erase_if(paths, [](const UsedPath& path) { return path.flow <= 0; });
  }

  PathAssignment take(const AssignmentIterate& last) {
    for (std::vector<UsedPath>& paths : made_.paths)
      std::erase_if(paths, [](const UsedPath& path) { return path.flow <= 0; });
    made_.flow = loads_.flow();
    made_.cost = loads_.cost();
    made_.last = last;
    return std::move(made_);
  }

 private:
  bool travels(std::uint32_t origin, std::size_t pair) const {
    return table_.destination[pair] != origin && table_.trips[pair] > 0;
  }

  template <class Visit>
  void for_each_pair(std::uint32_t origin, const Visit& visit) const {
    for (std::size_t pair = table_.begin[origin]; pair < table_.begin[origin + 1]; ++pair)
      if (travels(origin, pair)) visit(pair);
  }

  /// Of the origins [first, end), at costs that stay meanwhile.
  void find_paths(std::size_t first, std::size_t end) {
#pragma omp parallel if ((end - first) * network_.links() >= worth_sharing_links)
    {
      ShortestPaths tree(network_);
#pragma omp for schedule(dynamic, 1)
      for (std::size_t o = first; o < end; ++o) {
        const std::uint32_t origin = origins_[o];
        const std::size_t begin = table_.begin[origin];
        tree.solve_to(origin, loads_.cost(),
                      std::span(table_.destination).subspan(begin, table_.begin[origin + 1] - begin));
        for_each_pair(origin, [&](std::size_t pair) { take_path(pair, origin, tree); });
      }
    }
    for (std::size_t o = first; o < end; ++o)
      for_each_pair(origins_[o], [&](std::size_t pair) {
        if (least_[pair] < cost_never) return;
        throw InputError(fmt::format("trips from zone {} to zone {}", origins_[o] + 1, table_.destination[pair] + 1),
                         "no path leads there. Connect the zones, or remove these trips");
      });
  }

  void take_path(std::size_t pair, std::uint32_t origin, const ShortestPaths& tree) {
    least_[pair] = tree.label()[table_.destination[pair]];
    if (least_[pair] == cost_never) return;
    std::vector<UsedPath>& paths = made_.paths[pair];
    for (const UsedPath& path : paths)
      if (cost_of(path) <= least_[pair] * (1 + rounding)) return;
    UsedPath& path = paths.emplace_back();
    for (std::uint32_t node = table_.destination[pair]; node != origin; node = network_.from[path.links.back()])
      path.links.push_back(tree.in_link()[node]);
    std::reverse(path.links.begin(), path.links.end());
  }

  double cost_of(const UsedPath& path) const {
    double sum = 0;
    for (const std::uint32_t link : path.links) sum += loads_.cost()[link];
    return sum;
  }

  /// One sweep over the pairs; returns the sum of flow moved times the difference in cost before.
  double shift() {
    double moved = 0;
    for (std::vector<UsedPath>& paths : made_.paths) {
      if (paths.size() < 2) continue;
      std::size_t cheap = 0;
      double least = cost_of(paths[0]);
      for (std::size_t k = 1; k < paths.size(); ++k)
        if (const double cost = cost_of(paths[k]); cost < least) {
          cheap = k;
          least = cost;
        }
      for (std::size_t k = 0; k < paths.size(); ++k)
        if (k != cheap && paths[k].flow > 0) moved += move(paths[k], paths[cheap]);
    }
    return moved;
  }

  double move(UsedPath& dear, UsedPath& cheap) {
    for (const std::uint32_t link : cheap.links) on_[link] |= 1U;
    for (const std::uint32_t link : dear.links) on_[link] |= 2U;
    double difference = 0;
    double slope = 0;
    const auto for_each_apart = [&](const auto& visit) {
      for (const std::uint32_t link : dear.links)
        if (on_[link] == 2U) visit(link, -1);
      for (const std::uint32_t link : cheap.links)
        if (on_[link] == 1U) visit(link, 1);
    };
    for_each_apart([&](std::uint32_t link, int sign) {
      difference -= sign * loads_.cost()[link];
      slope += loads_.slope()[link];
    });
    double step = 0;
    if (difference > 0) {
      step = slope * dear.flow > difference ? difference / slope : dear.flow;
      for_each_apart([&](std::uint32_t link, int sign) { loads_.add(link, sign * step); });
      dear.flow = step == dear.flow ? 0 : dear.flow - step;
      cheap.flow += step;
    }
    for (const UsedPath* path : {&dear, &cheap})
      for (const std::uint32_t link : path->links) on_[link] = 0;
    return step * difference;
  }

  const AssignmentNetwork& network_;
  const TripTable& table_;
  LinkLoads loads_;
  PathAssignment made_;
  std::vector<double> least_;           ///< [rows of the table] cost of the cheapest path, as last looked for
  std::vector<std::uint8_t> on_;        ///< [links] scratch of move(): which of two paths they are on
  std::vector<std::uint32_t> origins_;  ///< with trips to other zones
};

}  // namespace

PathAssignment assign_paths(const AssignmentNetwork& network, const TripTable& table,
                            const AssignmentOptions& options) {
  PathSets sets(network, table);
  sets.load();
  for (std::uint32_t iteration = 0;; ++iteration) {
    const AssignmentIterate last = sets.look(iteration);
    if (last.relative_gap <= options.relative_gap || iteration == options.max_iterations) return sets.take(last);
    sets.sweep();
  }
}

}  // namespace machi
