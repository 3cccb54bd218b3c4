#include "engine/process/energy/city_totals.hpp"

#include <algorithm>

#include "engine/systems/system_totals.hpp"
#include "kernels/day_sums/day_sums.hpp"

namespace machi {
namespace {

constexpr std::array electric_uses{Use::heating, Use::cooling, Use::hot_water, Use::cooking, Use::other};

float kWh_of(std::int64_t sum_mWh) {
  return static_cast<float>(1e-6 * static_cast<double>(sum_mWh));
}

/// A day of one block on its way into the totals.
class DayRecord {
 public:
  DayRecord(const DayOfZones& day, const DistrictGroups& groups, std::span<CityZoneTotals> totals,
            std::int64_t* district_mW)
      : day_(day),
        month_(month_of_day(static_cast<std::size_t>(day.day))),
        groups_(groups),
        totals_(totals),
        kinds_(day.carriers == nullptr ? summed_kinds : city_hour_kinds),
        district_mW_(district_mW),
        of_groups_(groups.lanes.size() * hours_per_day) {}

  void add_loads() {
    for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
      sum(day_.loads[kind], groups_.lanes);
      add_to(kind);
      each_zone([&](CityZoneTotals& zone, std::size_t lane) { zone.kWh[month_][kind] += kWh_of(of_lanes_[lane]); });
    }
    note_peaks(LoadKind::heating, &CityZoneTotals::peak_heating_W, &CityZoneTotals::peak_heating_hour);
    note_peaks(LoadKind::cooling, &CityZoneTotals::peak_cooling_W, &CityZoneTotals::peak_cooling_hour);
    const Extremes air = extremes_of(LoadKind::air_C);
    each_zone([&](CityZoneTotals& zone, std::size_t lane) {
      zone.lowest_C = std::min(zone.lowest_C, air.lowest[lane]);
      zone.highest_C = std::max(zone.highest_C, air.highest[lane]);
    });
  }

  void add_carriers() {
    for (const Use use : electric_uses) add_month(city_carrier(use));
    add_hours(city_carrier(Use::gas), CityHours::gas);
    add_hours(city_carrier(Use::kerosene), CityHours::kerosene);
    add_hours(city_carrier(MeterFlow::from_grid), CityHours::from_grid);
    if (day_.metered != 0) {
      add_metered();
    } else {  // takes all from the grid
      add_to(static_cast<std::size_t>(CityHours::electricity));
      if (day_.dark) add_month(city_carrier(MeterFlow::unserved));
    }
    if (day_.dark) each_zone([&](CityZoneTotals& zone, std::size_t lane) { note_dark(zone, lane); });
  }

 private:
  using Lanes = std::array<float, plant_lanes>;
  struct Extremes {
    Lanes lowest, highest;
    std::array<std::int32_t, plant_lanes> highest_hour;
  };

  template <class Act>
  void each_zone(const Act& act) {
    for (std::size_t lane = 0; lane < day_.zones.size(); ++lane) act(totals_[day_.zones[lane]], lane);
  }

  void sum(const float* hours_W, const std::vector<std::uint16_t>& lanes) {
    kernels::whole_sums(hours_W, {lanes.size(), lanes.data()}, of_lanes_.data(), of_groups_.data());
  }
  /// The last sums of groups, to a row of their districts.
  void add_to(std::size_t kind) {
    for (std::size_t g = 0; g < groups_.district.size(); ++g) {
      std::int64_t* const row = district_mW_ + (groups_.district[g] * kinds_ + kind) * hours_per_day;
      for (std::size_t h = 0; h < hours_per_day; ++h) row[h] += of_groups_[g * hours_per_day + h];
    }
  }
  void add_hours(std::size_t carrier, CityHours kind) {
    sum(day_.of(carrier), groups_.lanes);
    add_to(static_cast<std::size_t>(kind));
    each_zone(
        [&](CityZoneTotals& zone, std::size_t lane) { zone.carrier_kWh[month_][carrier] += kWh_of(of_lanes_[lane]); });
  }
  /// The month's sum alone.
  void add_month(std::size_t carrier) {
    Lanes sum_Wh;
    kernels::day_sums(day_.of(carrier), sum_Wh.data());
    each_zone(
        [&](CityZoneTotals& zone, std::size_t lane) { zone.carrier_kWh[month_][carrier] += 1e-3F * sum_Wh[lane]; });
  }

