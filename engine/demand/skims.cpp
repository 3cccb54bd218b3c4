// Shortest ways between zones.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/demand/zones.hpp"

namespace machi {
namespace {

constexpr double within_zone = 0.5214;  // mean distance between two points of a square of side 1
constexpr double circuity_within_m = 3000;
constexpr std::uint64_t unreached = std::numeric_limits<std::uint64_t>::max();

/// Ways of least cost from one node to all others.
class WaysFrom {
 public:
  WaysFrom(const TrafficNetwork& network, std::uint32_t mode_bits, const std::vector<std::uint64_t>& cost)
      : nodes_(network.nodes()), begin_(network.nodes() + 1, 0) {
    const auto usable = [&](std::uint32_t l) { return (network.link_modes[l] & mode_bits) != 0; };
    for (std::uint32_t l = 0; l < network.links(); ++l) begin_[network.from[l] + 1] += usable(l);
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    out_.resize(begin_.back());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t l = 0; l < network.links(); ++l)
      if (usable(l)) out_[next[network.from[l]]++] = {network.to[l], network.length_m[l], cost[l]};
  }

  struct Found {
    std::vector<std::uint64_t> cost;  ///< [nodes] unreached where there is no way
    std::vector<double> length_m;     ///< [nodes] of that way
  };

  /// Any thread.
  Found search(std::uint32_t from) const {
    using Entry = std::pair<std::uint64_t, std::uint32_t>;
    Found found{std::vector<std::uint64_t>(nodes_, unreached), std::vector<double>(nodes_, 0)};
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    found.cost[from] = 0;
    open.emplace(0, from);
    while (!open.empty()) {
      const auto [cost, node] = open.top();
      open.pop();
      if (cost > found.cost[node]) continue;
      for (std::uint32_t k = begin_[node]; k < begin_[node + 1]; ++k) {
        const Out& out = out_[k];
        const std::uint64_t then = cost + out.cost;
        if (then >= found.cost[out.to]) continue;
        found.cost[out.to] = then;
        found.length_m[out.to] = found.length_m[node] + out.length_m;
        open.emplace(then, out.to);
      }
    }
    return found;
  }

 private:
  /// A link, as a search sees it: all that it asks for lies together.
  struct Out {
    std::uint32_t to;
    double length_m;
    std::uint64_t cost;
  };
  std::size_t nodes_;
  std::vector<std::uint32_t> begin_;
  std::vector<Out> out_;
};

std::uint64_t whole(double value) {
  return static_cast<std::uint64_t>(std::clamp(std::ceil(value), 1.0, 1e15));
}

/// The nodes that stand for the zones.
std::vector<std::uint32_t> nodes_of(const Town& town, const Zones& zones, std::uint32_t mode_bits, const char* who) {
  const std::vector<std::uint8_t> usable = strong_part(town.network, mode_bits);
  const NearestNode nearest(town.network, usable);
  std::vector<std::uint32_t> nodes;
  for (std::size_t zone = 0; zone < zones.size(); ++zone) nodes.push_back(nearest(zones.x_m[zone], zones.y_m[zone]));
  if (!nodes.empty() && nodes[0] == no_node)
    throw InputError(town.name, std::string("has no street that is open to ") + who +
                                    ". Import the city with its roads (tran) or a street network");
  return nodes;
}

/// Rows of this rank, one after the other: those of zones rank, rank + ranks, ….
struct Rows {
  std::vector<float> straight_m, walk_m, car_m, car_s;
};

void fill_rows(const Town& town, const std::vector<std::uint32_t>& walk, const std::vector<std::uint32_t>& car,
               const Comm& comm, Rows& rows) {
  const TrafficNetwork& network = town.network;
  std::vector<std::uint64_t> length_mm, time_us;
  for (std::uint32_t l = 0; l < network.links(); ++l) {
    length_mm.push_back(whole(1e3 * network.length_m[l]));
    time_us.push_back(whole(1e6 * network.length_m[l] / network.free_speed_m_s[l]));
  }
  const WaysFrom on_foot(network, mode_walk, length_mm);
  const WaysFrom by_car(network, mode_car, time_us);
  const std::size_t zones = walk.size();
  const auto first = static_cast<std::size_t>(comm.rank());
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::size_t mine = first < zones ? (zones - first + ranks - 1) / ranks : 0;
  for (auto* column : {&rows.straight_m, &rows.walk_m, &rows.car_m, &rows.car_s}) column->assign(mine * zones, 0);
#pragma omp parallel for schedule(dynamic)
  for (std::size_t k = 0; k < mine; ++k) {
    const std::size_t zone = first + k * ranks;
    const WaysFrom::Found walked = on_foot.search(walk[zone]);
    const WaysFrom::Found driven = by_car.search(car[zone]);
    for (std::size_t to = 0; to < zones; ++to) {
      const std::size_t at = k * zones + to;
      const double dx = network.x_m[walk[zone]] - network.x_m[walk[to]];
      const double dy = network.y_m[walk[zone]] - network.y_m[walk[to]];
      rows.straight_m[at] = static_cast<float>(std::sqrt(dx * dx + dy * dy));
      rows.walk_m[at] = static_cast<float>(walked.length_m[walk[to]]);
      rows.car_m[at] = static_cast<float>(driven.length_m[car[to]]);
      rows.car_s[at] = static_cast<float>(1e-6 * static_cast<double>(driven.cost[car[to]]));
    }
  }
}

// Zones that only a proposal has do not count, so that the others have the same ways with it and without.
void add_means(const Zones& zones, Skims& skims) {
  double straight = 0, walk = 0, car_m = 0, car_s = 0;
  for (std::size_t at = 0; at < skims.walk_m.size(); ++at) {
    if (zones.is_new[at / skims.zones] != 0 || zones.is_new[at % skims.zones] != 0) continue;
    const auto far = static_cast<double>(skims.straight_m[at]);
    car_m += static_cast<double>(skims.car_m[at]);
    car_s += static_cast<double>(skims.car_s[at]);
    if (far < 2 * skims.side_m || far > circuity_within_m) continue;
    straight += far;
    walk += static_cast<double>(skims.walk_m[at]);
  }
  if (straight > 0) skims.circuity = walk / straight;
  if (car_s > 0 && car_m > 0) skims.car_speed_m_s = car_m / car_s;
}

}  // namespace

