#include "io/run/energy_result.hpp"

#include "io/hdf5/output.hpp"
#include "io/run/energy_systems_result.hpp"
#include "io/run/result_parts.hpp"

namespace machi {
namespace {

void write_header(H5Output& file, const Scenario& scenario, const WeatherPlace& place, const RunFacts& facts) {
  write_origin(file, "machi energy result", energy_result_version, facts);
  file.attribute("/", "name", scenario.run.name);
  file.attribute("/", "title", scenario.run.title);
  file.attribute("/", "steps_per_h", scenario.energy->steps_per_h);
  file.attribute("/", "weather", place.name);
  file.attribute("/", "latitude_deg", place.latitude_deg);
  file.attribute("/", "longitude_deg", place.longitude_deg);
  file.attribute("/", "utc_offset_h", place.utc_offset_h);
}

void write_zones(H5Output& file, const EnergySettings& energy, const std::vector<ZoneRow>& rows) {
  using R = const ZoneRow&;
  file.write_strings("/zones/name", column_of(rows, [&](R r) { return energy.zones[r.zone].name; }),
                     {"", "name of the zone", "zone"});
  file.write_table("/zones/floor_area_m2", column_of(rows, [&](R r) { return energy.zones[r.zone].floor_area_m2; }),
                   {"m2", "floor area", "zone"});
  const auto months = [&](const char* name, auto member, const char* description) {
    std::vector<double> wh;
    for (const ZoneRow& row : rows) wh.insert(wh.end(), (row.totals.*member).begin(), (row.totals.*member).end());
    file.write_table(std::string("/zones/") + name, wh, {"Wh", description, "zone, month", "", {12}});
  };
  months("heating_Wh", &ZoneTotals::heating_Wh, "heat that heating gave to the air");
  months("cooling_Wh", &ZoneTotals::cooling_Wh, "heat that cooling took from the air");
  const auto values = [&](const char* name, const char* unit, auto member, const char* description) {
    file.write_table(std::string("/zones/") + name, column_of(rows, [&](R r) { return r.totals.*member; }),
                     {unit, description, "zone"});
  };
  values("peak_heating_W", "W", &ZoneTotals::peak_heating_W, "largest hourly mean of heating");
  values("peak_cooling_W", "W", &ZoneTotals::peak_cooling_W, "largest hourly mean of cooling");
  values("peak_heating_hour", "h", &ZoneTotals::peak_heating_hour, "when, from the year's beginning; below 0 never");
  values("peak_cooling_hour", "h", &ZoneTotals::peak_cooling_hour, "when, from the year's beginning; below 0 never");
  values("lowest_C", "°C", &ZoneTotals::lowest_C, "lowest hourly mean of the air's temperature");
  values("highest_C", "°C", &ZoneTotals::highest_C, "highest hourly mean of the air's temperature");
  values("hours_over_30", "h", &ZoneTotals::hours_over_30, "hours with air above 30 °C");
  values("hours_over_35", "h", &ZoneTotals::hours_over_35, "hours with air above 35 °C");
  values("hours_below_10", "h", &ZoneTotals::hours_below_10, "hours with air below 10 °C");
  values("lowest_hour", "h", &ZoneTotals::lowest_hour, "when, from the year's beginning");
  values("highest_hour", "h", &ZoneTotals::highest_hour, "when, from the year's beginning");
  file.write_table("/zones/mean_C",
                   column_of(rows, [](R r) { return r.totals.sum_C / static_cast<double>(hours_per_year); }),
                   {"°C", "mean of the air's temperature", "zone"});
}

void write_faces(H5Output& file, const EnergySettings& energy, const std::vector<FaceRow>& rows) {
  using R = const FaceRow&;
  file.write_strings("/faces/surface", column_of(rows, [&](R r) { return energy.surfaces[r.surface].name; }),
                     {"", "name of the surface", "face"});
  file.write_table("/faces/zone", column_of(rows, [](R r) { return r.zone; }), {"", "row of /zones", "face"});
  file.write_table("/faces/window", column_of(rows, [](R r) { return r.window; }),
                   {"", "which window of the scenario", "face", "4294967295 the opaque part of the surface"});
  file.write_table("/faces/area_m2", column_of(rows, [](R r) { return r.area_m2; }), {"m2", "area", "face"});
  file.write_table("/faces/incident_kWh_m2", column_of(rows, [](R r) { return r.incident_kWh_m2; }),
                   {"kWh/m2", "sun that met it in the year, past shades", "face"});
  file.write_table("/faces/transmitted_kWh_m2", column_of(rows, [](R r) { return r.transmitted_kWh_m2; }),
                   {"kWh/m2", "sun that came in through it in the year", "face"});
}

void write_hours(H5Output& file, const EnergyRows& rows) {
  file.write_table("/hours/heating_mW", rows.heating_mW, {"mW", "heating of all zones, mean of the hour", "hour"});
  file.write_table("/hours/cooling_mW", rows.cooling_mW, {"mW", "cooling of all zones, mean of the hour", "hour"});
}

}  // namespace

std::uint64_t write_energy_result(const Comm& comm, const std::string& path, const Scenario& scenario,
                                  const WeatherPlace& place, const EnergyRows& rows, const RunFacts& facts) {
  H5Output file(comm, path, true);
  write_header(file, scenario, place, facts);
  write_zones(file, *scenario.energy, rows.zones);
  write_faces(file, *scenario.energy, rows.faces);
  write_hours(file, rows);
  if (!rows.carriers_mW[0].empty()) write_systems(file, rows);
  file.commit();
  return bytes_of_file(comm, path);
}

}  // namespace machi
