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
/// Where fewer of the schedule's persons are there, less of the floor is conditioned.
constexpr float full_house = 0.5F;
constexpr std::size_t working_day = 0;               ///< of the calendar `household`
constexpr float kelvin_litre_W = 4186.0F / 3600.0F;  ///< a litre an hour, warmed by a kelvin
static_assert(kernels::users_households == most_persons);
static_assert(kernels::users_never_heat_C == static_cast<float>(never_heat_C));
static_assert(kernels::users_never_cool_C == static_cast<float>(never_cool_C));

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
  if (!world.presence.empty()) presence_ = std::make_unique<CityPresence>(world.presence, rows);
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
    if (use_.room_share > 0)
      common_m2_[lane] = zone.users.room_m2 * static_cast<float>((1 - use_.room_share) / use_.room_share);
    dwelling_m2_[lane] = zone.users.dwelling_m2;
    dwellings_[lane] = zone.users.dwellings;
    persons_[lane] = zone.users.persons;
    for (std::size_t k = 0; k < most_persons; ++k) households_[k][lane] = zone.users.households[k];
    floor_1_m2_[lane] = static_cast<float>(1 / std::max(1.0, zone.floor_area_m2));
    leak_W_K_[lane] = static_cast<float>(zone.infiltration_m3_h / 3600 * world.air_J_m3K);
    airing_W_K_[lane] = static_cast<float>(a.living.airing_1_h * zone.volume_m3 / 3600 * world.air_J_m3K) *
                        dwelling_m2_[lane] * floor_1_m2_[lane];
    loss_W_m2K_[lane] = static_cast<float>(zone.loss_W_K) * floor_1_m2_[lane];
    most_W_[lane] = static_cast<float>(use_.most_W_m2 * zone.floor_area_m2);
  }
  if (!world.supplies.empty()) set_shifts(rows);
}

void CityUsers::set_shifts(std::span<const std::uint32_t> rows) {
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    for (const SetPointShift& shift : world_.supplies[rows[lane]].shifts) {
      shift_K_.resize(2);
      for (std::size_t h = 0; h < 24; ++h) {
        const float part = static_cast<float>(
            part_between(shift.from_h, shift.to_h, static_cast<double>(h), static_cast<double>(h + 1)));
        shift_K_[0][h][lane] += part * static_cast<float>(shift.heating_K);
        shift_K_[1][h][lane] += part * static_cast<float>(shift.cooling_K);
      }
    }
}

void CityUsers::set_day(int day, const Lane& free_C, const PlantLanes* plants, Day& made) {
  const Patterns patterns{room_ == nullptr ? 0 : pattern_of(*room_calendar_, day), pattern_of(*home_calendar_, day)};
  if (!has_patterns_ || patterns != patterns_) set_patterns(patterns);
  made.air_gain_W = lasting_air_gain_W_;
  made.star_gain_W = lasting_star_gain_W_;
  kernels::UsersPlants heating, cooling;
  if (plants != nullptr) {
    heating = plants->heating_most(static_cast<std::size_t>(day));
    cooling = plants->cooling_most(static_cast<std::size_t>(day));
  }
  kernels::users_day(
      {room_m2_.data(), leak_W_K_.data(), most_W_.data(), free_C.data(), households_[0].data()}, heat_.columns(),
      cool_.columns(), litre_factor_ == nullptr ? nullptr : (*litre_factor_)[0].data(), day_of(day), heating, cooling,
      {made.air_change_W_K[0].data(), made.drying_W[0].data(), made.hot_water_W[0].data(), made.heat_to_C[0].data(),
       made.cool_to_C[0].data(), made.heat_most_W[0].data(), made.cool_most_W[0].data(), made.hot_water_Wh.data()});
}

void CityUsers::set_patterns(const Patterns& day) {
  Persons persons;
  set_needs(day, persons);
  set_shares(day);
  litre_factor_ = nullptr;
  if (presence_ && day.home == working_day) take_presence(persons);
  finish_patterns(persons);
  patterns_ = day;
  has_patterns_ = true;
}

