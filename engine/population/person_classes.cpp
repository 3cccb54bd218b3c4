#include "engine/population/person_classes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/rng.hpp"
#include "engine/population/purposes.hpp"

namespace machi {
namespace {

constexpr double men_stop_m = 0.7;    // Ise Bay typhoon survey: limit of walking in water
constexpr double women_stop_m = 0.5;  // as above
constexpr double highest_speed_m_s = 15;

PersonClass uniform_class(std::string name, double low_m_s, double high_m_s, double share) {
  PersonClass made;
  made.name = std::move(name);
  made.law = SpeedLaw::uniform;
  made.mean_m_s = 0.5 * (low_m_s + high_m_s);
  made.low_m_s = low_m_s;
  made.high_m_s = high_m_s;
  made.share = share;
  return made;
}

struct SpeedRange {
  double low_m_s, high_m_s;
};

PersonClass imo_class(std::string name, SpeedRange flat, SpeedRange down, SpeedRange up, double percent) {
  PersonClass made = uniform_class(std::move(name), flat.low_m_s, flat.high_m_s, percent / 100);
  made.stair_down_low_m_s = down.low_m_s;
  made.stair_down_high_m_s = down.high_m_s;
  made.stair_up_low_m_s = up.low_m_s;
  made.stair_up_high_m_s = up.high_m_s;
  made.assisted = made.name.find("impaired") != std::string::npos;
  made.stop_depth_m = made.name.starts_with("female") ? women_stop_m : men_stop_m;
  return made;
}

constexpr const char* imo_source =
    "as published by the International Maritime Organization, MSC.1/Circ.1533 (2016), tables 3.1, 3.4 and 3.5, read "
    "second hand";

PersonClassTable imo_passengers() {
  return {"imo_passengers",
          imo_source,
          "the depth of water that stops a class is that of the Ise Bay typhoon survey, men 0.7 m, women 0.5 m",
          {imo_class("female <30", {.93, 1.55}, {.56, .94}, {.47, .79}, 7),
           imo_class("female 30-50", {.71, 1.19}, {.49, .81}, {.44, .74}, 7),
           imo_class("female >50", {.56, .94}, {.45, .75}, {.37, .61}, 16),
           imo_class("female >50 impaired 1", {.43, .71}, {.34, .56}, {.28, .46}, 10),
           imo_class("female >50 impaired 2", {.37, .61}, {.29, .49}, {.23, .39}, 10),
           imo_class("male <30", {1.11, 1.85}, {.76, 1.26}, {.50, .84}, 7),
           imo_class("male 30-50", {.97, 1.62}, {.64, 1.07}, {.47, .79}, 7),
           imo_class("male >50", {.84, 1.40}, {.50, .84}, {.38, .64}, 16),
           imo_class("male >50 impaired 1", {.64, 1.06}, {.38, .64}, {.29, .49}, 10),
           imo_class("male >50 impaired 2", {.55, .91}, {.33, .55}, {.25, .41}, 10)}};
}

PersonClassTable imo_crew() {
  return {"imo_crew",
          imo_source,
          "one half each; the depth of water that stops a class as for passengers",
          {imo_class("female crew", {.93, 1.55}, {.56, .94}, {.47, .79}, 50),
           imo_class("male crew", {1.11, 1.85}, {.76, 1.26}, {.50, .84}, 50)}};
}

PersonClassTable rimea_ages() {
  PersonClass impaired = uniform_class("impaired", .46, .76, .25);
  impaired.assisted = true;
  return {"rimea_ages",
          "as published by RiMEA (guideline, test 7) after Weidmann (1993), figure 5",
          "one quarter each: the table has no shares",
          {uniform_class("<30", .58, 1.61, .25), uniform_class("30-50", 1.41, 1.54, .25),
           uniform_class(">50", .68, 1.41, .25), impaired}};
}

PersonClass fixed_class(std::string name, double mean_m_s, bool assisted, double share) {
  PersonClass made;
  made.name = std::move(name);
  made.mean_m_s = mean_m_s;
  made.low_m_s = mean_m_s;
  made.high_m_s = mean_m_s;
  made.assisted = assisted;
  made.share = share;
  return made;
}

/// One speed for both directions, as the manual gives it.
PersonClass with_stairs(PersonClass made, double speed_m_s) {
  made.stair_up_low_m_s = made.stair_up_high_m_s = speed_m_s;
  made.stair_down_low_m_s = made.stair_down_high_m_s = speed_m_s;
  return made;
}

PersonClassTable fdma_walkers() {
  return {"fdma_walkers",
          "as published by the Fire and Disaster Management Agency (消防庁), 津波避難対策推進マニュアル検討会報告書 "
          "(2013), read second hand",
          "one fifth each: the manual has no shares; a crowd's 1.1-1.2 m/s taken as uniform; its speed on stairs taken "
          "for both directions; who counts as assisted",
          {fixed_class("elderly alone", 1.1, false, .2), fixed_class("with pram", .9, false, .2),
           uniform_class("in a crowd", 1.1, 1.2, .2), with_stairs(fixed_class("impaired", .8, true, .2), .4),
           with_stairs(fixed_class("unfamiliar", 1.0, false, .2), .5)}};
}

/// Normal numbers by Box and Muller; the first in the interval. An interval that 64 draws miss holds so little of the
/// distribution that the nearest point of it to the mean will do.
double cut_normal(const PersonClass& of, RandomStream& random) {
  for (int tries = 0; tries < 64; ++tries) {
    const double u = (random.word() + 0.5) * 0x1p-32;
    const double turn = 2 * std::numbers::pi * random.uniform();
    const double speed_m_s = of.mean_m_s + of.sd_m_s * std::sqrt(-2 * std::log(u)) * std::cos(turn);
    if (speed_m_s >= of.low_m_s && speed_m_s <= of.high_m_s) return speed_m_s;
  }
  return std::clamp(of.mean_m_s, of.low_m_s, of.high_m_s);
}

double triangular(const PersonClass& of, double u) {
  const double width = of.high_m_s - of.low_m_s;
  if (!(width > 0)) return of.low_m_s;
  const double mode = std::clamp(3 * of.mean_m_s - of.low_m_s - of.high_m_s, of.low_m_s, of.high_m_s);
  const double left = (mode - of.low_m_s) / width;
  return u < left ? of.low_m_s + std::sqrt(u * width * (mode - of.low_m_s))
                  : of.high_m_s - std::sqrt((1 - u) * width * (of.high_m_s - mode));
}

double on_stairs(double low_m_s, double high_m_s, double factor, double free_speed_m_s, double place) {
  return high_m_s > 0 ? low_m_s + place * (high_m_s - low_m_s) : factor * free_speed_m_s;
}

bool is_between(double value, double low, double high) {
  return value >= low && value <= high;  // false for NaN
}

}  // namespace

const std::vector<PersonClassTable>& person_class_tables() {
  static const std::vector<PersonClassTable> tables{imo_passengers(), imo_crew(), rimea_ages(), fdma_walkers()};
  return tables;
}

const PersonClassTable* find_person_classes(std::string_view name) {
  const auto& tables = person_class_tables();
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const auto& table) { return table.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

std::string problem_of(const PersonClass& of) {
  if (of.name.empty()) return "has no name";
  if (!is_between(of.low_m_s, 0, highest_speed_m_s) || !is_between(of.high_m_s, 0, highest_speed_m_s) ||
      !is_between(of.mean_m_s, 0, highest_speed_m_s)) {
    return "has a speed that is not between 0 and 15 m/s";
  }
  if (of.low_m_s > of.high_m_s) return "has a lowest speed above its highest";
  if (of.law != SpeedLaw::uniform && !is_between(of.mean_m_s, of.low_m_s, of.high_m_s)) {
    return "has a mean speed outside its lowest and highest";
  }
  if (!is_between(of.sd_m_s, 0, highest_speed_m_s)) return "has a standard deviation that is not between 0 and 15 m/s";
  const double third = (of.high_m_s - of.low_m_s) / 3;
  if (of.law == SpeedLaw::triangular && !is_between(of.mean_m_s, of.low_m_s + third, of.high_m_s - third)) {
    return "has a mean speed that no triangle between its lowest and highest has";
  }
  if (!is_between(of.stair_up_low_m_s, 0, of.stair_up_high_m_s) ||
      !is_between(of.stair_down_low_m_s, 0, of.stair_down_high_m_s) ||
      !is_between(std::max(of.stair_up_high_m_s, of.stair_down_high_m_s), 0, highest_speed_m_s)) {
    return "has speeds on stairs that are not 0 ≤ low ≤ high ≤ 15 m/s";
  }
  if (!is_between(of.night_factor, 0, 1) || !is_between(of.stair_up_factor, 0, 1) ||
      !is_between(of.stair_down_factor, 0, 1)) {
    return "has a factor of speed that is not between 0 and 1";
  }
  if (of.radius_m != 0 && !is_between(of.radius_m, 0.05, 1)) return "has a radius that is not between 0.05 and 1 m";
  if (!is_between(of.stop_depth_m, 0, 10)) return "has a depth that stops it that is not between 0 and 10 m";
  if (std::isnan(of.occupant_share) || of.occupant_share > 1e9) return "has a share of occupants that is no number";
  return is_between(of.share, 0, 1e9) ? "" : "has a share that is no number of 0 or more";
}

double draw_free_speed(const PersonClass& of, std::uint64_t seed, std::uint64_t person_id) {
  RandomStream random(seed, person_id, purpose_free_speed);
  switch (of.law) {
    case SpeedLaw::fixed:
      break;
    case SpeedLaw::uniform:
      return random.uniform(of.low_m_s, of.high_m_s);
    case SpeedLaw::normal:
      return cut_normal(of, random);
    case SpeedLaw::triangular:
      return triangular(of, random.uniform());
  }
  return of.mean_m_s;
}

double draw_free_speed_by_night(const PersonClass& of, std::uint64_t seed, std::uint64_t person_id) {
  return of.night_factor * draw_free_speed(of, seed, person_id);
}

StairSpeeds stair_speeds(const PersonClass& of, double free_speed_m_s) {
  const double width = of.high_m_s - of.low_m_s;
  const double place = width > 0 ? std::clamp((free_speed_m_s - of.low_m_s) / width, 0.0, 1.0) : 0.5;
  return {on_stairs(of.stair_up_low_m_s, of.stair_up_high_m_s, of.stair_up_factor, free_speed_m_s, place),
          on_stairs(of.stair_down_low_m_s, of.stair_down_high_m_s, of.stair_down_factor, free_speed_m_s, place)};
}

std::uint16_t draw_person_class(std::span<const PersonClass> classes, std::uint64_t seed, std::uint64_t person_id) {
  double sum = 0;
  for (const PersonClass& each : classes) sum += each.share;
  double left = sum * RandomStream(seed, person_id, purpose_person_class).uniform();
  std::size_t last = 0;  // with a share above 0, for what rounding leaves at the end
  for (std::size_t k = 0; k < classes.size(); ++k) {
    if (!(classes[k].share > 0)) continue;
    last = k;
    if (left < classes[k].share) break;
    left -= classes[k].share;
  }
  return static_cast<std::uint16_t>(last);
}

void draw_classes_and_speeds(Population& people, std::uint64_t seed, bool night) {
  for (std::size_t k = 0; k < people.size(); ++k) {
    if (people.person_class[k] == no_class) {
      people.person_class[k] = draw_person_class(people.classes, seed, people.id[k]);
    }
    if (!std::isnan(people.free_speed_m_s[k])) continue;
    const PersonClass& of = people.classes[people.person_class[k]];
    const double by_day_m_s = draw_free_speed(of, seed, people.id[k]);
    people.free_speed_m_s[k] = static_cast<float>(night ? of.night_factor * by_day_m_s : by_day_m_s);
  }
}

}  // namespace machi
