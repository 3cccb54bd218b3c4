#include "engine/process/energy/city_users.hpp"

#include <algorithm>

#include "engine/energy/zone_day.hpp"

namespace machi {
namespace {

constexpr float radiant_share = 0.5F;  // of people, lights and appliances
constexpr float recovery_below_C = 15;
constexpr float cooking_share = 0.3F;  // of the stove's heat that stays in the rooms
/// Between the part of a building that is heated and the rest, by the floor of the smaller: inner walls, doors, floors.
constexpr float inner_W_m2K = 3.3F;
constexpr float kelvin_litre_W = 4186.0F / 3600.0F;  ///< a litre an hour, warmed by a kelvin

template <class Row>
const Row* called(const std::vector<Row>& rows, const std::string& name) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return at == rows.end() ? nullptr : &*at;
}

std::size_t pattern_of(const DayCalendar& calendar, int day) {
  return static_cast<std::size_t>(calendar.days[static_cast<std::size_t>(day)] - '1');
}

/// Of the way from a free building to one that is heated everywhere, how far its mean goes where a share is heated.
float mean_part(float share, float loss_W_m2K) {
  const float rest = 1 - share;
  const float coupling = inner_W_m2K * std::min(share, rest);
  return share + rest * coupling / std::max(1e-6F, coupling + loss_W_m2K * rest);
}

float at(const DayCourse& course, std::size_t hour) {
  return static_cast<float>(course[hour]);
}

}  // namespace

CityUsers::CityUsers(const CityWorld& world, std::span<const std::uint32_t> rows)
    : world_(world), use_(world.archetypes.uses[world.zones[rows[0]].use]) {
  const Archetypes& a = world.archetypes;
  if (!use_.room.empty()) {
    room_ = called(a.rooms, use_.room);
    room_calendar_ = called(a.calendars, room_->calendar);
  }
  home_calendar_ = called(a.calendars, "household");
  bath_calendar_ = called(a.calendars, "bath");
  for (std::size_t lane = 0; lane < rows.size(); ++lane) {
    const CityZone& zone = world.zones[rows[lane]];
    room_m2_[lane] = zone.users.room_m2;
    dwelling_m2_[lane] = zone.users.dwelling_m2;
    persons_[lane] = zone.users.persons;
    for (std::size_t k = 0; k < most_persons; ++k) households_[k][lane] = zone.users.households[k];
    floor_1_m2_[lane] = static_cast<float>(1 / std::max(1.0, zone.floor_area_m2));
    leak_W_K_[lane] = static_cast<float>(zone.infiltration_m3_h / 3600 * world.air_J_m3K);
    airing_W_K_[lane] = static_cast<float>(a.living.airing_1_h * zone.volume_m3 / 3600 * world.air_J_m3K) *
                        dwelling_m2_[lane] * floor_1_m2_[lane];
    loss_W_m2K_[lane] = static_cast<float>(zone.loss_W_K) * floor_1_m2_[lane];
    most_W_[lane] = static_cast<float>(use_.most_W_m2 * zone.floor_area_m2);
  }
}

void CityUsers::set_day(int day, const Lane& free_C) {
  const std::size_t room_day = room_ == nullptr ? 0 : pattern_of(*room_calendar_, day);
  const std::size_t home_day = pattern_of(*home_calendar_, day);
  for (std::size_t hour = 0; hour < 24; ++hour)
    set_gains(hour, room_day, home_day, world_.hours[24 * static_cast<std::size_t>(day) + hour].outdoor_C);
  set_hot_water(day, room_day, pattern_of(*bath_calendar_, day));
  set_points(free_C, room_day, home_day);
}

void CityUsers::open_windows(std::size_t hour, float outdoor_C, const float* air_C) {
  const auto from_C = static_cast<float>(world_.archetypes.living.airing_from_C);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    air_change_W_K[hour][lane] += air_C[lane] > from_C && air_C[lane] > outdoor_C ? airing_W_K_[lane] : 0;
}

