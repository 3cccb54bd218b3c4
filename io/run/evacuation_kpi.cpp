#include "io/run/evacuation_kpi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"
#include "io/run/arrival_times.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/sorted_record.hpp"

namespace machi {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr std::array<int, 3> crowd_thresholds_1_m2{2, 4, 6};
constexpr std::uint16_t long_in_crowd_s = 3 * 3600;
constexpr std::size_t most_times = 5000;

// ---- Sums over groups of persons

// What is counted of a group; whole numbers, summed over ranks as an array.
enum Count : std::uint8_t {
  agents,
  safe,
  lost,
  en_route,
  cut_off,
  staying,
  on_foot,  // of the safe
  walked_mm,
  speed_um_s,
  timed,
  counts_of_group
};
using Tally = std::array<std::int64_t, counts_of_group>;

void count_person(Tally& tally, const PersonRow& row) {
  ++tally[agents];
  switch (row.fate) {
    case PersonFate::safe:
      ++tally[safe];
      break;
    case PersonFate::lost:
      ++tally[lost];
      break;
    case PersonFate::stays:
      ++tally[staying];
      break;
    default:
      ++tally[en_route];
      tally[cut_off] += row.fate == PersonFate::walking && (row.walker.habits & habit_no_goal) != 0;
  }
  if (row.fate != PersonFate::safe || (row.walker.habits & habit_by_car) != 0) return;
  ++tally[on_foot];
  const double walked_m = row.walker.walked_m();
  const double took_s = static_cast<double>(row.time_s) - static_cast<double>(row.walker.departure_s);
  tally[walked_mm] += static_cast<std::int64_t>(std::floor(1e3 * walked_m + 0.5));
  if (took_s <= 0) return;
  ++tally[timed];
  tally[speed_um_s] += static_cast<std::int64_t>(std::floor(1e6 * walked_m / took_s + 0.5));
}

// Groups: everyone, then classes, then districts, then destinations.
struct Groups {
  std::size_t classes;
  std::size_t districts;
  std::size_t destinations;
  std::vector<Tally> tally{};
  std::vector<std::vector<float>> times{};  ///< of arrival, of this rank
  std::vector<ArrivalTimes> arrival{};

