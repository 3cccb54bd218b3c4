#include "engine/process/energy/zone_cluster.hpp"

#include <algorithm>
#include <cmath>

namespace machi {
namespace {

constexpr double stefan_boltzmann_W_m2K4 = 5.670374419e-8;
constexpr double start_C = 15;

}  // namespace

template <class Real>
ZoneCluster<Real>::ZoneCluster(const EnergyWorld& world, const ClusterPlan& plan)
    : world_(world), groups_(plan.groups) {
  const double step_s = 3600.0 / static_cast<double>(world.steps_per_h);
  for (std::size_t k = 0; k < groups_[0].size(); ++k) {
    std::vector<const ThermalZone*> zones;
    for (const auto& group : groups_) zones.push_back(&world.zones[group[k]]);
    blocks_.emplace_back(zones, step_s, start_C);
    for (std::size_t lane = 0; lane < zones.size(); ++lane) blocks_.back().set_day(lane, world.days[zones[lane]->row]);
  }
  find_inner_walls();
}

template <class Real>
void ZoneCluster<Real>::find_inner_walls() {
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    for (std::size_t lane = 0; lane < blocks_[b].size(); ++lane)
      for (std::size_t e = 0; e < blocks_[b].elements(); ++e) {
        const ThermalElement& element = blocks_[b].zone(lane).elements[e];
        if (element.other_zone == no_zone) continue;
        const ThermalElement& behind = world_.zones[element.other_zone].elements[element.other_element];
        const auto& group = groups_[lane];
        const auto at = std::lower_bound(group.begin(), group.end(), element.other_zone) - group.begin();
        inner_walls_.push_back(
            {b, e, lane, static_cast<std::size_t>(at), static_cast<Real>(behind.inside_air_W_K / element.outside_W_K)});
      }
}

template <class Real>
void ZoneCluster<Real>::run_day(int day, ZoneTotals* totals) {
  const auto steps = static_cast<std::size_t>(world_.steps_per_h);
  load_ = {};
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
    if (totals != nullptr) record(day, hour, totals);
  }
}

template <class Real>
void ZoneCluster<Real>::set_hour(int day, int hour) {
  const auto at = static_cast<std::size_t>(24 * day + hour);
  const double outdoor_C = world_.weather.dry_bulb_C[at];
  const double air_K4 = std::pow(outdoor_C + 273.15, 4);
  const double sky_K4 = world_.weather.sky_infrared_W_m2[at] / stefan_boltzmann_W_m2K4;
  for (ZoneBlock<Real>& block : blocks_) {
    const std::size_t elements = block.elements();
    auto& columns = block.columns;
    block.clear_sums();
    for (std::size_t lane = 0; lane < block.size(); ++lane) {
      const ThermalZone& zone = block.zone(lane);
      const double incoming_W = world_.sun.incoming_W(zone, at);
      for (std::size_t e = 0; e < elements; ++e) {
        const ThermalElement& element = zone.elements[e];
        const std::size_t to = e * block.lanes + lane;
        const double long_wave_W =
            element.emission_W_K4 * (element.sky_share * sky_K4 + (1 - element.sky_share) * air_K4);
        columns.ambient_C[to] = static_cast<Real>(outdoor_C);
        columns.outer_W[to] = static_cast<Real>(world_.sun.outer_W(zone, e, at) + long_wave_W);
        columns.inner_W[to] = static_cast<Real>(world_.sun.inner_W(zone, e, at, incoming_W));
        if (element.other_zone == no_zone) continue;
        const ThermalZone& other = world_.zones[element.other_zone];
        columns.outer_W[to] =
            static_cast<Real>(world_.sun.inner_W(other, element.other_element, at, world_.sun.incoming_W(other, at)));
      }
      columns.supply_C[lane] = static_cast<Real>(outdoor_C);
      columns.air_gain_W[lane] = static_cast<Real>(world_.days[zone.row].air_gain_W[static_cast<std::size_t>(hour)]);
      columns.star_gain_W[lane] = static_cast<Real>(world_.days[zone.row].star_gain_W[static_cast<std::size_t>(hour)]);
    }
  }
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
void ZoneCluster<Real>::record(int day, int hour, ZoneTotals* totals) {
  const double part = 1.0 / static_cast<double>(world_.steps_per_h);
  for (ZoneBlock<Real>& block : blocks_)
    for (std::size_t lane = 0; lane < block.size(); ++lane) {
      const ZoneHourMeans means{part * static_cast<double>(block.heating_W[lane]),
                                part * static_cast<double>(block.cooling_W[lane]),
                                part * static_cast<double>(block.air_sum_C[lane])};
      totals[block.zone(lane).row].add(24 * day + hour, means);
      load_.add(hour, means);
    }
}

template class ZoneCluster<float>;
template class ZoneCluster<double>;

}  // namespace machi
