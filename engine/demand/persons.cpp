#include "engine/demand/persons.hpp"

#include <algorithm>

#include "engine/core/rng.hpp"
#include "engine/demand/purposes.hpp"
#include "engine/population/draw_people.hpp"

namespace machi {
namespace {

constexpr int first_school_year = 6;
constexpr int last_school_year = 17;
constexpr int last_student_year = 21;
constexpr int old_age = 65;
constexpr int driving_age = 18;

/// Part of an age class that learns and does not count as employed.
double learning_share(std::size_t age_class, const DemandSettings& settings) {
  double learning = 0;
  for (int year = 0; year < age_class_years; ++year) {
    const int age = static_cast<int>(age_class) * age_class_years + year;
    if (age <= last_school_year) {
      learning += settings.pupils_15_17;
    } else if (age <= last_student_year) {
      learning += settings.students_18_21;
    }
  }
  return learning / age_class_years;
}

/// The draws of one person.
class PersonDraw {
 public:
  PersonDraw(const DemandSettings& settings, std::uint64_t id, std::size_t age_class)
      : settings_(settings), draw_(settings.seed, id, purpose_person), class_(age_class) {
    age_ = static_cast<int>(class_) * age_class_years + static_cast<int>(draw_.below(age_class_years));
  }

  int age() const { return age_; }
  Sex sex() {
    sex_ = draw_.uniform() < settings_.male_share[class_] ? Sex::male : Sex::female;
    return sex_;
  }
  void set_sex(Sex sex) {
    draw_.word();
    sex_ = sex;
  }

  PersonRole role() {
    const double lot = draw_.uniform();
    const double work = draw_.uniform();
    const double hours = draw_.uniform();
    if (age_ < first_school_year) return PersonRole::infant;
    if (age_ < 15 || (age_ <= last_school_year && lot < settings_.pupils_15_17)) return PersonRole::pupil;
    if (age_ > last_school_year && age_ <= last_student_year && lot < settings_.students_18_21)
      return PersonRole::student;
    const bool man = sex_ == Sex::male;
    const double rate = (man ? settings_.employed_men : settings_.employed_women)[class_];
    const double others = 1 - learning_share(class_, settings_);
    if (others > 0 && work < rate / others) {
      const double part =
          age_ >= old_age ? settings_.part_time_old : (man ? settings_.part_time_men : settings_.part_time_women);
      return hours < part ? PersonRole::part_time : PersonRole::full_time;
    }
    return age_ >= old_age ? PersonRole::retired : PersonRole::at_home;
  }

  bool licence() {
    const double lot = draw_.uniform();
    const double rate = (sex_ == Sex::male ? settings_.licence_men : settings_.licence_women)[class_];
    return age_ >= driving_age && lot < rate;
  }

 private:
  const DemandSettings& settings_;
  RandomStream draw_;
  std::size_t class_;
  int age_{0};
  Sex sex_{Sex::male};
};

std::uint8_t cars_of(std::size_t size, std::uint64_t leader, const DemandSettings& settings) {
  const double lot = uniform01(random_block(settings.seed, leader, 0, purpose_household_cars)[0]);
  const std::size_t row = std::min<std::size_t>(size, settings.with_car.size()) - 1;
  return lot < settings.with_two_cars[row] ? 2 : (lot < settings.with_car[row] ? 1 : 0);
}

/// Cars go to those with a licence: first full time, then part time, then the others, each in the order of the members.
void give_cars(People& people, std::uint64_t first, std::uint64_t end, std::uint8_t cars) {
  const auto rank = [&](std::uint64_t p) {
    return people.role[p] == PersonRole::full_time ? 0 : (people.role[p] == PersonRole::part_time ? 1 : 2);
  };
  for (int round = 0; round < 3; ++round) {
    for (std::uint64_t p = first; p < end && cars > 0; ++p) {
      if (people.licence[p] == 0 || rank(p) != round) continue;
      people.car[p] = 1;
      --cars;
    }
  }
}

void add_household(const Members& members, const TownBuildings& buildings, std::uint64_t from, std::uint64_t to,
                   const DemandSettings& settings, People& people) {
  const std::uint32_t building = buildings.row[members.building[from]];
  const std::uint64_t leader = drawn_person_id(building, true, members.number[from]);
  if (uniform01(random_block(settings.seed, leader, 0, purpose_household_share)[0]) >= settings.share) return;
  const std::uint64_t first = people.persons();
  bool man = true;
  for (std::uint64_t k = from; k < to; ++k) {
    const std::uint64_t id = drawn_person_id(building, true, members.number[k]);
    PersonDraw draw(settings, id, members.age_class[k]);
    Sex sex = man ? Sex::male : Sex::female;
    if (members.kin[k] == Kin::partner) {
      draw.set_sex(sex);
      man = false;
    } else {
      sex = draw.sex();
    }
    people.id.push_back(id);
    people.age.push_back(static_cast<std::uint8_t>(draw.age()));
    people.sex.push_back(sex);
    people.role.push_back(draw.role());
    people.licence.push_back(draw.licence() ? 1 : 0);
    people.car.push_back(0);
    people.home.push_back(building);
    people.place.push_back(no_index);
  }
  const std::uint8_t cars = cars_of(to - from, leader, settings);
  give_cars(people, first, people.persons(), cars);
  people.household_building.push_back(building);
  people.household_cars.push_back(cars);
  people.household_begin.push_back(people.persons());
}

}  // namespace

People make_persons(const Members& members, const TownBuildings& buildings, const DemandSettings& settings) {
  People people;
  for (std::uint64_t from = 0; from < members.size();) {
    std::uint64_t to = from + 1;
    while (to < members.size() && members.household[to] == members.household[from]) ++to;
    add_household(members, buildings, from, to, settings, people);
    from = to;
  }
  return people;
}

}  // namespace machi
