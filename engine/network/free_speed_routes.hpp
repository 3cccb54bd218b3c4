/// \file  Routes of least time on the empty network.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/traffic_network.hpp"
#include "engine/network/link_turns.hpp"
#include "engine/network/route_landmarks.hpp"

namespace machi {

/// Finds routes by Dijkstra's algorithm (1959) in whole microseconds. Of several routes that take the same time it
/// takes, seen from the destination back, the link of the lowest row at each node: the answer does not depend on the
/// order of the search. Where the network has exits, only their turns are taken. One per thread; the network must
/// outlive it.
class FreeSpeedRoutes {
 public:
  /// Only links with one of the modes `mode_bits` are used.
  FreeSpeedRoutes(const TrafficNetwork& network, std::uint32_t mode_bits);

  /// Links from `first` to `last`, both among them; empty where no way leads there. Time counts from the end of `first`
  /// to the beginning of `last`, which are taken whatever their modes.
  std::vector<std::uint32_t> route(std::uint32_t first, std::uint32_t last);

  /// The same for many destinations: after a search from a node to others, found_route() answers for links that end at
  /// that node and links that begin at those others.
  void search(std::uint32_t node, std::span<const std::uint32_t> others);
  std::vector<std::uint32_t> found_route(std::uint32_t first, std::uint32_t last) const;
  /// The same for one destination, which landmarks by link_us() guide the search to.
  void search_to(std::uint32_t node, std::uint32_t other, const RouteLandmarks& landmarks);
  const std::vector<std::uint64_t>& link_us() const { return time_us_; }

 private:
  struct Reached {
    std::uint32_t search{0};  ///< the last one that came here
    std::uint32_t by{0};      ///< link
    std::uint64_t time_us{0};
  };
  void search_turns(std::uint32_t first, std::uint32_t last);
  bool reach(std::uint32_t place, std::uint64_t time_us, std::uint32_t by);

  const TrafficNetwork& network_;
  LinkTurns turns_;                       ///< of a network with exits
  std::vector<bool> usable_;              ///< [links] of a network with exits
  std::vector<std::uint32_t> out_begin_;  ///< [nodes + 1] into out_
  /// A link that may be used, as a search sees it: all that it asks for lies together.
  struct Out {
    std::uint32_t link;
    std::uint32_t to;
    std::uint64_t time_us;
  };
  std::vector<Out> out_;                ///< by their first node
  std::vector<std::uint64_t> time_us_;  ///< [links] at least 1
  std::vector<Reached> reached_;        ///< [nodes], or [links] of a network with exits: their beginning
  std::vector<std::uint32_t> wanted_;   ///< [nodes] the last search that was for it
  std::uint32_t searches_{0};
};

}  // namespace machi
