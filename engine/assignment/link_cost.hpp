/// \file  What it costs to drive a link, as a function of the flow on it.
#pragma once

#include "engine/assignment/power.hpp"

namespace machi {

/// A link's cost t(x) = fixed + delay (x / capacity)^power, x >= 0 its flow: the function of the Bureau of Public Roads
/// (1964) with free-flow time and generalised costs (toll, distance) in `fixed`. The unit of costs and that of flow and
/// capacity are the caller's.
struct LinkCost {
  double fixed{0};     ///< >= 0
  double delay{0};     ///< >= 0, cost that is added where the flow equals the capacity
  double capacity{1};  ///< > 0
  double power{0};     ///< 0 where delay is 0, else >= 1
  int whole{0};        ///< the power where it is a whole number below 64, else -1

  /// t(x) and its derivative at once.
  struct Value {
    double cost;
    double slope;
  };
  Value at(double flow) const {
    if (delay == 0) return {fixed, 0};
    const double ratio = flow / capacity;
    const double below = whole > 0 ? whole_power(ratio, whole - 1) : positive_power(ratio, power - 1);
    const double factor = delay * below;
    return {fixed + factor * ratio, factor * power / capacity};
  }
  /// The integral of t from 0 to the flow.
  double integral(double flow) const {
    const double beyond = at(flow).cost - fixed;
    return flow * (fixed + beyond / (power + 1));
  }
};

/// t(x) = free_flow_time (1 + b (x / capacity)^power) + fixed. All finite; free_flow_time, b, fixed >= 0, capacity > 0,
/// power 0 or >= 1.
inline LinkCost bpr_cost(double free_flow_time, double b, double capacity, double power, double fixed) {
  const double delay = free_flow_time * b;
  if (delay == 0 || power == 0) return {.fixed = free_flow_time + fixed + (power == 0 ? delay : 0)};
  const bool is_whole = power < 64 && power == std::floor(power);
  return {free_flow_time + fixed, delay, capacity, power, is_whole ? static_cast<int>(power) : -1};
}

}  // namespace machi
