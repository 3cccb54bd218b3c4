/// \file  What a run of energy must never come to: numbers that are none, heat that zones had and hours have not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Throws RunError: a number of this zone's state is not finite.
[[noreturn]] void refuse_zone(std::string_view zone, std::uint64_t step, int rank);

/// Compares what zones came to, counted by zone in floating point, with the same counted by the hour in whole mW. Both
/// come from the same hourly means on different ways, so they differ by no more than rounding: at most `rounding_mWh`
/// and `share` of the sum.
class ConservationCheck {
 public:
  ConservationCheck(const Comm& comm, double rounding_mWh, double share)
      : comm_(comm), rounding_mWh_(rounding_mWh), share_(share) {}
  /// Of this rank's zones, and of its hours.
  void add(const char* what, double zones_Wh, const std::vector<std::int64_t>& hours_mW);
  void add(const char* what, double zones_Wh, std::int64_t hours_mWh);
  /// Throws RunError on all ranks where the sums over all ranks differ by more. Collective.
  void finish();

 private:
  Comm comm_;
  double rounding_mWh_;
  double share_;
  std::vector<const char*> names_;
  std::vector<std::int64_t> zones_mWh_, hours_mWh_;
};

}  // namespace machi
