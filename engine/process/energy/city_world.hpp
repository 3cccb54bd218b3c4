/// \file  All that the zones of a city stand on, on one rank.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/energy/city_zone.hpp"
#include "engine/energy/zone_horizons.hpp"
#include "engine/energy/zone_loads.hpp"
#include "engine/model/archetypes.hpp"
#include "engine/model/weather.hpp"
#include "engine/process/energy/city_supply.hpp"
#include "engine/process/energy/zone_presence.hpp"
#include "engine/systems/outage.hpp"
#include "kernels/city_light/city_light.hpp"

namespace machi {

/// What every hour of the year has for all zones alike; light by factors of a plane (SkyParts), heights of the sun in
/// steps of horizon_step_deg.
struct CityHour {
  float outdoor_C{0};
  /// What it takes to dry outdoor air to 26 °C and half saturated, over the air's heat capacity.
  float drying_K{0};
  kernels::LightHour light;
};
std::vector<CityHour> city_hours(const WeatherYear& weather, SkyChoice sky, double ground_reflectance);

/// Temperature of the water from the mains on each day: by the mean of the outdoor air over the ten days before, with
/// the coefficients of the climate zone (method for dwellings, section 7-1, table 7).
std::array<float, days_per_year> mains_water_C(const WeatherYear& weather, int climate_zone);

/// What light does at a pane by the cosine of incidence: polynomials of degree 5, fitted to Glazing::beam by least
/// squares weighed with the cosine.
struct GlassPolynomial {
  float beam[3][6]{};  ///< through, absorbed by the outer pane, by the inner pane
  float diffuse[3]{};
};
GlassPolynomial glass_polynomial(const EnergyGlazing& glazing);

struct CityWorld {
  EnergyModel model{EnergyModel::layered};
  double simple_inside_W_m2K{3.45};
  std::int64_t steps_per_h{1};
  std::int64_t warm_up_days{30};
  int climate_zone{6};
  double air_J_m3K{1206};
  WeatherYear weather;
  std::vector<CityHour> hours;                 ///< [hours_per_year]
  std::array<float, days_per_year> mains_C{};  ///< of the water that hot water is made of
  std::array<float, days_per_year> outdoor_mean_C{};
  Archetypes archetypes;
  std::vector<CityEnvelope> envelopes;  ///< [archetypes.envelopes] what zones are made of
  std::vector<CityZone> zones;          ///< of this rank, by row of the city
  /// Of the zones; null: nothing stands before them. Whoever makes blocks of them and is the last to hold them gives
  /// them back.
  std::shared_ptr<ZoneHorizons> horizons;
  std::vector<EnergySystem> systems;  ///< of the scenario, then of the archetypes
  std::vector<CitySupply> supplies;   ///< [zones]; empty: plants are ideal and no carrier is counted
  Outage outage;
  int first_day{0};                     ///< of the year, that counts
  int days{365};                        ///< from then on; the year goes round
  std::vector<std::uint32_t> district;  ///< [zones] row of `districts`
  std::vector<std::string> districts;   ///< names; the same on all ranks
  std::uint64_t all_zones{0};           ///< on all ranks
  bool keep_hours{false};               ///< of every zone
  ZonePresence presence;                ///< of this rank's zones, where mobility has run
};

}  // namespace machi
