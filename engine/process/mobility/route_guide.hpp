/// \file  Who looks at the traffic when they depart, and what they learn there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/link_records.hpp"

namespace machi {

class RouteGuide {
 public:
  virtual ~RouteGuide() = default;
  /// Whether a person asks for the way when a leg by a mode begins (running_plan.hpp).
  virtual bool guides(std::uint32_t person, std::uint8_t mode) const = 0;
  /// A way as of now, from `first` to `last`, both in it; empty where the guide knows none. Does not communicate.
  virtual std::vector<std::uint32_t> route(std::uint32_t first, std::uint32_t last, std::uint32_t step) = 0;
  /// What was seen on the links of this rank since the last call. Collective, at the end of each bin.
  virtual void look(const Comm& comm, std::vector<LinkRecord> seen) = 0;
  /// All that it has learned, and the way to have learned it: milliseconds by link of the network.
  virtual std::vector<std::uint32_t> learned_ms() const { return {}; }
  virtual void take_learned(const std::vector<std::uint32_t>& link_ms) { (void)link_ms; }
};

}  // namespace machi
