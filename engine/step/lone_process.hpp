/// \file  A process whose ranks need nothing of each other.
#pragma once

#include <vector>

#include "engine/step/process.hpp"

namespace machi {

/// A step is step_inner() alone, and every step is followed by a service that decides nothing.
class LoneProcess : public Process {
 public:
  std::int64_t steps_per_service() const override { return 1; }
  const std::vector<int>& neighbours() const override { return no_neighbours_; }
  void pack(NeighbourExchange&) override {}
  void arrange_inner() override {}
  void receive(std::span<const std::byte>) override {}
  void arrange_rest() override {}
  void step_rest(std::uint64_t) override {}
  bool service(const Comm&, std::uint64_t) override { return true; }

 private:
  std::vector<int> no_neighbours_;
};

}  // namespace machi
