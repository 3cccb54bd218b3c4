/// \file  The numbers from which a synthetic population is made. Each can be replaced by the user; sources and what is
/// ours: docs/models/population.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/people.hpp"

namespace machi {

/// Classes of five years, the last from 100 on.
inline constexpr std::size_t age_classes = 21;
inline constexpr int age_class_years = 5;

/// What buildings of one use offer: m² of floor a place; 0: none.
struct PlacesRow {
  std::int16_t usage;  ///< code of Building_usage
  double m2_a_job;
  double m2_a_school_place;
  double shopping_1_m2;  ///< attraction of floor, relative
  double leisure_1_m2;
  double business_1_m2;
};

/// The table of uses.
const std::vector<PlacesRow>& places_rows();

struct DemandSettings {
  std::uint64_t seed{1};
  double share{1};   ///< of the households that are kept
  double zone_m{0};  ///< side of the zones; 0: 250 m, doubled until there are at most most_zones
  std::int64_t most_zones{1500};

  // Census 2020, thousands of persons by five years of age.
  std::vector<double> age_thousands{4541, 5114, 5377, 5706, 6320, 6384, 6714, 7498, 8476, 9868, 8738,
                                    7940, 7442, 8236, 9189, 7065, 5404, 3742, 1811, 500,  80};
  std::vector<double> male_share{.512, .512, .512, .512, .508, .512, .510, .508, .507, .507, .504,
                                 .500, .495, .486, .471, .450, .415, .355, .265, .17,  .12};
  // Labour Force Survey 2020: employed of the population, by five years of age.
  std::vector<double> employed_men{0,   0,    0,   .165, .70, .90, .93, .94, .945, .945, .935,
                                   .91, .825, .60, .413, .22, .12, .06, .03, 0,    0};
  std::vector<double> employed_women{0,   0,   0,   .180, .71, .825, .755, .755, .78, .795, .78,
                                     .73, .60, .40, .247, .11, .05,  .02,  .01,  0,   0};
  // Labour Force Survey: part of the employed who work less than 35 hours a week.
  double part_time_men{.14};
  double part_time_women{.45};
  double part_time_old{.55};   ///< of both, from 65
  double pupils_15_17{.985};   ///< enrolled
  double students_18_21{.62};  ///< enrolled
  // Driving licences 2015 over the population, by five years of age.
  std::vector<double> licence_men{0,   0,   0,   .19, .83, .93, .96, .97, .97, .97, .97,
                                  .96, .92, .92, .83, .71, .48, .22, .05, 0,   0};
  std::vector<double> licence_women{0,   0,   0,   .13, .74, .86, .91, .92, .93, .92, .89,
                                    .83, .73, .64, .42, .23, .09, .02, 0,   0,   0};
  // Cars of households of 1, 2, 3, 4, 5 and more persons: share with one at least, and with two.
  std::vector<double> with_car{.46, .76, .86, .90, .92};
  std::vector<double> with_two_cars{.02, .24, .42, .45, .58};

  // What people do on a working day: "role chain share"; H home, W work, S school, P shopping, L leisure, B business.
  std::vector<std::string> chains{
      "infant H 0.25",        "infant HSH 0.60",     "infant HPH 0.15",      "pupil H 0.06",
      "pupil HSH 0.66",       "pupil HSHLH 0.15",    "pupil HSLH 0.08",      "pupil HSHPH 0.05",
      "student H 0.22",       "student HSH 0.34",    "student HSWH 0.12",    "student HSLH 0.16",
      "student HLH 0.10",     "student HPH 0.06",    "full_time H 0.16",     "full_time HWH 0.47",
      "full_time HWPH 0.13",  "full_time HWLH 0.06", "full_time HWHPH 0.07", "full_time HWHLH 0.04",
      "full_time HWBWH 0.07", "part_time H 0.22",    "part_time HWH 0.30",   "part_time HWPH 0.17",
      "part_time HWHPH 0.12", "part_time HPH 0.09",  "part_time HBHWH 0.05", "part_time HWHLH 0.05",
      "at_home H 0.40",       "at_home HPH 0.22",    "at_home HBH 0.06",     "at_home HLH 0.08",
      "at_home HPBH 0.10",    "at_home HPHLH 0.14",  "retired H 0.42",       "retired HPH 0.20",
      "retired HBH 0.09",     "retired HLH 0.10",    "retired HBPH 0.09",    "retired HPHLH 0.10"};
  // Weights of the hours 0 … 23 in which something begins.
  std::vector<double> work_start_full{0,  0,   0,  0,  .2, 1,  5,  18, 45, 20, 4, 1,
                                      .7, 1.5, .7, .5, .7, .8, .4, 0,  0,  0,  0, 0};
  std::vector<double> work_start_part{0, 0, 0, 0, .3, 1, 2, 6, 22, 28, 14, 4, 3, 4, 2, 2, 4, 4, 1.5, 0, 0, 0, 0, 0};
  std::vector<double> tour_start{0, 0, 0, 0, 0, .5, 1, 2, 6, 14, 17, 10, 6, 9, 9, 8, 7, 5, 3, 1.5, .7, 0, 0, 0};
  double school_start_h{8.45};
  double university_start_h{9.5};
  double start_sd_min{12};  ///< of school; of university three times as much
  // Hours that something lasts, by role where it matters; spread by a factor uniform in [1 - spread, 1 + spread].
  double work_full_h{9.3};
  double work_part_h{5.6};
  double school_infant_h{7};
  double school_primary_h{6.8};
  double school_upper_h{8.7};
  double university_h{6};
  double shopping_h{.75};
  double leisure_h{1.8};
  double business_h{1.1};
  double duration_spread{.25};

  // Destinations: exp(-b × kilometres by the mean speed of the network). Mean kilometres: calibrated to; 0: b as below.
  double work_mean_km{0};
  double school_mean_km{0};
  double shopping_mean_km{0};
  double leisure_mean_km{0};
  double business_mean_km{0};
  double work_decay_1_km{0};  ///< 0: 0.315 × (zone area in km²)^-0.177
  double school_decay_1_km{1.2};
  double shopping_decay_1_km{.9};
  double leisure_decay_1_km{.5};
  double business_decay_1_km{.6};

  // Modes: utilities.
  double walk_constant{1};
  double bicycle_constant{-.8};
  double car_constant{.3};
  double transit_constant{-.4};
  double walk_1_min{-.14};
  double bicycle_1_min{-.10};
  double car_1_min{-.10};
  double transit_1_min{-.10};  ///< from door to door, walks and waits included
  double walk_speed_m_s{80.0 / 60};
  double bicycle_speed_m_s{12 / 3.6};
  double bicycle_extra_min{2};
  double car_extra_min{4};
  double bicycle_owners{.65};  ///< of persons from 7 to 79
};

/// Chains of one role: purposes, and how likely up to and with each.
struct ChainChoice {
  std::vector<std::vector<Purpose>> chain;
  std::vector<double> until;
};

/// Reads the chains. Throws UsageError for one that cannot be read or does not begin and end at home.
std::array<ChainChoice, role_count> chains_of(const DemandSettings& settings);

/// Throws UsageError for a table that has the wrong length, a negative weight or no weight.
void check_demand(const DemandSettings& settings);

}  // namespace machi
