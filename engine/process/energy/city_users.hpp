/// \file  What the users of up to 16 zones ask for in the hours of a day: gains, air, set points, hot water.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/process/energy/city_world.hpp"

namespace machi {

/// Zones of one use side by side. Everything is [24][lanes].
class CityUsers {
 public:
  static constexpr std::size_t lanes = 16;
  using Hours = std::array<std::array<float, lanes>, 24>;

  CityUsers(const CityWorld& world, std::span<const std::uint32_t> rows);

  /// Fills the columns for a day of the year. `free_C`: what the zones' air would have by itself, mean of the day.
  void set_day(int day, const std::array<float, lanes>& free_C);
  /// Adds to the hour's change of air that of open windows: dwellings whose air is warmer than `airing_from_C` and than
  /// the outdoor air let it in.
  void open_windows(std::size_t hour, float outdoor_C, const float* air_C);

  Hours lights_W{}, equipment_W{}, cooking_W{}, hot_water_W{};
  Hours air_gain_W{}, star_gain_W{};
  Hours air_change_W_K{};
  Hours heat_to_C{}, cool_to_C{}, heat_most_W{}, cool_most_W{};

 private:
  using Lane = std::array<float, lanes>;
  void set_gains(std::size_t hour, std::size_t room_day, std::size_t home_day, float outdoor_C);
  void set_hot_water(int day, std::size_t room_day, std::size_t bath_day);
  void set_points(const Lane& free_C, std::size_t room_day, std::size_t home_day);

  const CityWorld& world_;
  const UseArchetype& use_;
  const RoomArchetype* room_{nullptr};
  const DayCalendar* room_calendar_{nullptr};
  const DayCalendar* home_calendar_{nullptr};
  const DayCalendar* bath_calendar_{nullptr};
  Lane room_m2_{}, dwelling_m2_{}, persons_{}, floor_1_m2_{}, leak_W_K_{}, airing_W_K_{}, loss_W_m2K_{}, most_W_{};
  std::array<Lane, most_persons> households_{};
};

}  // namespace machi
