#include "engine/process/mobility/road_changes.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/model/population.hpp"

namespace machi {
namespace {

std::uint32_t first_step(double second, std::int64_t steps_per_s) {
  constexpr double most = 4e9;
  const double step = std::ceil(second * static_cast<double>(steps_per_s));
  return step < most ? static_cast<std::uint32_t>(std::max(step, 0.0)) : no_index;
}

struct Span {
  std::uint32_t begin;
  std::uint32_t end;
  const RoadEvent* event;
};

LinkState state_at(const std::vector<Span>& spans, std::uint32_t step) {
  LinkState state;
  for (const Span& span : spans) {
    if (step < span.begin || step >= span.end) continue;
    state.closed |= span.event->closed || span.event->flooded;
    state.flooded |= span.event->flooded;
    state.capacity_factor *= span.event->capacity_factor;
    state.speed_factor *= span.event->speed_factor;
  }
  return state;
}

}  // namespace

std::vector<LinkChange> link_changes(std::span<const RoadEvent> events, std::int64_t steps_per_s) {
  std::map<std::uint32_t, std::vector<Span>> of_link;
  for (const RoadEvent& event : events)
    for (const std::uint32_t link : event.links)
      of_link[link].push_back({first_step(event.begin_s, steps_per_s), first_step(event.end_s, steps_per_s), &event});
  std::vector<LinkChange> changes;
  for (const auto& [link, spans] : of_link) {
    std::vector<std::uint32_t> steps;
    for (const Span& span : spans) steps.insert(steps.end(), {span.begin, span.end});
    std::sort(steps.begin(), steps.end());
    LinkState before;
    for (const std::uint32_t step : steps) {
      const LinkState state = step == no_index ? before : state_at(spans, step);
      if (state != before) changes.push_back({step, link, state});
      before = state;
    }
  }
  std::stable_sort(changes.begin(), changes.end(),
                   [](const LinkChange& a, const LinkChange& b) { return a.step < b.step; });
  return changes;
}

}  // namespace machi
