#include "app/people_table.hpp"

#include <fmt/format.h>

#include <numeric>

namespace machi {
namespace {

double part(std::int64_t of, std::int64_t all) {
  return all > 0 ? static_cast<double>(of) / static_cast<double>(all) : 0;
}

std::string age_name(std::size_t group) {
  return group + 1 == PeopleSummary::age_groups ? "80 and over" : fmt::format("{}-{}", 10 * group, 10 * group + 9);
}

std::string clock(std::int64_t sum_s, std::int64_t count) {
  const std::int64_t minutes = count > 0 ? sum_s / count / 60 : 0;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::int64_t employed(const PeopleSummary& sums) {
  return sums.by_role[static_cast<std::size_t>(PersonRole::full_time)] +
         sums.by_role[static_cast<std::size_t>(PersonRole::part_time)];
}

std::string households_text(const PeopleSummary& sums) {
  return fmt::format(
      "{} persons in {} households ({:.2f} persons, {:.2f} cars each; {} without an adult)\n"
      "{:.1f} % leave home; {:.2f} trips a person, {:.2f} of those who leave home\n"
      "from 5 years of age on: {:.1f} %, {:.2f} and {:.2f}\n"
      "{:.1f} % of those from 15 years of age on are employed\n"
      "those who work away leave home at {} and are back at {} on average\n",
      sums.persons, sums.households, part(sums.persons, sums.households), part(sums.cars, sums.households),
      sums.without_adult, 100 * part(sums.out, sums.persons), part(sums.trips(), sums.persons),
      part(sums.trips(), sums.out), 100 * part(sums.out_from_5, sums.persons_from_5),
      part(sums.trips_from_5, sums.persons_from_5), part(sums.trips_from_5, sums.out_from_5),
      100 * part(employed(sums), sums.persons_from_15), clock(sums.leave_for_work_s, sums.workers_out),
      clock(sums.back_from_work_s, sums.workers_out));
}

std::string ages_text(const PeopleSummary& sums) {
  std::string text = fmt::format("\n  {:<14}{:>12}{:>8}\n", "age", "persons", "%");
  for (std::size_t group = 0; group < PeopleSummary::age_groups; ++group)
    text += fmt::format("  {:<14}{:>12}{:>8.1f}\n", age_name(group), sums.by_age[group],
                        100 * part(sums.by_age[group], sums.persons));
  return text;
}

std::string roles_text(const PeopleSummary& sums) {
  std::string text = fmt::format("\n  {:<14}{:>12}{:>8}{:>14}\n", "role", "persons", "%", "trips/person");
  for (std::size_t role = 0; role < role_count; ++role)
    text +=
        fmt::format("  {:<14}{:>12}{:>8.1f}{:>14.2f}\n", role_names[role], sums.by_role[role],
                    100 * part(sums.by_role[role], sums.persons), part(sums.trips_by_role[role], sums.by_role[role]));
  return text;
}

std::string trips_text(const PeopleSummary& sums) {
  std::string text = fmt::format("\n  {:<14}{:>12}{:>8}{:>10}\n", "trips to", "trips", "%", "mean km");
  for (std::size_t purpose = 0; purpose < purpose_count; ++purpose)
    text += fmt::format("  {:<14}{:>12}{:>8.1f}{:>10.2f}\n", purpose_names[purpose], sums.trips_to[purpose],
                        100 * part(sums.trips_to[purpose], sums.trips()),
                        1e-3 * part(sums.metres_to[purpose], sums.trips_to[purpose]));
  text += fmt::format("\n  {:<14}{:>12}{:>8}{:>10}{:>10}\n", "by", "trips", "%", "mean km", "mean min");
  for (std::size_t mode = 0; mode < travel_mode_count; ++mode)
    text += fmt::format("  {:<14}{:>12}{:>8.1f}{:>10.2f}{:>10.1f}\n", travel_mode_names[mode], sums.trips_by[mode],
                        100 * part(sums.trips_by[mode], sums.trips()),
                        1e-3 * part(sums.metres_by[mode], sums.trips_by[mode]),
                        part(sums.seconds_by[mode], sums.trips_by[mode]) / 60);
  const std::int64_t metres = std::accumulate(sums.metres_by.begin(), sums.metres_by.end(), std::int64_t{0});
  text += fmt::format("  {:<14}{:>12}{:>8}{:>10.2f}\n", "all", sums.trips(), "", 1e-3 * part(metres, sums.trips()));
  return text;
}

std::string departures_text(const PeopleSummary& sums) {
  std::string text = "\n  departures by hour of the clock, % of all";
  for (std::size_t hour = 0; hour < sums.departures.size(); ++hour)
    text += fmt::format("{}{:>4}{:>6.1f}", hour % 8 == 0 ? "\n " : "", hour == 24 ? "24-" : std::to_string(hour),
                        100 * part(sums.departures[hour], sums.trips()));
  return text + "\n";
}

}  // namespace

std::string people_table(const PeopleSummary& sums) {
  return households_text(sums) + ages_text(sums) + roles_text(sums) + trips_text(sums) + departures_text(sums);
}

std::string demand_table(const DemandReport& report) {
  std::string text = fmt::format(
      "\n  {} zones of {:.0f} m; ways are {:.2f} times the straight line, cars drive {:.1f} km/h on the empty network\n"
      "  floor area offers {:.0f} jobs and {:.0f} school places\n",
      report.zones, report.zone_m, report.circuity, 3.6 * report.car_speed_m_s, report.jobs, report.school_places);
  for (std::size_t purpose = 1; purpose < purpose_count; ++purpose)
    text += fmt::format("  {:<14}decay {:.3f} /km, mean {:.2f} km from home\n", purpose_names[purpose],
                        report.decay_1_km[purpose], report.expected_km[purpose]);
  return text;
}

}  // namespace machi