void CityUsers::open_windows(std::size_t hour, float outdoor_C, const Lane& air_C, Day& made) const {
  const auto from_C = static_cast<float>(world_.archetypes.living.airing_from_C);
  for (std::size_t lane = 0; lane < lanes; ++lane)
    made.air_change_W_K[hour][lane] += air_C[lane] > from_C && air_C[lane] > outdoor_C ? airing_W_K_[lane] : 0;
}

void CityUsers::darken(std::size_t hour, std::size_t lane, bool heats, Day& made) const {
  const float dark_W = lights_W[hour][lane] + equipment_W[hour][lane];
  float& star_W = made.star_gain_W[hour][lane];
  float& air_W = made.air_gain_W[hour][lane];
  star_W = std::max(0.0F, star_W - radiant_share * dark_W);
  air_W = std::max(0.0F, air_W - (1 - radiant_share) * dark_W);
  made.air_change_W_K[hour][lane] = leak_W_K_[lane];
  made.cool_most_W[hour][lane] = 0;
  if (!heats) made.heat_most_W[hour][lane] = 0;
}

// What the archetypes' schedules have on such a day.
void CityUsers::set_needs(const Patterns& day, Persons& persons) {
  const LivingArchetype& living = world_.archetypes.living;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    const float home_present = at(living.present[day.home], hour);
    const float home_lights = static_cast<float>(living.lights_W_m2) * at(living.lights, hour);
    float room_lights = 0, room_equipment = 0, room_people = 0, common = 0;
    if (room_ != nullptr) {
      room_lights = static_cast<float>(room_->lights_W_m2) * at(room_->lights[day.room], hour);
      room_equipment = static_cast<float>(room_->equipment_W_m2) * at(room_->equipment[day.room], hour) +
                       static_cast<float>(room_->fans_W_m2) * at(room_->conditioned[day.room], hour);
      room_people = static_cast<float>(room_->people_1_m2) * at(room_->people[day.room], hour);
      common = static_cast<float>(use_.common_W_m2) * at(room_->lights[day.room], hour);
    }
    room_people_[hour] = room_people;
    const float room_person_W = room_ == nullptr ? 0 : static_cast<float>(room_->person_W);
    std::array<float, most_persons> appliances_W{}, stove_W{};
    for (std::size_t k = 0; k < most_persons; ++k) {
      const HouseholdArchetype& household = world_.archetypes.households[k];
      appliances_W[k] = 1000 * at(household.appliances_kWh_h[day.home], hour);
      stove_W[k] = 1e6F / 3600 * at(household.cooking_MJ_h[day.home], hour);
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      float home_W = dwellings_[lane] * static_cast<float>(living.standing_W), cooks_W = 0;
      for (std::size_t k = 0; k < most_persons; ++k) {
        home_W += households_[k][lane] * appliances_W[k];
        cooks_W += households_[k][lane] * stove_W[k];
      }
      // Nobody needs light while nobody is there.
      lights_W[hour][lane] = room_m2_[lane] * room_lights + dwelling_m2_[lane] * home_lights * home_present;
      equipment_W[hour][lane] = room_m2_[lane] * room_equipment + common_m2_[lane] * common + home_W;
      cooking_W[hour][lane] = cooks_W;
      persons.own[hour][lane] = room_m2_[lane] * room_people + persons_[lane] * home_present;
      persons.heat_W[hour][lane] = room_m2_[lane] * room_people * room_person_W +
                                   persons_[lane] * home_present * static_cast<float>(living.person_W);
    }
  }
}

// The persons that were counted in place of the schedule's.
void CityUsers::take_presence(Persons& persons) {
  presence_->compare(persons.own);
  presence_->scale_with_base(lights_W);
  presence_->scale_with_base(equipment_W);
  presence_->scale(cooking_W);
  presence_->scale(persons.heat_W);
  presence_->lower(heat_.share, full_house);
  presence_->lower(cool_.share, full_house);
  litre_factor_ = &presence_->ratio();
}