  /// Electricity that zones with a meter use may come from their panels.
  void add_metered() {
    constexpr auto electricity = static_cast<std::size_t>(CityHours::electricity);
    const auto only = [&](std::uint16_t zones) {
      std::vector<std::uint16_t> lanes = groups_.lanes;
      for (std::uint16_t& group : lanes) group = static_cast<std::uint16_t>(group & zones);
      return lanes;
    };
    sum(day_.of(city_carrier(MeterFlow::from_grid)), only(static_cast<std::uint16_t>(~day_.metered)));
    add_to(electricity);
    const std::vector<std::uint16_t> metered = only(day_.metered);
    for (const Use use : electric_uses) {
      sum(day_.of(city_carrier(use)), metered);
      add_to(electricity);
    }
    add_hours(city_carrier(MeterFlow::vehicles), CityHours::vehicles);
    add_to(electricity);
    add_hours(city_carrier(MeterFlow::to_grid), CityHours::to_grid);
    add_hours(city_carrier(MeterFlow::photovoltaic), CityHours::photovoltaic);
    for (const MeterFlow flow :
         {MeterFlow::used, MeterFlow::battery_in, MeterFlow::battery_out, MeterFlow::curtailed, MeterFlow::unserved})
      add_month(city_carrier(flow));
  }

  Extremes extremes_of(LoadKind kind) const {
    Extremes extremes;
    kernels::day_extremes(day_.of(kind),
                          {extremes.lowest.data(), extremes.highest.data(), extremes.highest_hour.data()});
    return extremes;
  }
  void note_peaks(LoadKind kind, float CityZoneTotals::*peak_W, std::int16_t CityZoneTotals::*peak_hour) {
    const Extremes load = extremes_of(kind);
    each_zone([&](CityZoneTotals& zone, std::size_t lane) {
      if (load.highest[lane] <= zone.*peak_W) return;
      zone.*peak_W = load.highest[lane];
      zone.*peak_hour = static_cast<std::int16_t>(24 * day_.day + load.highest_hour[lane]);
    });
  }
  void note_dark(CityZoneTotals& zone, std::size_t lane) const {
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      if (day_.powered[h * plant_lanes + lane] > 0) continue;
      const float air_C = day_.of(LoadKind::air_C)[h * plant_lanes + lane];
      ++zone.dark_hours;
      zone.dark_hours_over_30 += air_C > 30 ? 1 : 0;
      zone.dark_hours_over_35 += air_C > 35 ? 1 : 0;
      zone.dark_hours_below_10 += air_C < 10 ? 1 : 0;
      zone.dark_lowest_C = std::min(zone.dark_lowest_C, air_C);
      zone.dark_highest_C = std::max(zone.dark_highest_C, air_C);
    }
  }

  const DayOfZones& day_;
  std::size_t month_;
  const DistrictGroups& groups_;
  std::span<CityZoneTotals> totals_;
  std::size_t kinds_;  ///< of hours of districts
  std::int64_t* district_mW_;
  std::array<std::int64_t, plant_lanes> of_lanes_{};  ///< mWh
  std::vector<std::int64_t> of_groups_;               ///< [groups][24] mW
};

template <std::size_t columns>
double sum_Wh(const std::array<std::array<float, columns>, 12>& months_kWh, std::size_t column) {
  double sum = 0;
  for (const std::array<float, columns>& month : months_kWh) sum += 1e3 * static_cast<double>(month[column]);
  return sum;
}

}  // namespace

double CityZoneTotals::year_Wh(LoadKind kind) const {
  return sum_Wh(kWh, static_cast<std::size_t>(kind));
}
double CityZoneTotals::year_Wh(Use use) const {
  return sum_Wh(carrier_kWh, city_carrier(use));
}
double CityZoneTotals::year_Wh(MeterFlow flow) const {
  return sum_Wh(carrier_kWh, city_carrier(flow));
}

DistrictGroups::DistrictGroups(std::span<const std::uint32_t> of) {
  for (std::size_t lane = 0; lane < of.size(); ++lane) {
    const auto at = std::find(district.begin(), district.end(), of[lane]);
    const auto group = static_cast<std::size_t>(at - district.begin());
    if (at == district.end()) {
      district.push_back(of[lane]);
      lanes.push_back(0);
    }
    lanes[group] = static_cast<std::uint16_t>(lanes[group] | 1U << lane);
  }
}

void add_day(const DayOfZones& day, const DistrictGroups& groups, std::span<CityZoneTotals> totals,
             std::int64_t* district_mW) {
  DayRecord record(day, groups, totals, district_mW);
  record.add_loads();
  if (day.carriers != nullptr) record.add_carriers();
}

}  // namespace machi