std::vector<float> rows_of_all_ranks(const Comm& comm, const std::vector<float>& mine, std::size_t zones) {
  const std::vector<float> gathered = comm.all_gather_of(std::span<const float>(mine));
  std::vector<float> all(zones * zones);
  std::size_t from = 0;
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(comm.size()); ++rank) {
    for (std::size_t zone = rank; zone < zones; zone += static_cast<std::size_t>(comm.size()), from += zones)
      std::copy_n(gathered.begin() + static_cast<std::ptrdiff_t>(from), zones,
                  all.begin() + static_cast<std::ptrdiff_t>(zone * zones));
  }
  return all;
}

bool Skims::near(std::uint32_t from, std::uint32_t to) const {
  return from == to || static_cast<double>(straight_m[at(from, to)]) < 2 * side_m;
}

double Skims::walk_between_m(std::uint32_t from, std::uint32_t to, double straight) const {
  if (near(from, to)) return straight * circuity;
  const std::size_t k = at(from, to);
  return straight * std::clamp(static_cast<double>(walk_m[k] / straight_m[k]), 1.0, 3.0);
}

double Skims::car_between_m(std::uint32_t from, std::uint32_t to, double straight) const {
  if (near(from, to)) return straight * circuity;
  const std::size_t k = at(from, to);
  return straight * std::clamp(static_cast<double>(car_m[k] / straight_m[k]), 1.0, 3.0);
}

double Skims::car_between_s(std::uint32_t from, std::uint32_t to, double metres) const {
  const std::size_t k = at(from, to);
  const bool own = !near(from, to) && car_s[k] > 0 && car_m[k] > 0;
  return metres / (own ? static_cast<double>(car_m[k] / car_s[k]) : car_speed_m_s);
}

Skims make_skims(const Town& town, const Zones& zones, const Comm& comm) {
  const std::vector<std::uint32_t> walk = nodes_of(town, zones, mode_walk, "walkers");
  const std::vector<std::uint32_t> car = nodes_of(town, zones, mode_car, "cars");
  Rows rows;
  fill_rows(town, walk, car, comm, rows);
  Skims skims;
  skims.zones = zones.size();
  skims.side_m = 1e-3 * static_cast<double>(zones.side_mm);
  skims.straight_m = rows_of_all_ranks(comm, rows.straight_m, skims.zones);
  skims.walk_m = rows_of_all_ranks(comm, rows.walk_m, skims.zones);
  skims.car_m = rows_of_all_ranks(comm, rows.car_m, skims.zones);
  skims.car_s = rows_of_all_ranks(comm, rows.car_s, skims.zones);
  add_means(zones, skims);
  for (std::size_t zone = 0; zone < skims.zones; ++zone) {
    const std::size_t at = zone * skims.zones + zone;
    const double metres = within_zone * skims.side_m * skims.circuity;
    skims.walk_m[at] = skims.car_m[at] = static_cast<float>(metres);
    skims.car_s[at] = static_cast<float>(metres / skims.car_speed_m_s);
  }
  return skims;
}

}  // namespace machi