  std::size_t of_class(std::size_t c) const { return 1 + c; }
  std::size_t of_district(std::size_t d) const { return 1 + classes + d; }
  std::size_t of_destination(std::size_t d) const { return 1 + classes + districts + d; }
  void add(std::size_t group, const PersonRow& row) {
    count_person(tally[group], row);
    if (row.fate == PersonFate::safe) times[group].push_back(row.time_s);
  }
};

Groups count_groups(const Comm& comm, const std::vector<PersonRow>& persons, Groups groups) {
  const std::size_t size = groups.of_destination(groups.destinations);
  groups.tally.resize(size, Tally{});
  groups.times.resize(size);
  for (const PersonRow& row : persons) {
    groups.add(0, row);
    groups.add(groups.of_class(row.walker.person_class), row);
    if (row.walker.district < groups.districts) groups.add(groups.of_district(row.walker.district), row);
    if (row.destination < groups.destinations) groups.add(groups.of_destination(row.destination), row);
  }
  std::vector<std::int64_t> sums;
  for (const Tally& tally : groups.tally) sums.insert(sums.end(), tally.begin(), tally.end());
  comm.sum(sums);
  for (std::size_t g = 0; g < size; ++g)
    std::copy_n(sums.begin() + static_cast<std::ptrdiff_t>(g * counts_of_group), counts_of_group,
                groups.tally[g].begin());
  groups.arrival = arrival_times(comm, std::move(groups.times));
  return groups;
}

Json or_null(double value, bool known) {
  return known ? Json(value) : Json();
}

Json means_json(const Tally& tally) {
  const auto mean = [](std::int64_t sum, std::int64_t count, double unit) {
    return or_null(count == 0 ? 0 : unit * static_cast<double>(sum) / static_cast<double>(count), count != 0);
  };
  return {{"mean_distance_m", mean(tally[walked_mm], tally[on_foot], 1e-3)},
          {"mean_speed_m_s", mean(tally[speed_um_s], tally[timed], 1e-6)}};
}

Json group_json(const Groups& groups, std::size_t group) {
  const Tally& tally = groups.tally[group];
  Json json{{"agents", tally[agents]},     {"safe", tally[safe]},       {"lost", tally[lost]},
            {"en_route", tally[en_route]}, {"cut_off", tally[cut_off]}, {"staying", tally[staying]}};
  constexpr std::array<const char*, 4> names{"time_p50_s", "time_p90_s", "time_p99_s", "time_last_s"};
  const ArrivalTimes& arrival = groups.arrival[group];
  for (std::size_t k = 0; k < names.size(); ++k) json[names[k]] = or_null(arrival.s[k], arrival.s[k] >= 0);
  json.update(means_json(tally));
  return json;
}

// ---- Crowding

Json crowd_json(const Comm& comm, const Evacuation& evacuation, const std::vector<PersonRow>& persons,
                double& most_1_m2) {
  std::array<std::int64_t, 6> sums{};
  for (std::size_t t = 0; t < 3; ++t) sums[t] = evacuation.crowding().person_s[t];
  for (const PersonRow& row : persons)
    for (std::size_t t = 0; t < 3; ++t) sums[3 + t] += row.walker.crowd_s[t] >= long_in_crowd_s;
  comm.sum(sums);
  most_1_m2 = static_cast<double>(comm.max(evacuation.crowding().most_within_1_m)) / pi;
  Json list = Json::array();
  for (std::size_t t = 0; t < 3; ++t)
    list.push_back(
        {{"threshold_1_m2", crowd_thresholds_1_m2[t]}, {"person_s", sums[t]}, {"persons_over_3h", sums[3 + t]}});
  return list;
}

// ---- The table of plans: who got out of the zone, into a building, was lost

// [able, assisted][out of zone, in building, lost, elsewhere] of those whose start lies in the zone, then of everyone.
using PlanTable = std::array<std::int64_t, 16>;

PlanTable count_plan_table(const Comm& comm, const Evacuation& evacuation, const std::vector<PersonRow>& persons) {
  PlanTable sums{};
  const EvacuationWorld& world = evacuation.world();
  for (const PersonRow& row : persons) {
    std::size_t column = 3;
    if (row.fate == PersonFate::lost) column = 2;
    if (row.fate == PersonFate::safe)
      column = world.destinations[row.destination].kind == DestinationKind::building ? 1 : 0;
    const std::size_t at = world.classes[row.walker.person_class].assisted ? 4 + column : column;
    ++sums[8 + at];
    if (row.walker.zone != 0) ++sums[at];
  }
  comm.sum(sums);
  return sums;
}

Json plan_table_json(const PlanTable& sums) {
  std::int64_t in_zone = 0;
  for (std::size_t i = 0; i < 8; ++i) in_zone += sums[i];
  const std::size_t base = in_zone != 0 ? 0 : 8;  // no zone: everyone counts
  constexpr std::array<const char*, 4> columns{"out_of_zone", "in_building", "lost", "elsewhere"};
  Json table;
  for (std::size_t r = 0; r < 2; ++r) {
    std::int64_t all = 0;
    for (std::size_t c = 0; c < 4; ++c) all += sums[base + 4 * r + c];
    Json row;
    for (std::size_t c = 0; c < 4; ++c) {
      const std::int64_t persons = sums[base + 4 * r + c];
      row[columns[c]] = {
          {"persons", persons},
          {"share", or_null(all == 0 ? 0 : static_cast<double>(persons) / static_cast<double>(all), all != 0)}};
    }
    table[r == 0 ? "able" : "assisted"] = row;
  }
  return table;
}

// ---- Destinations

const char* name_of(DestinationKind kind) {
  return kind == DestinationKind::exit ? "exit" : kind == DestinationKind::shelter ? "shelter" : "building";
}

// Largest inflow between two points of the curve.
double peak_inflow_1_s(const std::vector<CurvePoint>& curve, std::size_t destination) {
  double most = 0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const auto came = static_cast<double>(curve[i].admitted[destination] - curve[i - 1].admitted[destination]);
    most = std::max(most, came / (curve[i].time_s - curve[i - 1].time_s));
  }
  return most;
}

