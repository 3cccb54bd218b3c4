#include "io/people/declare_demand.hpp"

#include <limits>
#include <string>

namespace machi {
namespace {

constexpr double endless = std::numeric_limits<double>::infinity();
const std::string by_age = " by five years of age from 0, the last from 100 on.";
const std::string by_hour = " in the hours 0 to 23.";
const std::string by_size = " of households of 1, 2, 3, 4, 5 and more persons.";

void declare_people_of_dwellings(DemandSettings& s, OptionTable& table) {
  table.numbers("age_thousands", s.age_thousands, "", 0, endless, "Persons (any unit)" + by_age);
  table.numbers("male_share", s.male_share, "", 0, 1, "Men among those who are not one of a couple," + by_age);
  table.numbers("employed_men", s.employed_men, "", 0, 1, "Employed among men," + by_age);
  table.numbers("employed_women", s.employed_women, "", 0, 1, "Employed among women," + by_age);
  table.number("part_time_men", s.part_time_men, "", 0, 1, "Part time among employed men below 65.");
  table.number("part_time_women", s.part_time_women, "", 0, 1, "Part time among employed women below 65.");
  table.number("part_time_old", s.part_time_old, "", 0, 1, "Part time among the employed from 65 on.");
  table.number("pupils_15_17", s.pupils_15_17, "", 0, 1, "Enrolled in high school among those of 15 to 17.");
  table.number("students_18_21", s.students_18_21, "", 0, 1, "Enrolled among those of 18 to 21.");
  table.numbers("licence_men", s.licence_men, "", 0, 1, "Men with a driving licence," + by_age);
  table.numbers("licence_women", s.licence_women, "", 0, 1, "Women with a driving licence," + by_age);
  table.numbers("with_car", s.with_car, "", 0, 1, "Share with a car" + by_size);
  table.numbers("with_two_cars", s.with_two_cars, "", 0, 1, "Share with two cars" + by_size);
}

void declare_days(DemandSettings& s, OptionTable& table) {
  table.list("chains", s.chains,
             "What people do on the day: \"role chain share\". Roles: infant, pupil, student, full_time, part_time, "
             "at_home, retired. Chains: H home, W work, S school, P shopping, L leisure, B personal business.");
  table.numbers("work_start_full", s.work_start_full, "", 0, endless,
                "Weights of the start of full-time work" + by_hour);
  table.numbers("work_start_part", s.work_start_part, "", 0, endless,
                "Weights of the start of part-time work" + by_hour);
  table.numbers("tour_start", s.tour_start, "", 0, endless, "Weights of leaving home for anything else" + by_hour);
  table.number("school_start_h", s.school_start_h, "h", 0, 24, "Mean start of school.");
  table.number("university_start_h", s.university_start_h, "h", 0, 24, "Mean start of university.");
  table.number("start_sd_min", s.start_sd_min, "min", 0, 240,
               "Standard deviation of it; of university three times that.");
  table.number("work_full_h", s.work_full_h, "h", 0, 24, "Mean stay at full-time work, breaks included.");
  table.number("work_part_h", s.work_part_h, "h", 0, 24, "Mean stay at part-time work.");
  table.number("school_infant_h", s.school_infant_h, "h", 0, 24, "Mean stay at a nursery or kindergarten.");
  table.number("school_primary_h", s.school_primary_h, "h", 0, 24, "Mean stay at school below 12 years of age.");
  table.number("school_upper_h", s.school_upper_h, "h", 0, 24, "Mean stay at school from 12 years of age on.");
  table.number("university_h", s.university_h, "h", 0, 24, "Mean stay at university.");
  table.number("shopping_h", s.shopping_h, "h", 0, 24, "Mean stay when shopping.");
  table.number("leisure_h", s.leisure_h, "h", 0, 24, "Mean stay for leisure.");
  table.number("business_h", s.business_h, "h", 0, 24,
               "Mean stay for personal business, and for business away from work.");
  table.number("duration_spread", s.duration_spread, "", 0, 1, "Stays are spread evenly over mean × (1 ± this).");
}

void declare_destinations(DemandSettings& s, OptionTable& table) {
  const auto purpose = [&](const std::string& name, double& mean_km, double& decay_1_km, const std::string& more) {
    table.number(name + "_mean_km", mean_km, "km", 0, 1000,
                 "Mean way to " + name + " to calibrate to, along the network. 0: not calibrated.");
    table.number(name + "_decay_1_km", decay_1_km, "1/km", 0, 20, "Decay of destinations with distance" + more);
  };
  purpose("work", s.work_mean_km, s.work_decay_1_km, ". 0: 0.315 × (zone area in km²)^-0.177.");
  purpose("school", s.school_mean_km, s.school_decay_1_km, ", on foot.");
  purpose("shopping", s.shopping_mean_km, s.shopping_decay_1_km, ".");
  purpose("leisure", s.leisure_mean_km, s.leisure_decay_1_km, ".");
  purpose("business", s.business_mean_km, s.business_decay_1_km, ".");
}

void declare_modes(DemandSettings& s, OptionTable& table) {
  table.number("walk_constant", s.walk_constant, "", -100, 100, "Utility of walking at no time.");
  table.number("bicycle_constant", s.bicycle_constant, "", -100, 100, "Utility of the bicycle at no time.");
  table.number("car_constant", s.car_constant, "", -100, 100, "Utility of the car at no time.");
  table.number("transit_constant", s.transit_constant, "", -100, 100, "Utility of transit at no time.");
  table.number("walk_1_min", s.walk_1_min, "1/min", -100, 0, "Utility of a minute's walk.");
  table.number("bicycle_1_min", s.bicycle_1_min, "1/min", -100, 0, "Utility of a minute by bicycle.");
  table.number("car_1_min", s.car_1_min, "1/min", -100, 0, "Utility of a minute by car.");
  table.number("transit_1_min", s.transit_1_min, "1/min", -100, 0,
               "Utility of a minute by transit from door to door, walks and waits included.");
  table.number("walk_speed_m_s", s.walk_speed_m_s, "m/s", 0.1, 10, "Speed of walking.");
  table.number("bicycle_speed_m_s", s.bicycle_speed_m_s, "m/s", 0.1, 20, "Speed of bicycles.");
  table.number("bicycle_extra_min", s.bicycle_extra_min, "min", 0, 60,
               "To fetch and park a bicycle; counts in the choice only.");
  table.number("car_extra_min", s.car_extra_min, "min", 0, 60, "To fetch and park a car; counts in the choice only.");
  table.number("bicycle_owners", s.bicycle_owners, "", 0, 1, "Persons of 7 to 79 with a bicycle.");
}

}  // namespace

void declare_demand(DemandSettings& settings, OptionTable& table) {
  table.number("share", settings.share, "", 1e-6, 1, "Share of the households that are kept, for samples.");
  table.number("zone_m", settings.zone_m, "m", 0, 100'000,
               "Side of the zones between which destinations are drawn. 0: 250 m, doubled until there are at most "
               "most_zones.");
  table.integer("most_zones", settings.most_zones, "", 1, 20'000,
                "Most zones. Tables between them take up to 52 bytes for each two zones on each rank.");
  declare_people_of_dwellings(settings, table);
  declare_days(settings, table);
  declare_destinations(settings, table);
  declare_modes(settings, table);
}

}  // namespace machi
