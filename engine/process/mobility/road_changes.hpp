/// \file  What becomes of links while traffic runs: closed, flooded, slower, with less capacity, and open again.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace machi {

/// Something that holds on some links for a time.
struct RoadEvent {
  double begin_s{0};  ///< of the run
  double end_s{std::numeric_limits<double>::infinity()};
  std::vector<std::uint32_t> links;  ///< rows of the network
  bool closed{false};                ///< nobody enters
  bool flooded{false};               ///< nobody enters, and vehicles on it are lost
  double capacity_factor{1};
  double speed_factor{1};
};

/// A link as all that holds on it makes it.
struct LinkState {
  bool closed{false};
  bool flooded{false};
  double capacity_factor{1};
  double speed_factor{1};
  friend bool operator==(const LinkState&, const LinkState&) = default;
};

/// From the nodes of this step on a link is as `state` says.
struct LinkChange {
  std::uint32_t step{0};
  std::uint32_t link{0};
  LinkState state;
};

/// Changes by step and link. Where several events hold on a link, their factors multiply; it is closed where any closes
/// it. An event holds in the steps that begin in [begin_s, end_s). Local.
std::vector<LinkChange> link_changes(std::span<const RoadEvent> events, std::int64_t steps_per_s);

}  // namespace machi
