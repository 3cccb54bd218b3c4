#include "engine/network/transit_ways.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/network/free_speed_routes.hpp"

namespace machi {
namespace {

constexpr std::size_t most_candidates = 6;  // links looked at for a stop
constexpr double unreachable = std::numeric_limits<double>::infinity();

struct StopLink {
  std::uint32_t link{0};
  double cost_s{0};
};

class TransitWayFinder {
 public:
  TransitWayFinder(Timetable& timetable, const TrafficNetwork& network, std::uint32_t mode_bits, double radius_m)
      : timetable_(timetable),
        network_(network),
        mode_bits_(mode_bits),
        radius_m_(radius_m),
        ways_(network, mode_bits) {}

  TransitWaysFound find() {
    TransitWaysFound found;
    std::vector<std::uint32_t> links;
    std::vector<std::uint64_t> begin{0};
    for (std::uint32_t route = 0; route < timetable_.routes(); ++route) {
      const auto first = timetable_.route_link.begin();
      std::vector<std::uint32_t> way(first + static_cast<std::ptrdiff_t>(timetable_.route_link_begin[route]),
                                     first + static_cast<std::ptrdiff_t>(timetable_.route_link_begin[route + 1]));
      if (way.empty()) {
        way = way_of(route);
        (way.empty() ? found.without : found.routes) += 1;
      }
      links.insert(links.end(), way.begin(), way.end());
      begin.push_back(links.size());
    }
    timetable_.route_link = std::move(links);
    timetable_.route_link_begin = std::move(begin);
    return found;
  }

 private:
  // Links at which a stop may lie, the nearest first: its own one where it has one.
  std::vector<StopLink> candidates(std::uint32_t stop) const {
    if (timetable_.stop_link[stop] != no_index) return {{timetable_.stop_link[stop], 0}};
    const double x_m = 1e-3 * static_cast<double>(timetable_.stop_x_mm[stop]);
    const double y_m = 1e-3 * static_cast<double>(timetable_.stop_y_mm[stop]);
    std::vector<StopLink> near;
    for (std::uint32_t link = 0; link < network_.links(); ++link) {
      if ((network_.link_modes[link] & mode_bits_) == 0) continue;
      const double distance2 = distance2_to_link_m2(network_, link, x_m, y_m);
      if (distance2 <= radius_m_ * radius_m_) near.push_back({link, std::sqrt(distance2)});
    }
    std::stable_sort(near.begin(), near.end(),
                     [](const StopLink& a, const StopLink& b) { return a.cost_s < b.cost_s; });
    near.resize(std::min(near.size(), most_candidates));
    for (StopLink& link : near) link.cost_s += drive_s(link.link) / 2;
    return near;
  }

  double drive_s(std::uint32_t link) const { return network_.length_m[link] / network_.free_speed_m_s[link]; }

  /// The links of least cost, stop after stop (Viterbi).
  std::vector<std::uint32_t> way_of(std::uint32_t route) {
    const std::uint32_t calls = timetable_.calls(route);
    std::vector<std::vector<StopLink>> stops;
    std::vector<std::vector<double>> least;
    std::vector<std::vector<std::size_t>> by;
    for (std::uint32_t k = 0; k < calls; ++k) {
      stops.push_back(candidates(timetable_.call_stop[timetable_.call(route, k)]));
      least.emplace_back();
      by.emplace_back();
      for (const StopLink& here : stops.back()) {
        double best = k == 0 ? here.cost_s : unreachable;
        std::size_t from = 0;
        for (std::size_t c = 0; k > 0 && c < stops[k - 1].size(); ++c) {
          const double cost = least[k - 1][c] + between_s(stops[k - 1][c].link, here.link) + here.cost_s;
          if (cost < best) best = cost, from = c;
        }
        least.back().push_back(best);
        by.back().push_back(from);
      }
    }
    const auto last = std::min_element(least.back().begin(), least.back().end());
    if (last == least.back().end() || *last == unreachable) return {};
    std::vector<std::uint32_t> at(calls);
    std::size_t choice = static_cast<std::size_t>(last - least.back().begin());
    for (std::uint32_t k = calls; k-- > 0; choice = by[k][choice]) at[k] = stops[k][choice].link;
    return join(route, at);
  }

  double between_s(std::uint32_t a, std::uint32_t b) {
    if (a == b) return 0;
    const std::vector<std::uint32_t> way = ways_.route(a, b);
    if (way.empty()) return unreachable;
    double sum_s = 0;
    for (std::size_t l = 1; l + 1 < way.size(); ++l) sum_s += drive_s(way[l]);
    return sum_s;
  }

  std::vector<std::uint32_t> join(std::uint32_t route, const std::vector<std::uint32_t>& at) {
    std::vector<std::uint32_t> way{at.front()};
    for (std::uint32_t k = 0; k < at.size(); ++k) {
      const std::uint64_t call = timetable_.call(route, k);
      if (k > 0 && at[k] != at[k - 1]) {
        const std::vector<std::uint32_t> piece = ways_.route(at[k - 1], at[k]);
        way.insert(way.end(), piece.begin() + 1, piece.end());
      }
      timetable_.stop_link[timetable_.call_stop[call]] = at[k];
      timetable_.call_link_at[call] = static_cast<std::uint32_t>(way.size() - 1);
    }
    return way;
  }

  Timetable& timetable_;
  const TrafficNetwork& network_;
  std::uint32_t mode_bits_;
  double radius_m_;
  FreeSpeedRoutes ways_;
};

}  // namespace

double distance2_to_link_m2(const TrafficNetwork& network, std::uint32_t link, double x_m, double y_m) {
  const double ax = network.x_m[network.from[link]];
  const double ay = network.y_m[network.from[link]];
  const double dx = network.x_m[network.to[link]] - ax;
  const double dy = network.y_m[network.to[link]] - ay;
  const double length2 = dx * dx + dy * dy;
  const double along = length2 == 0 ? 0 : std::clamp(((x_m - ax) * dx + (y_m - ay) * dy) / length2, 0.0, 1.0);
  const double ex = ax + along * dx - x_m;
  const double ey = ay + along * dy - y_m;
  return ex * ex + ey * ey;
}

TransitWaysFound find_transit_ways(Timetable& timetable, const TrafficNetwork& network, std::uint32_t mode_bits,
                                   double radius_m) {
  return TransitWayFinder(timetable, network, mode_bits, radius_m).find();
}

}  // namespace machi
