#include "engine/process/energy/simple_cluster.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
SimpleCluster::SimpleCluster(const EnergyWorld& world, std::span<const std::uint32_t> rows)
    : world_(world), rows_(rows.begin(), rows.end()) {
  for (Column* column : {&h_is_, &h_w_, &h_ms_, &storage_}) column->fill(1);
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    const SimpleZone& zone = world.simple[rows_[lane]];
    h_is_[lane] = static_cast<float>(zone.h_is_W_K);
    h_w_[lane] = static_cast<float>(zone.h_w_W_K);
    h_ms_[lane] = static_cast<float>(zone.h_ms_W_K);
    h_em_[lane] = static_cast<float>(zone.h_em_W_K);
    storage_[lane] = static_cast<float>(zone.capacity_J_K / 3600);
    mass_C_[lane] = static_cast<float>(first_C);
    add_intakes(lane);
  }
}

void SimpleCluster::add_intakes(std::size_t lane) {
  const ThermalZone& zone = world_.zones[rows_[lane]];
  const SimpleZone& simple = world_.simple[rows_[lane]];
  for (std::size_t e = 0; e < zone.elements.size(); ++e) {
    const ThermalElement& face = zone.elements[e];
    const double outer_m2 = simple.outer_share[e] * face.area_m2;
    long_wave_W_K4_[lane] += simple.outer_share[e] * face.emission_W_K4 * face.sky_share;
    const FaceYear* const year = world_.sun.of(zone.row, e);
    if (year == nullptr) continue;
    if (face.window == no_zone) {
      intakes_[lane].push_back({year->incident_W_m2.data(), outer_m2 * face.solar_absorptance});
    } else {
      intakes_[lane].push_back({year->absorbed_outer_W_m2.data(), outer_m2});
      intakes_[lane].push_back({year->absorbed_inner_W_m2.data(), face.area_m2});
      intakes_[lane].push_back({year->through_W_m2.data(), face.area_m2 * (1 - zone.sun_lost)});
    }
  }
}

void SimpleCluster::run_day(int day, ZoneTotals* totals, ZoneDayMeans* day_means) {
  load_ = {};
  for (int hour = 0; hour < 24; ++hour) {
    set_hour(day, hour);
    kernels::five_r_one_c(
        {h_is_.data(), h_w_.data(), h_ms_.data(), h_em_.data(), storage_.data(), mass_C_.data()},
        {outdoor_C_.data(), outdoor_C_.data(), h_ve_.data(), air_W_.data(), surface_W_.data(), mass_W_.data(),
         heat_to_C_.data(), cool_to_C_.data(), heat_most_W_.data(), cool_most_W_.data()},
        {heating_W_.data(), cooling_W_.data(), air_C_.data()});
    for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
      const ZoneHourMeans means{heating_W_[lane], cooling_W_[lane], air_C_[lane]};
      if (day_means != nullptr) day_means[rows_[lane]].put(hour, means);
      if (totals == nullptr) continue;
      totals[rows_[lane]].add(24 * day + hour, means);
      load_.add(hour, means);
    }
  }
}

void SimpleCluster::keep(std::span<const std::uint32_t> place, ZoneStates& states) const {
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) states.zones[place[rows_[lane]]].mass_C = mass_C_[lane];
}

void SimpleCluster::go_on(std::span<const std::uint32_t> place, const ZoneStates& states) {
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) mass_C_[lane] = states.zones[place[rows_[lane]]].mass_C;
}

void SimpleCluster::set_hour(int day, int hour) {
  const auto h = static_cast<std::size_t>(hour);
  const auto at = static_cast<std::size_t>(24 * day + hour);
  const double air_K4 = std::pow(world_.weather.dry_bulb_C[at] + 273.15, 4);
  const double sky_K4 = world_.weather.sky_infrared_W_m2[at] / stefan_boltzmann_W_m2K4;
  outdoor_C_.fill(static_cast<float>(world_.weather.dry_bulb_C[at]));
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    const std::uint32_t row = rows_[lane];
    const ZoneDay& asked = world_.asked(row, at);
    double radiant = asked.star_gain_W[h] + long_wave_W_K4_[lane] * (sky_K4 - air_K4);
    for (const Intake& intake : intakes_[lane]) radiant += intake.m2 * static_cast<double>(intake.W_m2[at]);
    h_ve_[lane] = asked.air_change_W_K[h];
    air_W_[lane] = asked.air_gain_W[h];
    mass_W_[lane] = static_cast<float>(world_.simple[row].mass_share * radiant);
    surface_W_[lane] = static_cast<float>(world_.simple[row].surface_share * radiant);
    heat_to_C_[lane] = asked.heat_to_C[h];
    cool_to_C_[lane] = asked.cool_to_C[h];
    heat_most_W_[lane] = asked.heat_most_W[h];
    cool_most_W_[lane] = asked.cool_most_W[h];
    if (!world_.systems.any) continue;
    heat_most_W_[lane] = std::min(heat_most_W_[lane], world_.heating_most_W(row, at));
    cool_most_W_[lane] = std::min(cool_most_W_[lane], world_.cooling_most_W(row, at));
  }
}

}  // namespace machi
