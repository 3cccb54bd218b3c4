#include "engine/climate/sun.hpp"

#include <cmath>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

constexpr double j2000 = 2451545.0;
constexpr double days_per_century = 36525;
// Terrestrial less universal time, s: 64 in 2000 and 69 in 2020; a second moves the sun by 0.00001 degrees.
constexpr double delta_t_s = 69;

double turn(double angle_deg) {
  return angle_deg - 360 * std::floor(angle_deg / 360);
}

/// The sun on the sky of the Earth's centre.
struct Apparent {
  double right_ascension;  ///< all in radians
  double declination;
  double distance_au;
  double sidereal;  ///< apparent, at Greenwich
};

Apparent apparent_sun(double julian_day_ut) {
  const double t = (julian_day_ut + delta_t_s / 86400 - j2000) / days_per_century;
  const double mean_longitude_deg = 280.46646 + t * (36000.76983 + t * 0.0003032);
  const double anomaly = turn(357.52911 + t * (35999.05029 - t * 0.0001537)) * degree;
  const double eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
  const double centre_deg = (1.914602 - t * (0.004817 + t * 0.000014)) * std::sin(anomaly) +
                            (0.019993 - t * 0.000101) * std::sin(2 * anomaly) + 0.000289 * std::sin(3 * anomaly);
  const double node = (125.04 - 1934.136 * t) * degree;
  const double longitude = turn(mean_longitude_deg + centre_deg - 0.00569 - 0.00478 * std::sin(node)) * degree;
  const double obliquity = (23.4392911 - t * (0.0130042 + t * 1.64e-7) + 0.00256 * std::cos(node)) * degree;

  Apparent sun{};
  sun.right_ascension = std::atan2(std::cos(obliquity) * std::sin(longitude), std::cos(longitude));
  sun.declination = std::asin(std::sin(obliquity) * std::sin(longitude));
  sun.distance_au =
      1.000001018 * (1 - eccentricity * eccentricity) / (1 + eccentricity * std::cos(anomaly + centre_deg * degree));
  const double since = julian_day_ut - j2000;
  const double century = since / days_per_century;
  sun.sidereal = turn(280.46061837 + 360.98564736629 * since + 0.000387933 * century * century -
                      0.00478 * std::sin(node) * std::cos(obliquity)) *
                 degree;
  return sun;
}

/// What the air adds to an elevation, in degrees; nothing once the disc is under the horizon.
double refraction_deg(double elevation_deg, RefractingAir air) {
  if (elevation_deg < -0.8336) return 0;
  const double bend = std::tan((elevation_deg + 10.3 / (elevation_deg + 5.11)) * degree);
  return air.pressure_hPa / 1010 * 283 / (273 + air.temperature_C) * 1.02 / (60 * bend);
}

}  // namespace

double julian_day(int year, int month, int day, double hour_ut) {
  if (month <= 2) {
    --year;
    month += 12;
  }
  const int century = year / 100;
  const int gregorian = 2 - century + century / 4;
  return std::floor(365.25 * (year + 4716)) + std::floor(30.6001 * (month + 1)) + day + gregorian - 1524.5 +
         hour_ut / 24;
}

SunPosition sun_position(double julian_day_ut, double latitude_deg, double longitude_deg, RefractingAir air) {
  const Apparent sun = apparent_sun(julian_day_ut);
  const double hour_angle = sun.sidereal + longitude_deg * degree - sun.right_ascension;
  const double latitude = latitude_deg * degree;
  const double up = std::sin(latitude) * std::sin(sun.declination) +
                    std::cos(latitude) * std::cos(sun.declination) * std::cos(hour_angle);
  const double east = -std::cos(sun.declination) * std::sin(hour_angle);
  const double north = std::cos(latitude) * std::sin(sun.declination) -
                       std::sin(latitude) * std::cos(sun.declination) * std::cos(hour_angle);
  const double level = std::hypot(east, north);
  const double parallax_deg = 8.794 / 3600 / sun.distance_au * level;
  const double elevation_deg = std::atan2(up, level) / degree - parallax_deg;

  SunPosition position;
  position.zenith_deg = 90 - elevation_deg;
  position.apparent_zenith_deg = position.zenith_deg - refraction_deg(elevation_deg, air);
  position.azimuth_deg = turn(std::atan2(east, north) / degree);
  position.distance_au = sun.distance_au;
  return position;
}

SkyVector direction_to(const SunPosition& sun) {
  const double level = std::sin(sun.apparent_zenith_deg * degree);
  return {level * std::sin(sun.azimuth_deg * degree), level * std::cos(sun.azimuth_deg * degree),
          std::cos(sun.apparent_zenith_deg * degree)};
}

}  // namespace machi
