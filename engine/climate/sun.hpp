/// \file  Where the sun stands.
#pragma once

#include <array>

namespace machi {

/// A unit vector in (east, north, up).
using SkyVector = std::array<double, 3>;

struct SunPosition {
  double zenith_deg{0};           ///< as light would travel without air
  double apparent_zenith_deg{0};  ///< with refraction
  double azimuth_deg{0};          ///< clockwise from north, 0 … 360
  double distance_au{1};
};

/// The air that refracts; the default is that of the standard atmosphere at sea level.
struct RefractingAir {
  double pressure_hPa{1013.25};
  double temperature_C{15};
};

/// Julian day of a moment in universal time, Gregorian calendar.
double julian_day(int year, int month, int day, double hour_ut);

/// The sun's topocentric position: apparent longitude, obliquity and sidereal time of low accuracy by Meeus,
/// Astronomical Algorithms (2nd ed. 1998, ch. 12 and 25), parallax and refraction as in Reda & Andreas, NREL SPA
/// (2008). Within 0.0096° of SPA on the sky from 2000 to 2050, 0.0030° in the mean (20,000 moments and places). Throws
/// nothing. Local: any thread.
SunPosition sun_position(double julian_day_ut, double latitude_deg, double longitude_deg, RefractingAir air = {});

/// Towards the sun as it appears.
SkyVector direction_to(const SunPosition& sun);

}  // namespace machi
