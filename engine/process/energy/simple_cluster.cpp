#include "engine/process/energy/simple_cluster.hpp"

#include <cmath>

namespace machi {
namespace {

constexpr double stefan_boltzmann_W_m2K4 = 5.670374419e-8;
constexpr float start_C = 15;

/// Heat of one hour that does not go to the air: radiant gains, the sun inside, and what comes in of sun and long-wave
/// exchange at outer faces.
double radiant_W(const EnergyWorld& world, std::uint32_t row, std::size_t at, int hour) {
  const ThermalZone& zone = world.zones[row];
  const double incoming_W = world.sun.incoming_W(zone, at);
  const double air_K4 = std::pow(world.weather.dry_bulb_C[at] + 273.15, 4);
  const double sky_K4 = world.weather.sky_infrared_W_m2[at] / stefan_boltzmann_W_m2K4;
  double sum_W = world.days[row].star_gain_W[static_cast<std::size_t>(hour)];
  for (std::size_t e = 0; e < zone.elements.size(); ++e) {
    const ThermalElement& element = zone.elements[e];
    const double long_wave_W = element.emission_W_K4 * element.sky_share * (sky_K4 - air_K4);
    sum_W += world.sun.inner_W(zone, e, at, incoming_W);
    sum_W += world.simple[row].outer_share[e] * (world.sun.outer_W(zone, e, at) + long_wave_W);
  }
  return sum_W;
}

}  // namespace

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
    mass_C_[lane] = start_C;
  }
}

void SimpleCluster::run_day(int day, ZoneTotals* totals) {
  load_ = {};
  for (int hour = 0; hour < 24; ++hour) {
    set_hour(day, hour);
    kernels::five_r_one_c(
        {h_is_.data(), h_w_.data(), h_ms_.data(), h_em_.data(), storage_.data(), mass_C_.data()},
        {outdoor_C_.data(), outdoor_C_.data(), h_ve_.data(), air_W_.data(), surface_W_.data(), mass_W_.data(),
         heat_to_C_.data(), cool_to_C_.data(), heat_most_W_.data(), cool_most_W_.data()},
        {heating_W_.data(), cooling_W_.data(), air_C_.data()});
    if (totals == nullptr) continue;
    for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
      const ZoneHourMeans means{heating_W_[lane], cooling_W_[lane], air_C_[lane]};
      totals[rows_[lane]].add(24 * day + hour, means);
      load_.add(hour, means);
    }
  }
}

void SimpleCluster::set_hour(int day, int hour) {
  const auto h = static_cast<std::size_t>(hour);
  const auto at = static_cast<std::size_t>(24 * day + hour);
  outdoor_C_.fill(static_cast<float>(world_.weather.dry_bulb_C[at]));
  for (std::size_t lane = 0; lane < rows_.size(); ++lane) {
    const std::uint32_t row = rows_[lane];
    const ZoneDay& asked = world_.days[row];
    const double radiant = radiant_W(world_, row, at, hour);
    h_ve_[lane] = asked.air_change_W_K[h];
    air_W_[lane] = asked.air_gain_W[h];
    mass_W_[lane] = static_cast<float>(world_.simple[row].mass_share * radiant);
    surface_W_[lane] = static_cast<float>(world_.simple[row].surface_share * radiant);
    heat_to_C_[lane] = asked.heat_to_C[h];
    cool_to_C_[lane] = asked.cool_to_C[h];
    heat_most_W_[lane] = asked.heat_most_W[h];
    cool_most_W_[lane] = asked.cool_most_W[h];
  }
}

}  // namespace machi
