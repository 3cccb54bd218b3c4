#include "engine/transit/place_stops.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <vector>

namespace machi {
namespace {

constexpr double side_m = 250;

struct Place {
  double x_m{0};
  double y_m{0};
};

/// Links in squares, by the box around each.
class LinkSquares {
 public:
  LinkSquares(const TrafficNetwork& network, std::uint32_t mode_bits) : network_(network) {
    for (std::uint32_t link = 0; link < network.links(); ++link) {
      if ((network.link_modes[link] & mode_bits) == 0) continue;
      const std::uint32_t a = network.from[link];
      const std::uint32_t b = network.to[link];
      const auto [x0, x1] = std::minmax(network.x_m[a], network.x_m[b]);
      const auto [y0, y1] = std::minmax(network.y_m[a], network.y_m[b]);
      for (std::int64_t column = index(x0); column <= index(x1); ++column)
        for (std::int64_t row = index(y0); row <= index(y1); ++row) {
          links_[square(column, row)].push_back(link);
          least_ = {std::min(least_.x_m, x0), std::min(least_.y_m, y0)};
          most_ = {std::max(most_.x_m, x1), std::max(most_.y_m, y1)};
        }
    }
  }

  std::uint32_t nearest(const Place& place) const {
    // From a place outside the network on, its border is the first that can be met.
    const std::int64_t column = index(std::clamp(place.x_m, least_.x_m, most_.x_m));
    const std::int64_t row = index(std::clamp(place.y_m, least_.y_m, most_.y_m));
    const std::int64_t last = 1 + index(most_.x_m - least_.x_m) + index(most_.y_m - least_.y_m);
    const Place inside{std::clamp(place.x_m, least_.x_m, most_.x_m), std::clamp(place.y_m, least_.y_m, most_.y_m)};
    const double outside_m = std::hypot(place.x_m - inside.x_m, place.y_m - inside.y_m);
    std::uint32_t best = no_index;
    double best_m = std::numeric_limits<double>::infinity();
    for (std::int64_t ring = 0; ring <= last; ++ring) {
      visit_ring(column, row, ring, [&](std::uint32_t link) {
        const double apart_m = distance_m(link, place);
        if (apart_m < best_m || (apart_m == best_m && link < best)) {
          best = link;
          best_m = apart_m;
        }
      });
      // Beyond this ring a link is at least this far from the place inside, and that is at most outside_m away.
      if (best_m + outside_m <= static_cast<double>(ring) * side_m) break;
    }
    return best;
  }

 private:
  static std::int64_t index(double metres) { return std::llround(std::floor(metres / side_m)); }
  static std::uint64_t square(std::int64_t column, std::int64_t row) {
    return static_cast<std::uint64_t>(column) << 32U ^ (static_cast<std::uint64_t>(row) & 0xffffffffU);
  }

  template <class Visit>
  void visit_ring(std::int64_t column, std::int64_t row, std::int64_t ring, const Visit& visit) const {
    for (std::int64_t dx = -ring; dx <= ring; ++dx) {
      const bool edge = dx == -ring || dx == ring;
      for (std::int64_t dy = -ring; dy <= ring; dy += edge || ring == 0 ? 1 : 2 * ring) {
        const auto found = links_.find(square(column + dx, row + dy));
        if (found == links_.end()) continue;
        for (const std::uint32_t link : found->second) visit(link);
      }
    }
  }

  double distance_m(std::uint32_t link, const Place& place) const {
    const std::uint32_t a = network_.from[link];
    const double dx = network_.x_m[network_.to[link]] - network_.x_m[a];
    const double dy = network_.y_m[network_.to[link]] - network_.y_m[a];
    const double px = place.x_m - network_.x_m[a];
    const double py = place.y_m - network_.y_m[a];
    const double squared = dx * dx + dy * dy;
    const double along = squared > 0 ? std::clamp((px * dx + py * dy) / squared, 0.0, 1.0) : 0;
    return std::hypot(px - along * dx, py - along * dy);
  }

  const TrafficNetwork& network_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> links_;
  Place least_{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  Place most_{-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
};

}  // namespace

std::vector<std::uint32_t> stop_places(const Timetable& timetable, const TrafficNetwork& network,
                                       std::uint32_t mode_bits) {
  const LinkSquares squares(network, mode_bits);
  std::vector<std::uint32_t> places = timetable.stop_link;
  for (std::uint32_t stop = 0; stop < timetable.stops(); ++stop)
    if (places[stop] == no_index)
      places[stop] = squares.nearest({1e-3 * static_cast<double>(timetable.stop_x_mm[stop]),
                                      1e-3 * static_cast<double>(timetable.stop_y_mm[stop])});
  return places;
}

}  // namespace machi
