/// \file  What the users of up to 16 zones ask for in the hours of a day: gains, air, set points, hot water.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "engine/process/energy/city_presence.hpp"
#include "engine/process/energy/city_world.hpp"

namespace machi {

/// Zones of one use side by side. Everything is [24][lanes].
class CityUsers {
 public:
  static constexpr std::size_t lanes = 16;
  using Lane = std::array<float, lanes>;
  using Hours = std::array<Lane, 24>;

  CityUsers(const CityWorld& world, std::span<const std::uint32_t> rows);

  /// Fills the columns for a day of the year. `free_C`: what the zones' air would have by itself, mean of the day.
  void set_day(int day, const Lane& free_C);
  /// An hour of the day without power in one zone: no heat of lights and machines, no fans, no cooling, no heating but
  /// that which burns alone.
  void darken(std::size_t hour, std::size_t lane, bool heats);
  /// Adds to the hour's change of air that of open windows: dwellings whose air is warmer than `airing_from_C` and than
  /// the outdoor air let it in.
  void open_windows(std::size_t hour, float outdoor_C, const float* air_C);

  Hours lights_W{}, equipment_W{}, cooking_W{}, hot_water_W{};
  Lane hot_water_Wh{};  ///< of the day
  Hours air_gain_W{}, star_gain_W{};
  Hours air_change_W_K{};
  Hours drying_W{};  ///< of the air that comes in where it is cooled, if all of its damp were taken out
  Hours heat_to_C{}, cool_to_C{}, heat_most_W{}, cool_most_W{};

 private:
  /// Day patterns of rooms and of dwellings.
  struct Patterns {
    std::size_t room{0}, home{0};
    bool operator==(const Patterns&) const = default;
  };
  /// Where a part of a zone is heated, or cooled: set point there, how far the zone's mean follows it, the part's share.
  struct Points {
    Hours to_C{}, part{}, share{};
  };
  void set_needs(const Patterns& day);
  void set_shifts(std::span<const std::uint32_t> rows);
  void take_presence();
  void set_shares(const Patterns& day);
  void set_points(const Lane& free_C);
  void set_air(int day);
  void set_hot_water(int day, std::size_t bath_day);
  void finish_patterns();

  const CityWorld& world_;
  const UseArchetype& use_;
  const RoomArchetype* room_{nullptr};
  const DayCalendar* room_calendar_{nullptr};
  const DayCalendar* home_calendar_{nullptr};
  const DayCalendar* bath_calendar_{nullptr};
  CityPresence presence_;
  Lane room_m2_{}, common_m2_{}, dwelling_m2_{}, dwellings_{}, persons_{}, floor_1_m2_{}, leak_W_K_{}, airing_W_K_{},
      loss_W_m2K_{}, most_W_{};
  std::array<Lane, most_persons> households_{};
  // By the patterns of the last day, which mostly are those of the day before it.
  bool has_patterns_{false};
  Patterns patterns_;
  Hours own_{};       ///< persons by the schedules
  Hours people_W_{};  ///< heat of persons
  std::array<float, 24> room_people_{};  ///< by m² of room
  Hours litre_factor_{};                 ///< of hot water, by presence
  Points heat_, cool_;
  std::vector<Hours> shift_K_;  ///< set points of heating, of cooling; empty: none
  Hours lasting_air_gain_W_{}, lasting_star_gain_W_{};
};

}  // namespace machi