void CityUsers::set_gains(std::size_t hour, std::size_t room_day, std::size_t home_day, float outdoor_C) {
  const LivingArchetype& living = world_.archetypes.living;
  const float home_lights = static_cast<float>(living.lights_W_m2) * at(living.lights, hour);
  const float present_W = static_cast<float>(living.person_W) * at(living.present[home_day], hour);
  float room_lights = 0, room_equipment = 0, room_people = 0, fresh = 0;
  if (room_ != nullptr) {
    room_lights = static_cast<float>(room_->lights_W_m2) * at(room_->lights[room_day], hour);
    room_equipment = static_cast<float>(room_->equipment_W_m2) * at(room_->equipment[room_day], hour);
    room_people = static_cast<float>(room_->people_1_m2 * room_->person_W) * at(room_->people[room_day], hour);
    fresh =
        static_cast<float>(room_->fresh_air_m3_h_m2 / 3600 * world_.air_J_m3K) * at(room_->conditioned[room_day], hour);
    // Heat exchangers are passed by while the outdoor air is welcome as it is.
    if (outdoor_C < recovery_below_C || outdoor_C > static_cast<float>(room_->cooling_C))
      fresh *= static_cast<float>(1 - room_->heat_recovery);
  }
  std::array<float, most_persons> appliances{}, cooking{};
  for (std::size_t k = 0; k < most_persons; ++k) {
    const HouseholdArchetype& household = world_.archetypes.households[k];
    appliances[k] = 1000 * at(household.appliances_kWh_h[home_day], hour);
    cooking[k] = 1e6F / 3600 * at(household.cooking_MJ_h[home_day], hour);
  }
  const float home_present = at(living.present[home_day], hour);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    float home_W = 0, stove_W = 0;
    for (std::size_t k = 0; k < most_persons; ++k) {
      home_W += households_[k][lane] * appliances[k];
      stove_W += households_[k][lane] * cooking[k];
    }
    // Nobody needs light while nobody is there.
    lights_W[hour][lane] = room_m2_[lane] * room_lights + dwelling_m2_[lane] * home_lights * home_present;
    equipment_W[hour][lane] = room_m2_[lane] * room_equipment + home_W;
    cooking_W[hour][lane] = stove_W;
    const float gains_W = lights_W[hour][lane] + equipment_W[hour][lane] + cooking_share * stove_W +
                          room_m2_[lane] * room_people + persons_[lane] * present_W;
    star_gain_W[hour][lane] = radiant_share * gains_W;
    air_gain_W[hour][lane] = gains_W - star_gain_W[hour][lane];
    air_change_W_K[hour][lane] = leak_W_K_[lane] + room_m2_[lane] * fresh;
  }
}

void CityUsers::set_hot_water(int day, std::size_t room_day, std::size_t bath_day) {
  const LivingArchetype& living = world_.archetypes.living;
  const float mains_C = world_.mains_C[static_cast<std::size_t>(day)];
  const float home_W_L = kelvin_litre_W * std::max(0.0F, static_cast<float>(living.hot_water_C) - mains_C);
  float room_all = 0;
  if (room_ != nullptr)
    for (std::size_t hour = 0; hour < 24; ++hour) room_all += at(room_->people[room_day], hour);
  for (std::size_t hour = 0; hour < 24; ++hour) {
    float room_W_m2 = 0;
    if (room_all > 0)
      room_W_m2 = static_cast<float>(room_->hot_water_L_m2_day) * at(room_->people[room_day], hour) / room_all *
                  kelvin_litre_W * std::max(0.0F, static_cast<float>(room_->hot_water_C) - mains_C);
    std::array<float, most_persons> home_L{};
    for (std::size_t k = 0; k < most_persons; ++k)
      home_L[k] = at(world_.archetypes.households[k].hot_water_L_h[bath_day], hour);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      float litres = 0;
      for (std::size_t k = 0; k < most_persons; ++k) litres += households_[k][lane] * home_L[k];
      hot_water_W[hour][lane] = room_m2_[lane] * room_W_m2 + home_W_L * litres;
    }
  }
}

// A zone of which a share s is heated to T has the mean temperature T_free + a (T - T_free), a = s + (1 - s) c / (c + q
// (1 - s)), c = k min(s, 1 - s): the rest of the building, coupled by c and losing q (1 - s), stays between.
void CityUsers::set_points(const Lane& free_C, std::size_t room_day, std::size_t home_day) {
  const LivingArchetype& living = world_.archetypes.living;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    const float room = room_ == nullptr ? 0 : at(room_->conditioned[room_day], hour);
    const auto room_heat_C = static_cast<float>(room_ == nullptr ? 0 : room_->heating_C);
    const auto room_cool_C = static_cast<float>(room_ == nullptr ? 0 : room_->cooling_C);
    const float heated = at(living.heated[home_day], hour), cooled = at(living.cooled[home_day], hour);
    const auto home_heat_C = static_cast<float>(living.heating_C), home_cool_C = static_cast<float>(living.cooling_C);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float room_share = room * room_m2_[lane] * floor_1_m2_[lane];
      const float heat_home = heated * dwelling_m2_[lane] * floor_1_m2_[lane];
      const float cool_home = cooled * dwelling_m2_[lane] * floor_1_m2_[lane];
      const float heat_share = std::min(1.0F, room_share + heat_home);
      const float cool_share = std::min(1.0F, room_share + cool_home);
      const float heat_C =
          (room_share * room_heat_C + heat_home * home_heat_C) / std::max(1e-6F, room_share + heat_home);
      const float cool_C =
          (room_share * room_cool_C + cool_home * home_cool_C) / std::max(1e-6F, room_share + cool_home);
      const float heat_part = mean_part(heat_share, loss_W_m2K_[lane]);
      const float cool_part = mean_part(cool_share, loss_W_m2K_[lane]);
      const bool heats = heat_share > 1e-4F, cools = cool_share > 1e-4F;
      const float heat_to = std::min(heat_C, free_C[lane] + heat_part * (heat_C - free_C[lane]));
      const float cool_to = std::max(cool_C, free_C[lane] + cool_part * (cool_C - free_C[lane]));
      heat_to_C[hour][lane] = heats ? heat_to : static_cast<float>(never_heat_C);
      cool_to_C[hour][lane] = cools ? std::max(cool_to, heats ? heat_to : cool_to) : static_cast<float>(never_cool_C);
      heat_most_W[hour][lane] = heats ? heat_share * most_W_[lane] : 0;
      cool_most_W[hour][lane] = cools ? cool_share * most_W_[lane] : 0;
    }
  }
}

}  // namespace machi
