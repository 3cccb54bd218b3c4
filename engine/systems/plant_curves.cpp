#include "engine/systems/plant_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace machi {
namespace {

constexpr std::array<CurvePiece, 1> room_cooling_capacity{{{19.6, 35.9, 2.1895, -0.0277, 0}}};
constexpr std::array<CurvePiece, 1> room_cooling_input{{{19.6, 35.9, 1.397, 0, 0}}};
constexpr std::array<CurvePiece, 2> room_heating_capacity{
    {{-13.0, 3.6, 1.193808, 0.0266, 0}, {3.6, 16.8, 1.5504, 0.0266, 0}}};
constexpr std::array<CurvePiece, 1> room_heating_input{{{-13.0, 16.8, 2.05191943, 0, 0}}};
constexpr std::array<CurvePiece, 1> package_cooling_capacity{{{15, 43, 1.0875, -0.0025, 0}}};
constexpr std::array<CurvePiece, 1> package_cooling_input{{{15, 43, 0.72238, 0.00369, 0.0001212}}};
constexpr std::array<CurvePiece, 3> package_heating_capacity{
    {{-20, -8, 0.847, 0.0255, 0}, {-8, 4.5, 0.762, 0.0153, 0}, {4.5, 15, 0.847, 0.0255, 0}}};
constexpr std::array<CurvePiece, 1> package_heating_input{{{-20, 15, 0.9232, 0.0128, 0}}};

constexpr HeatPumpCurves room_cooling{
    room_cooling_capacity, 0.9775, room_cooling_input, 1, {0.2, 1, 0.1167, 0.104, 0.7793}};
constexpr HeatPumpCurves room_heating{
    room_heating_capacity, 0.8, room_heating_input, 1, {0.2, 1, 0.1314, 0.1724, 0.6962}};
constexpr HeatPumpCurves package_cooling{
    package_cooling_capacity, 0.95, package_cooling_input, 1.2, {0.3, 1, 0.1883, -0.0456, 0.8573}};
constexpr HeatPumpCurves package_heating{
    package_heating_capacity, 0.95, package_heating_input, 1.2, {0.3, 1, 0.1779, 0.0398, 0.7823}};

double at_piece(const CurvePiece& piece, double at) {
  const double x = std::clamp(at, piece.low, piece.high);
  return piece.a0 + x * (piece.a1 + x * piece.a2);
}

double vapour_Pa(double temperature_C) {
  return 611.2 * std::exp(17.62 * temperature_C / (243.12 + temperature_C));
}

CurveYear year_of(const HeatPumpCurves& curves, const std::vector<double>& temperature_C) {
  CurveYear year;
  for (const double at : temperature_C) {
    year.capacity.push_back(static_cast<float>(curves.capacity_factor * value_of(curves.capacity, at)));
    year.input.push_back(static_cast<float>(curves.input_factor * value_of(curves.input, at)));
  }
  return year;
}

}  // namespace

const HeatPumpCurves* heating_curves(HeatingKind kind) {
  if (kind == HeatingKind::room_ac) return &room_heating;
  return kind == HeatingKind::package ? &package_heating : nullptr;
}

const HeatPumpCurves* cooling_curves(CoolingKind kind) {
  if (kind == CoolingKind::room_ac) return &room_cooling;
  return kind == CoolingKind::package ? &package_cooling : nullptr;
}

double value_of(std::span<const CurvePiece> pieces, double at) {
  for (const CurvePiece& piece : pieces)
    if (at <= piece.high) return at_piece(piece, at);
  return at_piece(pieces.back(), at);
}

double wet_bulb_C(double dry_bulb_C, double dew_point_C, double pressure_Pa) {
  constexpr double sprung_1_K = 6.62e-4;
  const double vapour = vapour_Pa(std::min(dew_point_C, dry_bulb_C));
  double low = std::min(dew_point_C, dry_bulb_C);
  double high = dry_bulb_C;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    const double excess = vapour_Pa(middle) - sprung_1_K * pressure_Pa * (dry_bulb_C - middle) - vapour;
    (excess < 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

CurveYear heating_year(const HeatPumpCurves& curves, const WeatherYear& weather) {
  std::vector<double> wet_C;
  for (std::size_t hour = 0; hour < weather.dry_bulb_C.size(); ++hour)
    wet_C.push_back(wet_bulb_C(weather.dry_bulb_C[hour], weather.dew_point_C[hour], weather.pressure_Pa[hour]));
  return year_of(curves, wet_C);
}

CurveYear cooling_year(const HeatPumpCurves& curves, const WeatherYear& weather) {
  return year_of(curves, weather.dry_bulb_C);
}

double part_load_input(const HeatPumpCurves& curves, double share) {
  if (share <= 0) return 0;
  const double least = curves.part_load.low;
  const double on = std::min(1.0, share / least);  // of the time
  return on * at_piece(curves.part_load, share);
}

}  // namespace machi
