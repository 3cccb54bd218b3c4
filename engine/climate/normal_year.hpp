/// \file  A weather year made up from monthly normals, for places whose hourly weather nobody has at hand.
#pragma once

#include <array>
#include <cstdint>

#include "engine/model/weather.hpp"

namespace machi {

/// What is known of a place: means of thirty years.
struct MonthlyNormals {
  WeatherPlace place;
  std::uint64_t station{0};  ///< draws depend on it
  std::array<double, 12> mean_C{};
  std::array<double, 12> sunshine_h{};  ///< of the whole month
};

/// A year whose months have the normals' temperature and, by Ångström's law with the coefficients of FAO 56 (Allen et
/// al. 1998, eq. 35), the global radiation of their sunshine. Days: sunshine and departures of temperature are drawn as
/// first-order autoregressions, by Philox of (seed, station, day). Hours: temperature by half cosines between sunrise
/// and 14 h with the range that Hargreaves' law (FAO 56, eq. 50) gives for the day's radiation; radiation by
/// Collares-Pereira & Rabl (1979), its diffuse part by Erbs et al. (1982); dew point below the day's least temperature;
/// sky by Clark & Allen and Walton's clouds. What the normals do not tell is absent: wind is a constant 3 m/s, pressure
/// that of the standard atmosphere. docs/models/energy.md has the equations. Throws nothing. Local: any thread.
WeatherYear normal_year(const MonthlyNormals& normals, std::uint64_t seed);

}  // namespace machi
