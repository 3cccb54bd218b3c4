#include "engine/process/energy/zone_cluster.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
const float* no_sun() {
  static const std::vector<float> dark(hours_per_year, 0);
  return dark.data();
}

template <class Real>
ZoneCluster<Real>::ZoneCluster(const EnergyWorld& world, const ClusterPlan& plan)
    : world_(world), groups_(plan.groups) {
  const double step_s = 3600.0 / static_cast<double>(world.steps_per_h);
  for (std::size_t k = 0; k < groups_[0].size(); ++k) {
    std::vector<const ThermalZone*> zones;
    for (const auto& group : groups_) zones.push_back(&world.zones[group[k]]);
    blocks_.emplace_back(zones, step_s, first_C);
    for (std::size_t lane = 0; lane < zones.size(); ++lane) blocks_.back().set_day(lane, world.days[zones[lane]->row]);
    std::vector<Intake>& intakes = intakes_.emplace_back();
    for (std::size_t e = 0; e < blocks_.back().elements(); ++e)
      for (std::size_t lane = 0; lane < ZoneBlock<Real>::lanes; ++lane)
        intakes.push_back(lane < zones.size() ? intake_of(*zones[lane], e) : Intake{});
  }
  find_inner_walls();
}

template <class Real>
typename ZoneCluster<Real>::Intake ZoneCluster<Real>::intake_of(const ThermalZone& zone, std::size_t element) const {
  const ThermalElement& face = zone.elements[element];
  Intake intake;
  intake.shared = static_cast<Real>(face.sun_share);
  intake.sky_W_K4 = static_cast<Real>(face.emission_W_K4 * face.sky_share);
  intake.air_W_K4 = static_cast<Real>(face.emission_W_K4 * (1 - face.sky_share));
  const FaceYear* const year = world_.sun.of(zone.row, element);
  if (year == nullptr) return intake;
  const auto area_m2 = static_cast<Real>(face.area_m2);
  if (face.window == no_zone) {
    intake.outer = year->incident_W_m2.data();
    intake.outer_m2 = static_cast<Real>(face.area_m2 * face.solar_absorptance);
  } else {
    intake.outer = year->absorbed_outer_W_m2.data();
    intake.pane = year->absorbed_inner_W_m2.data();
    intake.through = year->through_W_m2.data();
    intake.outer_m2 = intake.pane_m2 = intake.through_m2 = area_m2;
  }
  return intake;
}

template <class Real>
void ZoneCluster<Real>::find_inner_walls() {
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (std::size_t lane = 0; lane < blocks_[b].size(); ++lane)
      for (std::size_t e = 0; e < blocks_[b].elements(); ++e) {
        const ThermalElement& element = world_.zones[groups_[lane][b]].elements[e];
        if (element.other_zone == no_zone) continue;
        const ThermalElement& behind = world_.zones[element.other_zone].elements[element.other_element];
        const auto& group = groups_[lane];
        const auto at = std::lower_bound(group.begin(), group.end(), element.other_zone) - group.begin();
        inner_walls_.push_back({b, e, lane, static_cast<std::size_t>(at), element.other_element,
                                static_cast<Real>(behind.inside_air_W_K / element.outside_W_K)});
      }
}

// What plants can do in each hour, and what is asked without power. All but the power stands in the columns from the
// first day on.
template <class Real>
void ZoneCluster<Real>::limit(int day) {
  if (!world_.systems.any) return;
  const bool dark = world_.systems.outage.touches(day);
  const auto steps = static_cast<std::size_t>(world_.steps_per_h);
  for (ZoneBlock<Real>& block : blocks_)
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      const std::size_t hour = hours_per_day * static_cast<std::size_t>(day) + h;
      for (std::size_t lane = 0; lane < block.size(); ++lane) {
        const std::uint32_t row = block.row(lane);
        const float heat_most_W = world_.heating_most_W(row, hour);
        const float cool_most_W = world_.cooling_most_W(row, hour);
        if (dark) block.set_hour(lane, world_.asked(row, hour), h * steps, steps, heat_most_W, cool_most_W);
        if (dark || !world_.systems.plants[row]) continue;
        const ZoneDay& asked = world_.days[row];
        for (std::size_t step = h * steps; step < (h + 1) * steps; ++step) {
          const std::size_t at = step * ZoneBlock<Real>::lanes + lane;
          block.columns.heat_most_W[at] = static_cast<Real>(std::min(asked.heat_most_W[step], heat_most_W));
          block.columns.cool_most_W[at] = static_cast<Real>(std::min(asked.cool_most_W[step], cool_most_W));
        }
      }
    }
}

template <class Real>
void ZoneCluster<Real>::run_day(int day, ZoneTotals* totals, ZoneDayMeans* means) {
  const auto steps = static_cast<std::size_t>(world_.steps_per_h);
  load_ = {};
  limit(day);
  for (int hour = 0; hour < 24; ++hour) {
    set_hour(day, hour);
    const std::size_t first = static_cast<std::size_t>(hour) * steps;
    if (inner_walls_.empty()) {
      for (ZoneBlock<Real>& block : blocks_) block.run(first, steps);
    } else {
      for (std::size_t step = first; step < first + steps; ++step) {
        look_behind();
        for (ZoneBlock<Real>& block : blocks_) block.run(step, 1);
      }
    }
    record(day, hour, totals, means);
  }
}

