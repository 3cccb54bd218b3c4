/// \file  What vehicles emit on a link, by their mean speed (docs/models/emissions.md).
#pragma once

namespace machi {

/// Grams, of a vehicle and kilometre or of many.
struct Emissions {
  double co2_g{0};
  double nox_g{0};
  double pm_g{0};  ///< particulate matter of the exhaust
};

/// Hot exhaust of a passenger car with petrol engine, Euro 5, 1.4–2.0 l, per km: EMEP/EEA air pollutant emission
/// inventory guidebook 2013, update September 2014, chapter 1.A.3.b, tables 3-41 (fuel: Euro 4, as there for later
/// ones) and annex. Speeds below 10 and above 130 km/h count as these.
Emissions car_emissions_1_km(double speed_m_s);

/// Hot exhaust of a rigid truck of 14–20 t with diesel engine, Euro V with selective catalytic reduction, half loaded,
/// on level road, per km: annex of the same chapter. Speeds below 12 and above 86 km/h count as these.
Emissions truck_emissions_1_km(double speed_m_s);

/// Of `vehicles` that drive `length_m` at a mean speed, `heavy_share` of which are trucks. Local.
Emissions link_emissions(double vehicles, double length_m, double speed_m_s, double heavy_share);

}  // namespace machi
