/// \file  What the Stepper needs of a process: phases that compute and never communicate, and one that is collective.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/comm/neighbours.hpp"

namespace machi {

class Process {
 public:
  virtual ~Process() = default;
  virtual std::int64_t steps_per_s() const = 0;
  /// Seconds from one service to the next. The same on all ranks.
  virtual std::int64_t service_every_s() const { return 1; }
  /// Ranks with which messages are exchanged; mutual.
  virtual const std::vector<int>& neighbours() const = 0;

  /// Fills the messages with what the last step (or service) changed.
  virtual void pack(NeighbourExchange& exchange) = 0;
  /// Makes ready and steps what no message can change.
  virtual void arrange_inner() = 0;
  virtual void step_inner(std::uint64_t step) = 0;
  /// Takes what a neighbour's pack() made.
  virtual void receive(std::span<const std::byte> bytes) = 0;
  /// Makes ready and steps the rest.
  virtual void arrange_rest() = 0;
  virtual void step_rest(std::uint64_t step) = 0;
  /// What all ranks decide together, after the last step of every service_every_s(). Whether there is anything left to
  /// do; the same on all ranks. Collective.
  virtual bool service(const Comm& comm, std::uint64_t step) = 0;
};

}  // namespace machi
