#include "engine/systems/meter.hpp"

#include <algorithm>
#include <cmath>

namespace machi {

VehiclesOfDay vehicles_by_schedule(const EnergyVehicles& vehicles) {
  VehiclesOfDay day;
  const auto arrival = static_cast<std::size_t>(vehicles.arrival_h) % hours_per_day;
  const auto departure = static_cast<std::size_t>(vehicles.departure_h) % hours_per_day;
  day.arriving_Wh[arrival] = static_cast<float>(static_cast<double>(vehicles.count) * vehicles.energy_Wh);
  for (std::size_t h = arrival; h % hours_per_day != departure || h == arrival; ++h) {
    const std::size_t hour = h % hours_per_day;
    day.present[hour] = static_cast<float>(vehicles.count);
    day.until_h[hour] = static_cast<std::uint8_t>((departure + hours_per_day - hour - 1) % hours_per_day + 1);
  }
  return day;
}

VehiclesOfDay vehicles_by_trips(const EnergyVehicles& vehicles, double energy_Wh_km,
                                std::span<const float, hours_per_day> cars,
                                std::span<const float, hours_per_day> driven_km) {
  VehiclesOfDay day;
  double all = 0;
  for (const float arriving : cars) all += static_cast<double>(arriving);
  if (all <= 0) return day;
  const double electric = std::min(1.0, static_cast<double>(vehicles.count) / all);
  const auto departure = static_cast<std::size_t>(vehicles.departure_h) % hours_per_day;
  double here = 0;  // from one departure to the next
  for (std::size_t since = 0; since < hours_per_day; ++since) {
    const std::size_t hour = (departure + since) % hours_per_day;
    here += electric * static_cast<double>(cars[hour]);
    day.arriving_Wh[hour] = static_cast<float>(electric * energy_Wh_km * static_cast<double>(driven_km[hour]));
    day.present[hour] = static_cast<float>(here);
    day.until_h[hour] = static_cast<std::uint8_t>(hours_per_day - since);
  }
  return day;
}

Meter::Meter(std::vector<PhotovoltaicArray> arrays, const std::vector<EnergyBattery>& batteries,
             std::vector<EnergyVehicles> vehicles)
    : arrays_(std::move(arrays)), vehicles_(std::move(vehicles)), need_Wh_(vehicles_.size(), 0) {
  double weighed = 0;
  for (const EnergyBattery& battery : batteries) {
    capacity_Wh_ += battery.capacity_Wh;
    power_W_ += battery.power_W;
    weighed += battery.capacity_Wh * std::sqrt(battery.round_trip);
    island_ = island_ || battery.island;
  }
  if (capacity_Wh_ > 0) one_way_ = weighed / capacity_Wh_;
  for (const EnergyVehicles& row : vehicles_) plans_.push_back(vehicles_by_schedule(row));
}

double Meter::needed_Wh() const {
  double sum = 0;
  for (const double need : need_Wh_) sum += need;
  return sum;
}

double Meter::charge_vehicles(std::size_t hour, double spare_W) {
  double drawn_W = 0;
  for (std::size_t v = 0; v < vehicles_.size(); ++v) {
    const VehiclesOfDay& plan = plans_[v];
    if (plan.present[hour] <= 0) continue;
    const double most_W = std::min(need_Wh_[v], static_cast<double>(plan.present[hour]) * vehicles_[v].charger_W);
    double now_W = most_W;
    if (vehicles_[v].policy != ChargingPolicy::arrival) {
      // What must go in now, if the hours that are left are to be enough.
      const double later_Wh =
          (plan.until_h[hour] - 1.0) * static_cast<double>(plan.present[hour]) * vehicles_[v].charger_W;
      const double must_W = std::clamp(need_Wh_[v] - later_Wh, 0.0, most_W);
      if (vehicles_[v].policy == ChargingPolicy::surplus) {
        now_W = std::max(must_W, std::clamp(spare_W - drawn_W, 0.0, most_W));
      } else {
        const double from_h = vehicles_[v].night_from_h;
        const double until_departure = std::fmod(vehicles_[v].departure_h + 24 - from_h, 24.0);
        const bool night = std::fmod(static_cast<double>(hour) + 24 - from_h, 24.0) < until_departure;
        now_W = night ? most_W : must_W;
      }
    }
    need_Wh_[v] -= now_W;
    drawn_W += now_W;
  }
  return drawn_W;
}

double Meter::charge_battery(double spare_W) {
  const double in_W = std::min({spare_W, power_W_, (capacity_Wh_ - stored_Wh_) / one_way_});
  if (in_W <= 0) return 0;
  stored_Wh_ = std::min(capacity_Wh_, stored_Wh_ + in_W * one_way_);
  return in_W;
}

double Meter::discharge_battery(double missing_W) {
  const double out_W = std::min({missing_W, power_W_, stored_Wh_ * one_way_});
  if (out_W <= 0) return 0;
  stored_Wh_ = std::max(0.0, stored_Wh_ - out_W / one_way_);
  return out_W;
}

void Meter::run_day(std::size_t day, const DayColumn& zones_W, const DayColumn& wanted_W,
                    const std::array<bool, hours_per_day>& powered, MeterDay& flows) {
  DayColumn all_W{};
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    double sun_W = 0;
    for (const PhotovoltaicArray& array : arrays_) sun_W += array.alternating_W(hours_per_day * day + h);
    all_W[h] = static_cast<float>(sun_W);
  }
  run_day(all_W, zones_W, wanted_W, powered, flows);
}

void Meter::run_day(const DayColumn& panels_W, const DayColumn& zones_W, const DayColumn& wanted_W,
                    const std::array<bool, hours_per_day>& powered, MeterDay& flows) {
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    const auto put = [&](MeterFlow flow, double watt) { flows.of(flow)[h] = static_cast<float>(watt); };
    for (std::size_t v = 0; v < vehicles_.size(); ++v) need_Wh_[v] += plans_[v].arriving_Wh[h];
    const double sun_W = panels_W[h];
    put(MeterFlow::photovoltaic, sun_W);
    double load_W = zones_W[h];
    if (powered[h]) {
      const double drawn_W = charge_vehicles(h, sun_W - load_W);
      put(MeterFlow::vehicles, drawn_W);
      load_W += drawn_W;
    } else if (island_) {
      load_W = wanted_W[h];
    } else {
      load_W = 0;
    }
    const double direct_W = powered[h] || island_ ? std::min(sun_W, load_W) : 0;
    const double in_W = powered[h] || island_ ? charge_battery(sun_W - direct_W) : 0;
    const double out_W = powered[h] || island_ ? discharge_battery(load_W - direct_W) : 0;
    const double left_W = sun_W - direct_W - in_W;
    const double missing_W = load_W - direct_W - out_W;
    put(MeterFlow::used, direct_W + in_W);
    put(MeterFlow::battery_in, in_W);
    put(MeterFlow::battery_out, out_W);
    put(powered[h] ? MeterFlow::to_grid : MeterFlow::curtailed, left_W);
    if (powered[h])
      put(MeterFlow::from_grid, missing_W);
    else
      put(MeterFlow::unserved, island_ ? missing_W : wanted_W[h]);
  }
}

}  // namespace machi
