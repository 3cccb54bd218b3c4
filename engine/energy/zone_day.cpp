#include "engine/energy/zone_day.hpp"

#include <algorithm>

namespace machi {
namespace {

/// Integral of the part of a straight line between two points that lies between two hours.
double piece_of(double h0, double v0, double h1, double v1, double from_h, double to_h) {
  const double begin = std::max(h0, from_h);
  const double end = std::min(h1, to_h);
  if (end <= begin) return 0;
  const double middle = (begin + end) / 2;
  return (end - begin) * (v0 + (v1 - v0) * (middle - h0) / (h1 - h0));
}

const EnergySchedule* schedule_of(const EnergySettings& energy, const std::string& name) {
  const auto at = std::find_if(energy.schedules.begin(), energy.schedules.end(),
                               [&](const EnergySchedule& schedule) { return schedule.name == name; });
  return at == energy.schedules.end() ? nullptr : &*at;
}

/// A number, or a schedule where one is named.
class Course {
 public:
  Course(const EnergySettings& energy, const std::string& name, double otherwise)
      : schedule_(schedule_of(energy, name)), otherwise_(otherwise) {}
  double mean(double from_h, double to_h) const { return schedule_ ? mean_of(*schedule_, from_h, to_h) : otherwise_; }

 private:
  const EnergySchedule* schedule_;
  double otherwise_;
};

}  // namespace

double part_between(double from_h, double to_h, double begin_h, double end_h) {
  const auto shared = [&](double low, double high) {
    return std::max(0.0, std::min(high, end_h) - std::max(low, begin_h));
  };
  const double hours = from_h <= to_h ? shared(from_h, to_h) : shared(0, to_h) + shared(from_h, 24);
  return hours / (end_h - begin_h);
}

double mean_of(const EnergySchedule& schedule, double from_h, double to_h) {
  const std::vector<double>& hours = schedule.hours;
  const std::vector<double>& values = schedule.values;
  double sum = piece_of(0, values.front(), hours.front(), values.front(), from_h, to_h) +
               piece_of(hours.back(), values.back(), 24, values.back(), from_h, to_h);
  for (std::size_t k = 1; k < hours.size(); ++k)
    sum += piece_of(hours[k - 1], values[k - 1], hours[k], values[k], from_h, to_h);
  return sum / (to_h - from_h);
}

ZoneDay zone_day(const EnergySettings& energy, const EnergyZone& zone, double air_J_m3K) {
  const Course fan(energy, zone.ventilation_schedule, 1);
  const Course gains(energy, zone.gains_schedule, 1);
  const Course heat(energy, zone.heating_schedule, zone.heating_C.value_or(never_heat_C));
  const Course cool(energy, zone.cooling_schedule, zone.cooling_C.value_or(never_cool_C));
  const Course heat_on(energy, zone.heating_on_schedule, 1);
  const Course cool_on(energy, zone.cooling_on_schedule, 1);
  const double step_h = 1.0 / static_cast<double>(energy.steps_per_h);
  ZoneDay day;
  for (std::int64_t step = 0; step < 24 * energy.steps_per_h; ++step) {
    const double from_h = static_cast<double>(step) * step_h;
    const double to_h = from_h + step_h;
    const double air_m3_h = zone.infiltration_1_h * zone.volume_m3 + zone.ventilation_m3_h * fan.mean(from_h, to_h);
    day.air_change_W_K.push_back(static_cast<float>(air_m3_h / 3600 * air_J_m3K));
    double heat_to_C = heat.mean(from_h, to_h);
    double cool_to_C = cool.mean(from_h, to_h);
    for (const SetPointShift& shift : zone.shifts) {
      const double part = part_between(shift.from_h, shift.to_h, from_h, to_h);
      heat_to_C += part * shift.heating_K;
      cool_to_C += part * shift.cooling_K;
    }
    day.heat_to_C.push_back(static_cast<float>(heat_to_C));
    day.cool_to_C.push_back(static_cast<float>(cool_to_C));
    const auto most = [&](const Course& on, std::optional<double> most_W) {
      return static_cast<float>(on.mean(from_h, to_h) > 0.5 ? most_W.value_or(endless_W) : 0);
    };
    day.heat_most_W.push_back(most(heat_on, zone.heating_most_W));
    day.cool_most_W.push_back(most(cool_on, zone.cooling_most_W));
  }
  for (int hour = 0; hour < 24; ++hour) {
    const double gain_W = zone.gains_W * gains.mean(hour, hour + 1);
    day.air_gain_W.push_back(static_cast<float>(gain_W * (1 - zone.gains_radiative_share)));
    day.star_gain_W.push_back(static_cast<float>(gain_W * zone.gains_radiative_share));
  }
  return day;
}

}  // namespace machi
