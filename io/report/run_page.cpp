#include "io/report/run_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/report/run_json.hpp"

namespace machi {
namespace {

using Page = fmt::memory_buffer;

constexpr std::size_t most_page_rows = 30;  // of a table; the rest is in kpi.json

template <class... Values>
void line(Page& page, fmt::format_string<Values...> form, Values&&... values) {
  fmt::format_to(std::back_inserter(page), form, std::forward<Values>(values)...);
  page.push_back('\n');
}

std::string count(const Json& value) {
  return value.is_null() ? "-" : fmt::format("{}", fmt::group_digits(value.get<std::int64_t>()));
}

std::string number(const Json& value, const char* unit, int digits, double factor = 1) {
  return value.is_null() ? "-" : fmt::format("{:.{}f}{}", value.get<double>() * factor, digits, unit);
}

std::string percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string minutes(const Json& seconds) {
  return number(seconds, " min", 1, 1 / 60.0);
}

template <class Rows, class Write>
void limited(Page& page, const Rows& rows, const Write& write) {
  for (std::size_t i = 0; i < std::min(rows.size(), most_page_rows); ++i) write(i, rows[i]);
  if (rows.size() > most_page_rows) line(page, "  and {} more in kpi.json", rows.size() - most_page_rows);
}

void write_head(Page& page, const RunFiles& files, const Json& kpi, const ResultTables& result) {
  line(page, "{}", files.folder);
  line(page, "{} (scenario {}, seed {}), simulated until {}", result.title.empty() ? result.name : result.title,
       kpi.at("name").get<std::string>(), kpi.at("seed").get<std::int64_t>(), minutes(kpi.at("end_s")));
  if (!result.simulated.empty()) line(page, "{}", result.simulated);
  if (!result.attribution.empty()) line(page, "{}", result.attribution);
}

void write_persons(Page& page, const Json& evacuation) {
  const auto all = evacuation.at("agents").get<std::int64_t>();
  line(page, "\nPersons {:>24}", count(evacuation.at("agents")));
  const auto row = [&](const char* what, const char* key) {
    line(page, "  {:<18} {:>11} {:>9}", what, count(evacuation.at(key)),
         percent(evacuation.at(key).get<std::int64_t>(), all));
  };
  row("safe", "safe");
  row("lost", "lost");
  row("en route", "en_route");
  row("of them cut off", "cut_off");
  row("staying", "staying");
}

void write_times(Page& page, const Json& evacuation) {
  line(page, "\nArrival of those who are safe");
  const auto row = [&](const char* what, const char* key) {
    const Json& time_s = evacuation.at(key);
    line(page, "  {:<18} {:>11} {:>13}", what, minutes(time_s), number(time_s, " s", 1));
  };
  row("half after", "time_p50_s");
  row("90 % after", "time_p90_s");
  row("99 % after", "time_p99_s");
  row("the last after", "time_last_s");
  line(page, "  mean way {}, at {} on average", number(evacuation.at("mean_distance_m"), " m", 0),
       number(evacuation.at("mean_speed_m_s"), " m/s", 2));
}

void write_plan_table(Page& page, const Json& table) {
  line(page, "\n{:<12} {:>19} {:>19} {:>19} {:>19}", "Who", "out of the zone", "into a building", "lost", "elsewhere");
  for (const auto& [who, row] : table.items()) {
    std::string text = fmt::format("  {:<10}", who);
    for (const char* column : {"out_of_zone", "in_building", "lost", "elsewhere"})
      text += fmt::format(" {:>10} {:>8}", count(row.at(column).at("persons")),
                          number(row.at(column).at("share"), " %", 1, 100));
    line(page, "{}", text);
  }
}

void write_destinations(Page& page, const Json& destinations) {
  if (destinations.empty()) return;
  line(page, "\nShelters and exits");
  line(page, "  {:>3} {:>9} {:>9} {:>9} {:>10} {:>12}  {}", "no.", "capacity", "arrived", "peak", "full after",
       "busiest", "name");
  std::vector<std::int64_t> arrived;
  for (const Json& one : destinations) arrived.push_back(one.at("arrived").get<std::int64_t>());
  const std::vector<std::size_t> order = by_arrivals(arrived);
  limited(page, order, [&](std::size_t i, std::size_t d) {
    const Json& one = destinations[d];
    const auto name = one.at("name").get<std::string>();
    const auto id = one.at("id").get<std::string>();
    line(page, "  {:>3} {:>9} {:>9} {:>9} {:>10} {:>12}  {}", i + 1, count(one.at("capacity")),
         count(one.at("arrived")), count(one.at("peak")), minutes(one.at("full_at_s")),
         number(one.at("peak_inflow_1_s"), " /min", 0, 60),
         fmt::format("{}{}{} ({})", name, name.empty() || name == id ? "" : ", ", name == id ? "" : id,
                     one.at("kind").get<std::string>()));
  });
}

void write_crowd(Page& page, const Json& evacuation) {
  line(page, "\nCrowding");
  line(page, "  at most {} persons/m² within 1 m of a person", number(evacuation.at("max_density_1_m2"), "", 2));
  for (const Json& level : evacuation.at("crowd"))
    line(page, "  {} persons/m² and more {:>11} person-seconds, {} persons for longer than 3 h",
         level.at("threshold_1_m2").get<int>(), count(level.at("person_s")), count(level.at("persons_over_3h")));
}

// Classes or districts.
void write_groups(Page& page, const char* title, const Json& groups) {
  if (groups.size() < 2) return;
  line(page, "\n{:<20} {:>11} {:>11} {:>11} {:>11} {:>11} {:>11}", title, "persons", "safe", "lost", "en route",
       "staying", "90 % after");
  limited(page, groups, [&](std::size_t, const Json& one) {
    line(page, "  {:<18} {:>11} {:>11} {:>11} {:>11} {:>11} {:>11}", one.at("name").get<std::string>(),
         count(one.at("agents")), count(one.at("safe")), count(one.at("lost")), count(one.at("en_route")),
         count(one.at("staying")), minutes(one.at("time_p90_s")));
  });
}

void write_observers(Page& page, const Json& evacuation) {
  if (!evacuation.at("lines").empty()) line(page, "\nLines                  forward    backward        flow");
  for (const auto& [id, one] : evacuation.at("lines").items())
    line(page, "  {:<16} {:>11} {:>11} {:>11}", id, count(one.at("forward")), count(one.at("backward")),
         number(one.at("flow_1_s"), " /s", 2));
  if (!evacuation.at("measures").empty()) line(page, "\nMeasuring areas           mean density  mean speed");
  for (const auto& [id, one] : evacuation.at("measures").items())
    line(page, "  {:<16} {:>19} {:>11}", id, number(one.at("density_1_m2"), " /m²", 2),
         number(one.at("speed_m_s"), " m/s", 2));
}

void write_cost(Page& page, const Json& run) {
  double wall_s = 0;
  std::string phases;
  for (const Json& phase : run.at("phases")) {
    const double s = phase.at("wall_s").at("max").get<double>();
    wall_s += s;
    phases += fmt::format("{}{} {:.1f} s", phases.empty() ? "" : ", ", phase.at("name").get<std::string>(), s);
  }
  const Json& stepping = run.at("stepping");
  const auto part = [&](const char* key) { return number(stepping.at(key).at("max"), " s", 1); };
  line(page, "\nMachine");
  line(page, "  {} × {} ranks × threads, {} kernels, {:.1f} s: {}", run.at("ranks").get<int>(),
       run.at("threads").get<int>(), run.at("kernels").get<std::string>(), wall_s, phases);
  line(page, "  {} steps: compute {}, pack {}, wait {}, service {} (of the slowest rank)", count(stepping.at("steps")),
       part("compute_s"), part("pack_s"), part("wait_s"), part("service_s"));
  line(page, "  peak memory {} on a rank, {} written", number(run.at("peak_memory_MB").at("max"), " MB", 0),
       number(run.at("output").at("bytes"), " MB", 1, 1e-6));
  line(page, "  machi {} ({}), {}: {}", run.at("version").get<std::string>(), run.at("commit").get<std::string>(),
       run.at("started_utc").get<std::string>(), run.at("command").get<std::string>());
}

template <class Write>
void write_from(const RunFiles& files, const char* name, const Write& write) {
  try {
    write();
  } catch (const Json::exception&) {
    throw InputError(files.folder + "/" + name,
                     "lacks a figure that it must have (damaged, or of another version). Run the scenario again");
  }
}

}  // namespace

std::string run_page(const RunFiles& files) {
  const ResultTables result = read_result_tables(open_result(files.result));
  const Json kpi = parsed(files, "kpi.json", files.kpi_json);
  const Json run = parsed(files, "run.json", files.run_json);
  Page page;
  write_from(files, "kpi.json", [&] {
    const Json& evacuation = kpi.at("evacuation");
    write_head(page, files, kpi, result);
    write_persons(page, evacuation);
    write_times(page, evacuation);
    write_plan_table(page, evacuation.at("table"));
    write_groups(page, "Classes", evacuation.at("classes"));
    write_groups(page, "Districts", evacuation.at("districts"));
    write_destinations(page, evacuation.at("destinations"));
    write_crowd(page, evacuation);
    write_observers(page, evacuation);
  });
  write_from(files, "run.json", [&] { write_cost(page, run); });
  return fmt::to_string(page);
}

}  // namespace machi
