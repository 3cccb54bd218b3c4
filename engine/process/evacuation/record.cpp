#include "engine/process/evacuation/record.hpp"

#include <cmath>

#include "engine/core/rng.hpp"

namespace machi {
namespace {

constexpr std::uint32_t purpose_sample = 0x10000002;

// Whether a whole second is the first at or after a multiple of the interval.
bool is_time(std::uint64_t second, double every_s) {
  if (every_s <= 0) return false;
  const double times = std::floor(static_cast<double>(second) / every_s + 1e-9);
  return second == 0 || times > std::floor(static_cast<double>(second - 1) / every_s + 1e-9);
}

std::int32_t in_mm(float m_s) {
  return static_cast<std::int32_t>(std::floor(m_s * 1000.0F + 0.5F));
}

}  // namespace

void Recorder::look(Evacuation& evacuation, std::uint64_t second) {
  if (is_time(second, rules_.curve_every_s)) {
    CurvePoint point{static_cast<double>(second), evacuation.counts(), {}};
    for (const DestinationState& state : evacuation.destinations()) point.admitted.push_back(state.admitted);
    record_.curve.push_back(std::move(point));
  }
  if (is_time(second, rules_.fields_every_s)) note_fields(evacuation, second);
  if (rules_.trajectories > 0 && is_time(second, rules_.trajectories_every_s)) note_trajectories(evacuation, second);
  for (const Crossing& crossing : evacuation.take_crossings()) record_.crossings.push_back(crossing);
  for (const Moment& moment : evacuation.take_moments()) record_.moments.push_back(moment);
  if (second == 0) return;
  const std::vector<AreaSums> sums = evacuation.take_area_sums();
  for (std::uint32_t area = 0; area < sums.size(); ++area)
    if (sums[area].persons != 0) record_.measures.push_back({static_cast<std::uint32_t>(second - 1), area, sums[area]});
}

void Recorder::note_fields(const Evacuation& evacuation, std::uint64_t second) {
  const auto frame = static_cast<std::uint32_t>(record_.frame_time_s.size());
  record_.frame_time_s.push_back(static_cast<double>(second));
  const BlockDomain& blocks = *evacuation.world().blocks;
  const GridFrame curve = blocks.frame().blocks();
  const Scene& scene = evacuation.store().scene();
  for (const std::uint32_t slot : blocks.by_key()) {
    if (!evacuation.store().occupied(slot)) continue;
    FieldRow row{frame, curve.key(blocks.block(slot)), evacuation.store().count(slot), 0, 0};
    for (std::uint32_t i = evacuation.store().begin(slot); i < evacuation.store().begin(slot) + row.persons; ++i) {
      row.vx_mm_s += in_mm(scene.vx_m_s[i]);
      row.vy_mm_s += in_mm(scene.vy_m_s[i]);
    }
    record_.fields.push_back(row);
  }
}

bool is_followed(std::uint64_t seed, std::uint64_t id, double share) {
  return share >= 1 || uniform01(random_block(seed, id, 0, purpose_sample)[0]) < share;
}

void Recorder::note_trajectories(const Evacuation& evacuation, std::uint64_t second) {
  const double share = static_cast<double>(rules_.trajectories) /
                       static_cast<double>(std::max<std::int64_t>(evacuation.counts().persons, 1));
  const double cm = 100 * evacuation.world().blocks->frame().unit_m();
  for (const Walker& walker : evacuation.store().walkers_now()) {
    if (!is_followed(rules_.seed, walker.id, share)) continue;
    record_.trajectories.push_back({walker.id, static_cast<float>(second),
                                    static_cast<std::int32_t>(std::floor(walker.x * cm + 0.5)),
                                    static_cast<std::int32_t>(std::floor(walker.y * cm + 0.5))});
  }
}

}  // namespace machi
