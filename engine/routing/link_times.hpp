/// \file  How long each link takes by the time at which it is entered.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/routing/route_graph.hpp"

namespace machi {

/// The mean time of those who entered a link in one bin of time.
struct LinkBinTime {
  std::uint32_t link{0};
  std::uint32_t bin{0};
  RouteMs ms{0};
};

/// Times are those of the bins at their middles and lie on straight lines between, in whole milliseconds rounded down;
/// where nobody was seen, the free time. First in, first out: where the time falls by more than a bin from one bin to
/// the next, the later one is raised until it does not. Immutable but for set(); any thread.
class LinkTimes {
 public:
  /// free_ms [links], each from 1 to longest_link_ms (what is outside is taken to it). bin_ms > 0.
  LinkTimes(std::span<const RouteMs> free_ms, RouteMs bin_ms);
  /// Takes the place of all times seen before; `seen` sorted by (link, bin), each pair at most once.
  void set(std::span<const LinkBinTime> seen);

  /// For who enters a link then, in ms from the start of the first bin; before it and after the last as at its middle.
  RouteMs at(std::uint32_t link, std::int64_t when_ms) const {
    const Link& row = links_[link];
    if (row.count == 0) return row.free_ms;
    return between(row, when_ms);
  }
  /// The least at any time.
  RouteMs least(std::uint32_t link) const { return links_[link].least_ms; }
  std::uint32_t links() const { return static_cast<std::uint32_t>(links_.size()); }
  RouteMs bin_ms() const { return bin_ms_; }
  std::uint64_t bytes() const { return links_.size() * sizeof(Link) + bins_.size() * sizeof(RouteMs); }

 private:
  struct Link {
    RouteMs least_ms{0};
    RouteMs free_ms{0};
    std::uint32_t begin{0};  ///< into bins_
    std::uint16_t first{0};  ///< bin
    std::uint16_t count{0};  ///< of bins that are not free, 0: none
  };
  RouteMs between(const Link& row, std::int64_t when_ms) const;
  RouteMs in_bin(const Link& row, std::int64_t bin) const {
    const std::int64_t at = bin - row.first;
    return at >= 0 && at < row.count ? bins_[row.begin + static_cast<std::uint32_t>(at)] : row.free_ms;
  }

  std::vector<Link> links_;
  std::vector<RouteMs> bins_;
  RouteMs bin_ms_;
};

/// Free times as the queue has them: whole steps at free speed and one for the buffer at the end of the link.
std::vector<RouteMs> free_times(const TrafficNetwork& network, std::int64_t steps_per_s);

}  // namespace machi
