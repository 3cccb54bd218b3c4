/// \file  Newton steps between two segments of a bush.
#include "engine/assignment/bush_shift.hpp"

namespace machi {

void ShiftPlan::make(const Bush& bush, std::span<const double> cost, BushLabels& labels) {
  labels.find_least(bush, cost);
  cheap_in = labels.least_in;
  most_used_in.assign(bush.places(), no_slot);
  moves.clear();
  for (std::uint32_t place = 1; place < bush.places(); ++place) {
    const std::uint32_t begin = bush.in_begin[place];
    std::uint32_t most_used = begin;
    for (std::uint32_t slot = begin; slot < bush.in_begin[place + 1]; ++slot) {
      if (bush.flow[slot] > bush.flow[most_used]) most_used = slot;
      const double label = labels.least[bush.tail[slot]] + cost[bush.link[slot]];
      if (label > labels.least[place] && bush.flow[slot] > 0) moves.push_back({place, slot});
    }
    most_used_in[place] = most_used;
  }
}

double BushShift::follow(const ShiftPlan& plan, Bush& bush, LinkLoads& loads) {
  double moved = 0;
  for (std::size_t k = plan.moves.size(); k-- > 0;) {
    part(plan, bush, plan.moves[k]);
    moved += move(bush, loads);
  }
  return moved;
}

/// Follows both paths back to the last place that they share; the one that is further on steps back.
void BushShift::part(const ShiftPlan& plan, const Bush& bush, ShiftPlan::Move at) {
  dear_.slots.assign(1, at.slot);
  cheap_.slots.assign(1, plan.cheap_in[at.place]);
  std::uint32_t on_dear = bush.tail[dear_.slots[0]];
  std::uint32_t on_cheap = bush.tail[cheap_.slots[0]];
  while (on_dear != on_cheap) {
    if (on_dear > on_cheap) {
      dear_.slots.push_back(plan.most_used_in[on_dear]);
      on_dear = bush.tail[dear_.slots.back()];
    } else {
      cheap_.slots.push_back(plan.cheap_in[on_cheap]);
      on_cheap = bush.tail[cheap_.slots.back()];
    }
  }
}

void BushShift::price(const Bush& bush, const LinkLoads& loads, Segment& segment) {
  segment.cost = segment.slope = 0;
  for (const std::uint32_t slot : segment.slots) {
    segment.cost += loads.cost()[bush.link[slot]];
    segment.slope += loads.slope()[bush.link[slot]];
  }
}

void BushShift::add(const Segment& segment, double flow, Bush& bush, LinkLoads& loads) {
  for (const std::uint32_t slot : segment.slots) {
    bush.flow[slot] += flow;
    loads.add(bush.link[slot], flow);
  }
}

double BushShift::move(Bush& bush, LinkLoads& loads) {
  price(bush, loads, dear_);
  price(bush, loads, cheap_);
  const double difference = dear_.cost - cheap_.cost;
  if (difference <= 0) return 0;  // since the plan was made
  double step = cost_never;
  for (const std::uint32_t slot : dear_.slots) step = std::min(step, bush.flow[slot]);
  const double slope = dear_.slope + cheap_.slope;
  if (slope * step > difference) step = difference / slope;
  add(dear_, -step, bush, loads);
  add(cheap_, step, bush, loads);
  return step * difference;
}

}  // namespace machi