Json destinations_json(const Evacuation& evacuation, const EvacuationRecord& record, const Groups& groups) {
  Json list = Json::array();
  for (std::size_t d = 0; d < evacuation.destinations().size(); ++d) {
    const Destination& given = evacuation.world().destinations[d];
    const DestinationState& state = evacuation.destinations()[d];
    const std::size_t group = groups.of_destination(d);
    const ArrivalTimes& arrival = groups.arrival[group];
    Json one{{"id", given.id},
             {"name", given.name},
             {"kind", name_of(given.kind)},
             {"capacity", given.capacity < 0 ? Json() : Json(given.capacity)},
             {"arrived", state.admitted},
             {"peak", state.admitted},  // nobody leaves again
             {"queue", state.queue},
             {"full_at_s", or_null(state.full_at_s, state.full_at_s >= 0)},
             {"peak_inflow_1_s", peak_inflow_1_s(record.curve, d)},
             {"time_p50_s", or_null(arrival.s[0], arrival.s[0] >= 0)},
             {"time_last_s", or_null(arrival.s[3], arrival.s[3] >= 0)}};
    one.update(means_json(groups.tally[group]));
    list.push_back(std::move(one));
  }
  return list;
}

// ---- Lines and measuring areas; on the first rank

Json line_json(const std::vector<Crossing>& crossings, std::int64_t steps_per_s) {
  std::array<std::int64_t, 2> ways{};
  for (const Crossing& crossing : crossings) ++ways[crossing.forward ? 0 : 1];
  const bool forward = ways[0] >= ways[1];
  std::vector<double> times;  // in the direction in which more cross
  for (const Crossing& crossing : crossings)
    if (crossing.forward == forward)
      times.push_back(static_cast<double>(crossing.step) / static_cast<double>(steps_per_s));
  const std::size_t n = times.size();
  const std::size_t tenth = (n + 9) / 10;  // the person by whom 10 % have crossed, counted from 1
  const std::size_t nine_tenths = (9 * n + 9) / 10;
  const bool flows = n >= 10 && times[nine_tenths - 1] > times[tenth - 1];
  Json json{{"forward", ways[0]}, {"backward", ways[1]}};
  json["flow_1_s"] =
      flows ? Json(static_cast<double>(nine_tenths - tenth) / (times[nine_tenths - 1] - times[tenth - 1])) : Json();
  json["first_s"] = n == 0 ? Json() : Json(times.front());
  json["last_s"] = n == 0 ? Json() : Json(times.back());
  times.resize(std::min(n, most_times));
  json["times_s"] = times;
  return json;
}

Json lines_json(const Evacuation& evacuation, std::vector<Crossing> all) {
  std::sort(all.begin(), all.end(), [](const Crossing& a, const Crossing& b) {
    return std::tie(a.line, a.step, a.id, a.forward) < std::tie(b.line, b.step, b.id, b.forward);
  });
  Json json = Json::object();
  const std::vector<ObservedLine>& lines = evacuation.world().observers.lines;
  auto begin = all.begin();
  for (std::uint32_t line = 0; line < lines.size(); ++line) {
    const auto end = std::find_if(begin, all.end(), [&](const Crossing& c) { return c.line != line; });
    json[lines[line].id] = line_json({begin, end}, evacuation.steps_per_s());
    begin = end;
  }
  return json;
}

// Mean density and speeds from sums over `seconds`.
Json density_json(const AreaSums& sums, double area_m2, double steps) {
  const auto persons = static_cast<double>(sums.persons);
  const bool any = sums.persons != 0;
  return {{"density_1_m2", or_null(steps > 0 ? persons / (steps * area_m2) : 0, steps > 0 && area_m2 > 0)},
          {"speed_m_s", or_null(any ? 1e-6 * static_cast<double>(sums.speed_um_s) / persons : 0, any)},
          {"speed_ahead_m_s", or_null(any ? 1e-6 * static_cast<double>(sums.ahead_um_s) / persons : 0, any)}};
}

