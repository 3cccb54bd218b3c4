#include "engine/process/energy/city_world.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "engine/climate/sky_year.hpp"
#include "engine/core/constants.hpp"
#include "engine/energy/glazing.hpp"

namespace machi {
namespace {

// Method for dwellings (BRI-EES-House/pyhees, MIT), section 7-1, table 7: slope and height by climate zone.
constexpr std::array<std::array<double, 2>, climate_zones> mains{{{0.6639, 3.466},
                                                                  {0.6639, 3.466},
                                                                  {0.6054, 4.515},
                                                                  {0.6054, 4.515},
                                                                  {0.8660, 1.665},
                                                                  {0.8516, 2.473},
                                                                  {0.9223, 2.097},
                                                                  {0.6921, 7.167}}};

/// Heat of condensation of the water that air of this dew point has above air of 26 °C and 50 %, over its heat capacity.
double drying_K(double dew_point_C, double pressure_Pa) {
  constexpr double room_kg_kg = 0.01053;
  constexpr double condensation_J_kg = 2.45e6, air_J_kgK = 1005;
  const double vapour_Pa = 611.2 * std::exp(17.62 * dew_point_C / (243.12 + dew_point_C));  // Magnus
  const double outdoor_kg_kg = 0.622 * vapour_Pa / (pressure_Pa - vapour_Pa);
  return condensation_J_kg / air_J_kgK * std::max(0.0, outdoor_kg_kg - room_kg_kg);
}

void add_moment(const SkyState& sky, const SkyParts& parts, double part, std::size_t moment, kernels::LightHour& hour) {
  const SkyVector towards = direction_to(sky.sun);
  for (std::size_t axis = 0; axis < 3; ++axis) hour.towards[moment][axis] = static_cast<float>(towards[axis]);
  hour.beam[moment] = static_cast<float>(part * parts.beam);
  const auto sector = static_cast<std::size_t>(sky.sun.azimuth_deg / sector_deg);
  hour.sector[moment] = static_cast<std::uint8_t>(std::min(sector, sky_sectors - 1));
  const double elevation_deg = std::max(0.0, 90 - sky.sun.apparent_zenith_deg);
  hour.height[moment] = static_cast<std::uint8_t>(std::min(255.0, std::ceil(elevation_deg / horizon_step_deg)));
}

/// Solves a small system of normal equations, in place; the solution stands in `right`.
template <std::size_t N>
void solve(std::array<std::array<double, N>, N>& matrix, std::array<double, N>& right) {
  for (std::size_t k = 0; k < N; ++k)
    for (std::size_t row = k + 1; row < N; ++row) {
      const double factor = matrix[row][k] / matrix[k][k];
      for (std::size_t column = k; column < N; ++column) matrix[row][column] -= factor * matrix[k][column];
      right[row] -= factor * right[k];
    }
  for (std::size_t k = N; k-- > 0;) {
    for (std::size_t column = k + 1; column < N; ++column) right[k] -= matrix[k][column] * right[column];
    right[k] /= matrix[k][k];
  }
}

template <class Value>
void fit(const Value& value, float (&coefficients)[6]) {
  std::array<std::array<double, 6>, 6> matrix{};
  std::array<double, 6> right{};
  constexpr int points = 200;
  for (int p = 0; p < points; ++p) {
    const double cosine = (p + 0.5) / points;
    std::array<double, 6> power{1};
    for (std::size_t k = 1; k < 6; ++k) power[k] = power[k - 1] * cosine;
    for (std::size_t row = 0; row < 6; ++row) {
      for (std::size_t column = 0; column < 6; ++column) matrix[row][column] += cosine * power[row] * power[column];
      right[row] += cosine * power[row] * value(cosine);
    }
  }
  solve(matrix, right);
  for (std::size_t k = 0; k < 6; ++k) coefficients[k] = static_cast<float>(right[k]);
}

}  // namespace

std::vector<CityHour> city_hours(const WeatherYear& weather, SkyChoice choice, double ground_reflectance) {
  const SkyModel model = choice == SkyChoice::perez ? SkyModel::perez : SkyModel::isotropic;
  const std::vector<SkyState> skies = sky_year(weather, static_cast<int>(kernels::light_moments));
  std::vector<CityHour> hours(hours_per_year);
  for (std::size_t h = 0; h < hours_per_year; ++h) {
    hours[h].outdoor_C = static_cast<float>(weather.dry_bulb_C[h]);
    hours[h].drying_K = static_cast<float>(drying_K(weather.dew_point_C[h], weather.pressure_Pa[h]));
    kernels::LightHour& light = hours[h].light;
    light.air_K4 = static_cast<float>(std::pow(weather.dry_bulb_C[h] + 273.15, 4));
    light.sky_K4 = static_cast<float>(weather.sky_infrared_W_m2[h] / stefan_boltzmann_W_m2K4);
    light.bright = weather.global_level_W_m2[h] > 0 || weather.direct_normal_W_m2[h] > 0;
    if (!light.bright) continue;
    const std::span<const SkyState> moments =
        std::span(skies).subspan(h * kernels::light_moments, kernels::light_moments);
    std::size_t up = 0;
    for (const SkyState& moment : moments) up += moment.sun.apparent_zenith_deg < 90 ? 1 : 0;
    const double part = 1.0 / static_cast<double>(up > 0 ? up : kernels::light_moments);
    for (std::size_t m = 0; m < kernels::light_moments; ++m) {
      if (up > 0 && moments[m].sun.apparent_zenith_deg >= 90) continue;
      const SkyParts parts = sky_parts(model, moments[m], ground_reflectance);
      add_moment(moments[m], parts, up > 0 ? part : 0, m, light);
      light.sky += static_cast<float>(part * parts.sky);
      light.horizon += static_cast<float>(part * parts.horizon);
      light.ground += static_cast<float>(part * parts.ground);
    }
  }
  return hours;
}

std::array<float, days_per_year> mains_water_C(const WeatherYear& weather, int climate_zone) {
  const auto& law = mains[static_cast<std::size_t>(climate_zone - 1)];
  std::array<float, days_per_year> water{};
  for (int day = 0; day < days_per_year; ++day) {
    double sum = 0;
    for (int before = 1; before <= 10; ++before)
      for (int hour = 0; hour < 24; ++hour)
        sum +=
            weather.dry_bulb_C[static_cast<std::size_t>(24 * ((day - before + days_per_year) % days_per_year) + hour)];
    water[static_cast<std::size_t>(day)] = static_cast<float>(std::max(0.5, law[0] * sum / 240 + law[1]));
  }
  return water;
}

GlassPolynomial glass_polynomial(const EnergyGlazing& glazing) {
  const Glazing glass(glazing);
  GlassPolynomial made;
  fit([&](double cosine) { return glass.beam(cosine).transmitted; }, made.beam[0]);
  fit([&](double cosine) { return glass.beam(cosine).absorbed_outer; }, made.beam[1]);
  fit([&](double cosine) { return glass.beam(cosine).absorbed_inner; }, made.beam[2]);
  made.diffuse[0] = static_cast<float>(glass.diffuse().transmitted);
  made.diffuse[1] = static_cast<float>(glass.diffuse().absorbed_outer);
  made.diffuse[2] = static_cast<float>(glass.diffuse().absorbed_inner);
  return made;
}

}  // namespace machi