template <class Real>
void ZoneCluster<Real>::set_hour(int day, int hour) {
  constexpr std::size_t lanes = ZoneBlock<Real>::lanes;
  const auto at = static_cast<std::size_t>(24 * day + hour);
  const auto outdoor_C = static_cast<Real>(world_.weather.dry_bulb_C[at] - kernels::zone_zero_C);
  const auto air_K4 = static_cast<Real>(std::pow(world_.weather.dry_bulb_C[at] + 273.15, 4));
  const auto sky_K4 = static_cast<Real>(world_.weather.sky_infrared_W_m2[at] / stefan_boltzmann_W_m2K4);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    auto& columns = blocks_[b].columns;
    const std::vector<Intake>& intakes = intakes_[b];
    std::array<Real, lanes> incoming_W{};
    for (std::size_t k = 0; k < intakes.size(); ++k)
      incoming_W[k % lanes] += intakes[k].through_m2 * static_cast<Real>(intakes[k].through[at]);
    for (std::size_t k = 0; k < intakes.size(); ++k) {
      const Intake& intake = intakes[k];
      columns.ambient_C[k] = outdoor_C;
      columns.outer_W[k] =
          intake.outer_m2 * static_cast<Real>(intake.outer[at]) + intake.sky_W_K4 * sky_K4 + intake.air_W_K4 * air_K4;
      columns.inner_W[k] = intake.pane_m2 * static_cast<Real>(intake.pane[at]) + intake.shared * incoming_W[k % lanes];
    }
    for (std::size_t lane = 0; lane < blocks_[b].size(); ++lane) {
      const ZoneDay& asked = world_.asked(blocks_[b].row(lane), at);
      columns.supply_C[lane] = outdoor_C;
      columns.air_gain_W[lane] = static_cast<Real>(asked.air_gain_W[static_cast<std::size_t>(hour)]);
      columns.star_gain_W[lane] = static_cast<Real>(asked.star_gain_W[static_cast<std::size_t>(hour)]);
    }
    blocks_[b].clear_sums();
  }
  // What the sun warms on the other side of an inner wall.
  for (const InnerWall& wall : inner_walls_)
    blocks_[wall.block].columns.outer_W[wall.element * lanes + wall.lane] =
        blocks_[wall.behind_block].columns.inner_W[wall.behind_element * lanes + wall.lane];
}

template <class Real>
void ZoneCluster<Real>::look_behind() {
  for (const InnerWall& wall : inner_walls_) {
    const ZoneBlock<Real>& behind = blocks_[wall.behind_block];
    const Real air_C = behind.air_C[wall.lane];
    const Real star_C = behind.star_C[wall.lane];
    blocks_[wall.block].columns.ambient_C[wall.element * behind.lanes + wall.lane] =
        star_C + wall.air_share * (air_C - star_C);
  }
}

template <class Real>
void ZoneCluster<Real>::record(int day, int hour, ZoneTotals* totals, ZoneDayMeans* day_means) {
  if (totals == nullptr && day_means == nullptr) return;
  const double part = 1.0 / static_cast<double>(world_.steps_per_h);
  for (ZoneBlock<Real>& block : blocks_)
    for (std::size_t lane = 0; lane < block.size(); ++lane) {
      const ZoneHourMeans means{part * static_cast<double>(block.heating_W[lane]),
                                part * static_cast<double>(block.cooling_W[lane]),
                                part * static_cast<double>(block.air_sum_C[lane]) + kernels::zone_zero_C};
      if (day_means != nullptr) day_means[block.row(lane)].put(hour, means);
      if (totals == nullptr) continue;
      totals[block.row(lane)].add(24 * day + hour, means);
      load_.add(hour, means);
    }
}

template <class Real>
void ZoneCluster<Real>::keep(std::span<const std::uint32_t> place, ZoneStates& states) const {
  for (const ZoneBlock<Real>& block : blocks_)
    for (std::size_t lane = 0; lane < block.size(); ++lane) {
      const std::uint32_t at = place[block.row(lane)];
      block.keep(lane, states.zones[at], states.nodes(at));
    }
}

template <class Real>
void ZoneCluster<Real>::go_on(std::span<const std::uint32_t> place, const ZoneStates& states) {
  for (ZoneBlock<Real>& block : blocks_)
    for (std::size_t lane = 0; lane < block.size(); ++lane) {
      const std::uint32_t at = place[block.row(lane)];
      block.go_on(lane, states.zones[at], states.nodes(at));
    }
}

template <class Real>
bool ZoneCluster<Real>::finite() const {
  return std::all_of(blocks_.begin(), blocks_.end(), [](const ZoneBlock<Real>& block) { return block.finite(); });
}

template class ZoneCluster<float>;
template class ZoneCluster<double>;

}  // namespace machi