Json measure_json(const ObservedArea& area, std::uint32_t index, const std::vector<MeasureRow>& rows, double end_s,
                  std::int64_t steps_per_s) {
  const double to_s = std::min(area.to_s > area.from_s ? area.to_s : end_s, end_s);
  const auto first = static_cast<std::int64_t>(std::ceil(area.from_s));
  const auto last = static_cast<std::int64_t>(std::floor(to_s));
  std::map<std::int64_t, AreaSums> by_second;
  AreaSums all;
  for (const MeasureRow& row : rows) {
    if (row.area != index || row.second < first || row.second >= last) continue;
    by_second[row.second] = row.sums;
    all.persons += row.sums.persons;
    all.speed_um_s += row.sums.speed_um_s;
    all.ahead_um_s += row.sums.ahead_um_s;
  }
  const auto per_s = static_cast<double>(steps_per_s);
  Json json{{"area_m2", area.area_m2}, {"from_s", area.from_s}, {"to_s", to_s}};
  json.update(density_json(all, area.area_m2, per_s * static_cast<double>(std::max<std::int64_t>(last - first, 0))));
  Json series{{"second", Json::array()},
              {"density_1_m2", Json::array()},
              {"speed_m_s", Json::array()},
              {"speed_ahead_m_s", Json::array()}};
  for (std::int64_t second = first; second < last; ++second) {
    series["second"].push_back(second);
    const Json values = density_json(by_second[second], area.area_m2, per_s);
    for (const auto& [name, value] : values.items()) series[name].push_back(value);
  }
  json["by_second"] = series;
  return json;
}

Json measures_json(const Evacuation& evacuation, const std::vector<MeasureRow>& rows, double end_s) {
  Json json = Json::object();
  const std::vector<ObservedArea>& areas = evacuation.world().observers.areas;
  for (std::uint32_t a = 0; a < areas.size(); ++a)
    json[areas[a].id] = measure_json(areas[a], a, rows, end_s, evacuation.steps_per_s());
  return json;
}

// ---- CSV

void flatten(const std::string& key, const Json& json, std::string& csv) {
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) flatten(key.empty() ? name : key + "." + name, value, csv);
  } else if (json.is_array()) {
    if (!json.empty() && !json[0].is_object()) return;  // a series
    for (std::size_t i = 0; i < json.size(); ++i) flatten(fmt::format("{}.{}", key, i), json[i], csv);
  } else {
    const std::string value = json.is_string() ? json.get<std::string>() : json.is_null() ? "" : json_text(json);
    csv += fmt::format("{},{},{}\n", csv_field(key), csv_field(value), unit_of_kpi(key));
  }
}

const char* name_of(PersonFate fate) {
  constexpr std::array<const char*, 6> names{"waiting", "walking", "safe", "lost", "at_entrance", "stays"};
  return names[static_cast<std::size_t>(fate)];
}

}  // namespace

