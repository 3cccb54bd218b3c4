/// \file  How long each link takes by the time at which it is entered.
#pragma once

#include <algorithm>
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
  RouteMs at(std::uint32_t link, std::int64_t when_ms) const { return at(links_[link], moment(when_ms)); }

  /// The same for who looks at many links at one time, and keeps what is known of each where it is at hand.
  struct Row {
    RouteMs least_ms{0};
    RouteMs free_ms{0};
    std::uint32_t begin{0};  ///< into bins
    std::uint16_t first{0};  ///< bin
    std::uint16_t count{0};  ///< of bins that are not free, 0: none
  };
  /// Between the middles of two bins.
  struct Moment {
    std::int64_t bin{0};
    std::int64_t ms{0};  ///< after the middle
  };
  const Row& row(std::uint32_t link) const { return links_[link]; }
  Moment moment(std::int64_t when_ms) const {
    const std::int64_t from_middle = std::max<std::int64_t>(when_ms - bin_ms_ / 2, 0);
    const std::int64_t bin = from_middle / bin_ms_;
    return {bin, from_middle - bin * bin_ms_};
  }
  RouteMs at(const Row& row, const Moment& moment) const { return row.count == 0 ? row.free_ms : between(row, moment); }
  /// The least at any time.
  RouteMs least(std::uint32_t link) const { return links_[link].least_ms; }
  std::uint32_t links() const { return static_cast<std::uint32_t>(links_.size()); }
  RouteMs bin_ms() const { return bin_ms_; }
  std::uint64_t bytes() const { return links_.size() * sizeof(Row) + bins_.size() * sizeof(RouteMs); }

 private:
  RouteMs between(const Row& row, const Moment& moment) const;
  RouteMs in_bin(const Row& row, std::int64_t bin) const {
    const std::int64_t at = bin - row.first;
    return at >= 0 && at < row.count ? bins_[row.begin + static_cast<std::uint32_t>(at)] : row.free_ms;
  }

  std::vector<Row> links_;
  std::vector<RouteMs> bins_;
  RouteMs bin_ms_;
};

/// Free times as the queue has them: whole steps at free speed and one for the buffer at the end of the link.
std::vector<RouteMs> free_times(const TrafficNetwork& network, std::int64_t steps_per_s);

}  // namespace machi