// A zone of which a share s is heated to T has the mean temperature T_free + a (T - T_free), a = s + (1 - s) c / (c + q
// (1 - s)), c = k min(s, 1 - s): the rest of the building, coupled by c and losing q (1 - s), stays between.
void CityUsers::set_shares(const Patterns& day) {
  const LivingArchetype& living = world_.archetypes.living;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    const float room = room_ == nullptr ? 0 : at(room_->conditioned[day.room], hour);
    const auto set = [&](Points& points, float room_C, float home_C, float home_part, std::size_t which) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const float in_room = room * room_m2_[lane] * floor_1_m2_[lane];
        const float at_home = home_part * dwelling_m2_[lane] * floor_1_m2_[lane];
        points.share[hour][lane] = std::min(1.0F, in_room + at_home);
        points.to_C[hour][lane] = (in_room * room_C + at_home * home_C) / std::max(1e-6F, in_room + at_home);
      }
      if (shift_K_.empty()) return;
      const Lane& shift_K = shift_K_[which][hour];
      for (std::size_t lane = 0; lane < lanes; ++lane) points.to_C[hour][lane] += shift_K[lane];
    };
    set(heat_, static_cast<float>(room_ == nullptr ? 0 : room_->heating_C), static_cast<float>(living.heating_C),
        at(living.heated[day.home], hour), 0);
    set(cool_, static_cast<float>(room_ == nullptr ? 0 : room_->cooling_C), static_cast<float>(living.cooling_C),
        at(living.cooled[day.home], hour), 1);
  }
}

void CityUsers::finish_patterns(const Persons& persons) {
  for (std::size_t hour = 0; hour < 24; ++hour)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const float gains_W = lights_W[hour][lane] + equipment_W[hour][lane] + cooking_share * cooking_W[hour][lane] +
                            persons.heat_W[hour][lane];
      lasting_star_gain_W_[hour][lane] = radiant_share * gains_W;
      lasting_air_gain_W_[hour][lane] = gains_W - radiant_share * gains_W;
      heat_.part[hour][lane] = mean_part(heat_.share[hour][lane], loss_W_m2K_[lane]);
      cool_.part[hour][lane] = mean_part(cool_.share[hour][lane], loss_W_m2K_[lane]);
    }
}

// Heat exchangers of fresh air are passed by while the outdoor air is welcome as it is.
kernels::UsersDay CityUsers::day_of(int day) const {
  const LivingArchetype& living = world_.archetypes.living;
  const CityHour* const hours = world_.hours.data() + 24 * static_cast<std::size_t>(day);
  const float mains_C = world_.mains_C[static_cast<std::size_t>(day)];
  const std::size_t bath_day = pattern_of(*bath_calendar_, day);
  kernels::UsersDay made;
  made.home_W_L = kelvin_litre_W * std::max(0.0F, static_cast<float>(living.hot_water_C) - mains_C);
  float room_all = 0;
  for (const float people : room_people_) room_all += people;
  if (room_all > 0)
    made.room_water_W_m2 = static_cast<float>(room_->hot_water_L_m2_day) * kelvin_litre_W / room_all *
                           std::max(0.0F, static_cast<float>(room_->hot_water_C) - mains_C);
  for (std::size_t hour = 0; hour < 24; ++hour) {
    made.drying_K[hour] = hours[hour].drying_K;
    made.room_people_1_m2[hour] = room_people_[hour];
    for (std::size_t k = 0; k < most_persons; ++k)
      made.home_L[hour][k] = at(world_.archetypes.households[k].hot_water_L_h[bath_day], hour);
    if (room_ == nullptr) continue;
    float& fresh = made.fresh_W_Km2[hour];
    fresh = static_cast<float>(room_->fresh_air_m3_h_m2 / 3600 * world_.air_J_m3K) *
            at(room_->conditioned[patterns_.room], hour);
    const float outdoor_C = hours[hour].outdoor_C;
    if (outdoor_C < recovery_below_C || outdoor_C > static_cast<float>(room_->cooling_C))
      fresh *= static_cast<float>(1 - room_->heat_recovery);
  }
  return made;
}

}  // namespace machi