std::string unit_of_kpi(const std::string& key) {
  const std::string name = key.substr(key.rfind('.') + 1);
  constexpr std::array<std::pair<const char*, const char*>, 15> units{{{"person_s", "person s"},
                                                                       {"_kWh_m2", "kWh/m2"},
                                                                       {"_MWh", "MWh"},
                                                                       {"_kWh", "kWh"},
                                                                       {"_kW", "kW"},
                                                                       {"_GJ", "GJ"},
                                                                       {"co2_t", "t"},
                                                                       {"_C", "°C"},
                                                                       {"_1_m2", "1/m2"},
                                                                       {"_1_s", "1/s"},
                                                                       {"_m_s", "m/s"},
                                                                       {"_m2", "m2"},
                                                                       {"_s", "s"},
                                                                       {"_m", "m"},
                                                                       {"share", "1"}}};
  for (const auto& [ending, unit] : units)
    if (name.ends_with(ending)) return unit;
  return {};
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string evacuation_kpi(const Comm& comm, const Evacuation& evacuation, const EvacuationRecord& record,
                           const std::vector<PersonRow>& persons, const ResultMeta& meta) {
  const EvacuationWorld& world = evacuation.world();
  const Groups groups =
      count_groups(comm, persons, {world.classes.size(), meta.districts.size(), world.destinations.size()});
  double most_1_m2 = 0;
  const Json crowd = crowd_json(comm, evacuation, persons, most_1_m2);
  const PlanTable plan = count_plan_table(comm, evacuation, persons);
  const std::vector<Crossing> crossings = comm.gather_of<Crossing>(record.crossings);
  const std::vector<MeasureRow> measures = united_measures(comm, record.measures);
  const std::int64_t outside = comm.sum(evacuation.crowding().outside);
  if (!comm.first()) return {};

  Json json = group_json(groups, 0);
  json["max_density_1_m2"] = most_1_m2;
  json["positions_outside"] = outside;
  json["crowd"] = crowd;
  json["table"] = plan_table_json(plan);
  json["classes"] = Json::array();
  for (std::size_t c = 0; c < groups.classes; ++c) {
    Json one{{"name", world.classes[c].name}, {"assisted", world.classes[c].assisted}};
    one.update(group_json(groups, groups.of_class(c)));
    json["classes"].push_back(std::move(one));
  }
  json["districts"] = Json::array();
  for (std::size_t d = 0; d < groups.districts; ++d) {
    Json one{{"name", meta.districts[d]}};
    one.update(group_json(groups, groups.of_district(d)));
    json["districts"].push_back(std::move(one));
  }
  json["destinations"] = destinations_json(evacuation, record, groups);
  json["lines"] = lines_json(evacuation, crossings);
  json["measures"] = measures_json(evacuation, measures, meta.end_s);
  const Json whole{{"name", meta.name}, {"seed", meta.seed}, {"end_s", meta.end_s}, {"evacuation", json}};
  return json_text(whole, 2) + "\n";
}

std::string kpi_csv(const std::string& kpi_json) {
  std::string csv = "key,value,unit\n";
  if (!kpi_json.empty()) flatten("", parse_json(kpi_json), csv);
  return csv;
}

namespace {

/// Seconds at which persons did something for the first time, by id.
std::map<std::uint64_t, double> moments_of(std::span<const Moment> moments, Moment::Kind kind,
                                           std::int64_t steps_per_s) {
  std::map<std::uint64_t, double> times;
  for (const Moment& moment : moments) {
    if (moment.kind != kind) continue;
    const double time_s = static_cast<double>(moment.step) / static_cast<double>(steps_per_s);
    const auto [it, fresh] = times.emplace(moment.id, time_s);
    if (!fresh) it->second = std::min(it->second, time_s);
  }
  return times;
}

std::string time_text(const std::map<std::uint64_t, double>& times, std::uint64_t id) {
  const auto it = times.find(id);
  return it == times.end() ? std::string() : fmt::format("{}", it->second);
}

}  // namespace

std::uint64_t write_persons_csv(const Comm& comm, const std::string& path, const Evacuation& evacuation,
                                const EvacuationRecord& record, const std::vector<PersonRow>& persons) {
  const EvacuationWorld& world = evacuation.world();
  const std::vector<Moment> moments = comm.all_gather_of(std::span<const Moment>(record.moments));
  const auto moved = moments_of(moments, Moment::Kind::moved, evacuation.steps_per_s());
  const auto incapable = moments_of(moments, Moment::Kind::incapable, evacuation.steps_per_s());
  std::string mine;
  for (const PersonRow& row : persons) {
    const bool arrived = row.destination < world.destinations.size();
    const bool timed = row.fate == PersonFate::safe || row.fate == PersonFate::lost;
    mine += fmt::format(
        "{},{},{},{},{},{},{},{},{},{}\n", row.walker.id, csv_field(world.classes[row.walker.person_class].name),
        row.walker.departure_s == never_s ? "" : fmt::format("{}", row.walker.departure_s), name_of(row.fate),
        arrived ? csv_field(world.destinations[row.destination].id) : "", timed ? fmt::format("{}", row.time_s) : "",
        static_cast<float>(row.walker.walked_m()), row.walker.free_speed_m_s, time_text(moved, row.walker.id),
        time_text(incapable, row.walker.id));
  }
  const ByteRows all = comm.gather(std::as_bytes(std::span(mine)));
  std::string text = "id,class,departure_s,fate,destination,time_s,walked_m,free_speed_m_s,first_moved_s,incapable_s\n";
  text.append(reinterpret_cast<const char*>(all.bytes.data()), all.bytes.size());
  comm.agree([&] {
    if (comm.first()) write_atomically(path, text);
  });
  return text.size();
}

}  // namespace machi
