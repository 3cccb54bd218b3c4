/// \file  What the users of up to 16 zones ask for in the hours of a day: gains, air, set points, hot water.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "engine/process/energy/city_presence.hpp"
#include "engine/process/energy/city_world.hpp"
#include "engine/systems/plant_lanes.hpp"
#include "kernels/users_day/users_day.hpp"

namespace machi {

/// Zones of one use side by side. Everything is [24][lanes].
class CityUsers {
 public:
  static constexpr std::size_t lanes = kernels::users_lanes;
  using Lane = std::array<float, lanes>;
  using Hours = std::array<Lane, 24>;

  CityUsers(const CityWorld& world, std::span<const std::uint32_t> rows);

  /// What a day brings, until the next one: one for each thread, not each block.
  struct Day {
    alignas(64) Hours air_gain_W{};
    alignas(64) Hours star_gain_W{};
    alignas(64) Hours air_change_W_K{};
    alignas(64) Hours drying_W{};  ///< of the air that comes in where it is cooled, if all of its damp were taken out
    alignas(64) Hours heat_to_C{};
    alignas(64) Hours cool_to_C{};
    alignas(64) Hours heat_most_W{};  ///< with plants, at most what they can do
    alignas(64) Hours cool_most_W{};
    alignas(64) Hours hot_water_W{};
    alignas(64) Lane hot_water_Wh{};  ///< of the day
  };
  /// Fills `made` for a day of the year, and the columns below. `free_C`: what the zones' air would have by itself,
  /// mean of the day. `plants`: null where they are ideal.
  void set_day(int day, const Lane& free_C, const PlantLanes* plants, Day& made);
  /// An hour of the day without power in one zone: no heat of lights and machines, no fans, no cooling, no heating but
  /// that which burns alone.
  void darken(std::size_t hour, std::size_t lane, bool heats, Day& made) const;
  /// Adds to the hour's change of air that of open windows: dwellings whose air is warmer than `airing_from_C` and than
  /// the outdoor air let it in.
  void open_windows(std::size_t hour, float outdoor_C, const Lane& air_C, Day& made) const;

  alignas(64) Hours lights_W{};
  alignas(64) Hours equipment_W{};
  alignas(64) Hours cooking_W{};

 private:
  /// Day patterns of rooms and of dwellings.
  struct Patterns {
    std::size_t room{0}, home{0};
    bool operator==(const Patterns&) const = default;
  };
  /// Persons by the schedules, and their heat.
  struct Persons {
    Hours own{}, heat_W{};
  };
  /// Where a part of a zone is heated, or cooled: set point there, how far the zone's mean follows it, the part's
  /// share.
  struct Points {
    alignas(64) Hours to_C{};
    alignas(64) Hours part{};
    alignas(64) Hours share{};
    kernels::UsersPoints columns() const { return {to_C[0].data(), part[0].data(), share[0].data()}; }
  };
  void set_patterns(const Patterns& day);
  void set_needs(const Patterns& day, Persons& persons);
  void set_shifts(std::span<const std::uint32_t> rows);
  void take_presence(Persons& persons);
  void set_shares(const Patterns& day);
  void finish_patterns(const Persons& persons);
  kernels::UsersDay day_of(int day) const;

  const CityWorld& world_;
  const UseArchetype& use_;
  const RoomArchetype* room_{nullptr};
  const DayCalendar* room_calendar_{nullptr};
  const DayCalendar* home_calendar_{nullptr};
  const DayCalendar* bath_calendar_{nullptr};
  std::unique_ptr<CityPresence> presence_;  ///< null: nobody was counted
  alignas(64) Lane room_m2_{};
  alignas(64) Lane leak_W_K_{};
  alignas(64) Lane airing_W_K_{};
  alignas(64) Lane most_W_{};
  alignas(64) std::array<Lane, most_persons> households_{};
  Lane common_m2_{}, dwelling_m2_{}, dwellings_{}, persons_{}, floor_1_m2_{}, loss_W_m2K_{};
  // By the patterns of the last day, which mostly are those of the day before it.
  bool has_patterns_{false};
  Patterns patterns_;
  std::array<float, 24> room_people_{};  ///< by m² of room
  const Hours* litre_factor_{nullptr};   ///< of hot water, by presence; null: 1
  Points heat_, cool_;
  alignas(64) Hours lasting_air_gain_W_{};
  alignas(64) Hours lasting_star_gain_W_{};
  std::vector<Hours> shift_K_;  ///< set points of heating, of cooling; empty: none
};

}  // namespace machi
