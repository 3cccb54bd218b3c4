#include "io/checkpoint/energy_state_file.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/model/weather.hpp"
#include "io/checkpoint/state_table.hpp"
#include "io/checkpoint/zone_states_file.hpp"

namespace machi {
namespace {

// Of zones of either kind.
template <class Row>
void each_extreme_column(const ColumnVisit<Row>& visit) {
  visit(
      "peak_heating_W", [](auto& r) -> auto& { return r.peak_heating_W; }, "W", "largest hourly mean of heating");
  visit(
      "peak_cooling_W", [](auto& r) -> auto& { return r.peak_cooling_W; }, "W", "largest hourly mean of cooling");
  visit(
      "peak_heating_hour", [](auto& r) -> auto& { return r.peak_heating_hour; }, "h", "when; below 0 never");
  visit(
      "peak_cooling_hour", [](auto& r) -> auto& { return r.peak_cooling_hour; }, "h", "when; below 0 never");
  visit(
      "lowest_C", [](auto& r) -> auto& { return r.lowest_C; }, "°C", "lowest hourly mean of the air");
  visit(
      "highest_C", [](auto& r) -> auto& { return r.highest_C; }, "°C", "highest hourly mean of the air");
}

template <class Row>
void each_total_column(const ColumnVisit<Row>& visit) {
  visit(
      "heating_Wh", [](auto& r) -> auto& { return r.heating_Wh; }, "Wh", "heating by month");
  visit(
      "cooling_Wh", [](auto& r) -> auto& { return r.cooling_Wh; }, "Wh", "cooling by month");
  each_extreme_column(visit);
  visit(
      "lowest_hour", [](auto& r) -> auto& { return r.lowest_hour; }, "h", "when");
  visit(
      "highest_hour", [](auto& r) -> auto& { return r.highest_hour; }, "h", "when");
  visit(
      "sum_C", [](auto& r) -> auto& { return r.sum_C; }, "°C h", "the air's hourly means, summed up");
  visit(
      "hours_over_30", [](auto& r) -> auto& { return r.hours_over_30; }, "h", "hours with air above 30 °C");
  visit(
      "hours_over_35", [](auto& r) -> auto& { return r.hours_over_35; }, "h", "hours with air above 35 °C");
  visit(
      "hours_below_10", [](auto& r) -> auto& { return r.hours_below_10; }, "h", "hours with air below 10 °C");
}

template <class Row>
void each_system_column(const ColumnVisit<Row>& visit) {
  visit(
      "use_Wh", [](auto& r) -> auto& { return r.use_Wh; }, "Wh", "carriers by use and month");
  visit(
      "flow_Wh", [](auto& r) -> auto& { return r.flow_Wh; }, "Wh", "flows of the meter by month");
  visit(
      "hot_water_Wh", [](auto& r) -> auto& { return r.hot_water_Wh; }, "Wh", "heat in hot water by month");
  visit(
      "stored_Wh", [](auto& r) -> auto& { return r.stored_Wh; }, "Wh", "in the battery after the last day");
  visit(
      "vehicles_need_Wh", [](auto& r) -> auto& { return r.vehicles_need_Wh; }, "Wh", "what vehicles lacked then");
  visit(
      "outage_hours", [](auto& r) -> auto& { return r.outage_hours; }, "h", "hours without power");
  visit(
      "outage_hours_over_30", [](auto& r) -> auto& { return r.outage_hours_over_30; }, "h", "with air above 30 °C");
  visit(
      "outage_hours_over_35", [](auto& r) -> auto& { return r.outage_hours_over_35; }, "h", "with air above 35 °C");
  visit(
      "outage_hours_below_10", [](auto& r) -> auto& { return r.outage_hours_below_10; }, "h", "with air below 10 °C");
  visit(
      "outage_lowest_C", [](auto& r) -> auto& { return r.outage_lowest_C; }, "°C", "lowest of the air then");
  visit(
      "outage_highest_C", [](auto& r) -> auto& { return r.outage_highest_C; }, "°C", "highest of the air then");
}

template <class Row>
void each_city_total_column(const ColumnVisit<Row>& visit) {
  visit(
      "kWh", [](auto& r) -> auto& { return r.kWh; }, "kWh", "loads by month and kind");
  visit(
      "carrier_kWh", [](auto& r) -> auto& { return r.carrier_kWh; }, "kWh", "uses and flows, by month");
  each_extreme_column(visit);
  visit(
      "dark_hours", [](auto& r) -> auto& { return r.dark_hours; }, "h", "hours without power");
  visit(
      "dark_hours_over_30", [](auto& r) -> auto& { return r.dark_hours_over_30; }, "h", "with air above 30 °C");
  visit(
      "dark_hours_over_35", [](auto& r) -> auto& { return r.dark_hours_over_35; }, "h", "with air above 35 °C");
  visit(
      "dark_hours_below_10", [](auto& r) -> auto& { return r.dark_hours_below_10; }, "h", "with air below 10 °C");
  visit(
      "dark_lowest_C", [](auto& r) -> auto& { return r.dark_lowest_C; }, "°C", "lowest of the air then");
  visit(
      "dark_highest_C", [](auto& r) -> auto& { return r.dark_highest_C; }, "°C", "highest of the air then");
}

[[noreturn]] void refuse(const std::string& path, const char* what) {
  throw InputError(path, std::string(what) + " are not those of this scenario. Use another checkpoint");
}

// ---- Zones of a scenario: few enough for the first rank, which puts them into the order of their rows

struct ZonesOfAll {
  ZoneStates states;
  Energy::Counted counted;
};

// `mine` in the order of `order`; first rank.
template <class Row>
std::vector<Row> gathered(const Comm& comm, const std::vector<Row>& mine, const std::vector<std::size_t>& order) {
  const std::vector<Row> all = comm.gather_of(std::span<const Row>(mine));
  std::vector<Row> sorted;
  if (!all.empty())
    for (const std::size_t at : order) sorted.push_back(all[at]);
  return sorted;
}

// Rows that belong to zones: `begin` is this rank's, on all ranks.
template <class Row>
std::vector<Row> gathered_of_zones(const Comm& comm, const std::vector<Row>& mine,
                                   const std::vector<std::uint64_t>& begin, const std::vector<std::size_t>& order,
                                   std::vector<std::uint64_t>& sorted_begin) {
  std::vector<std::uint64_t> counts;
  for (std::size_t z = 0; z + 1 < begin.size(); ++z) counts.push_back(begin[z + 1] - begin[z]);
  const std::vector<std::uint64_t> all_counts = comm.gather_of(std::span<const std::uint64_t>(counts));
  const std::vector<Row> all = comm.gather_of(std::span<const Row>(mine));
  std::vector<std::uint64_t> first{0};
  for (const std::uint64_t count : all_counts) first.push_back(first.back() + count);
  std::vector<Row> sorted;
  sorted_begin.assign(1, 0);
  for (const std::size_t at : order) {
    sorted.insert(sorted.end(), all.begin() + static_cast<std::ptrdiff_t>(first[at]),
                  all.begin() + static_cast<std::ptrdiff_t>(first[at + 1]));
    sorted_begin.push_back(sorted.size());
  }
  return sorted;
}

// Everything on the first rank by row of the scenario, nothing elsewhere.
ZonesOfAll gather_zones(const Comm& comm, const Energy& energy) {
  const ZoneStates mine = energy.states();
  Energy::Counted counted = energy.counted();
  const std::vector<std::uint32_t> rows = energy.rows();
  const std::vector<std::uint32_t> all_rows = comm.gather_of(std::span<const std::uint32_t>(rows));
  std::vector<std::size_t> order(all_rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all_rows[a] < all_rows[b]; });
  ZonesOfAll all;
  all.states.zones = gathered(comm, mine.zones, order);
  all.states.node_C = gathered_of_zones(comm, mine.node_C, mine.node_begin, order, all.states.node_begin);
  all.states.need_Wh = gathered_of_zones(comm, mine.need_Wh, mine.vehicle_begin, order, all.states.vehicle_begin);
  all.counted.totals = gathered(comm, counted.totals, order);
  all.counted.systems = gathered(comm, counted.systems, order);
  for (std::vector<std::int64_t>* hours : {&counted.heating_mW, &counted.cooling_mW}) comm.sum(*hours);
  for (std::vector<std::int64_t>& hours : counted.carriers_mW) comm.sum(hours);
  all.counted.heating_mW = std::move(counted.heating_mW);
  all.counted.cooling_mW = std::move(counted.cooling_mW);
  all.counted.carriers_mW = std::move(counted.carriers_mW);
  return all;
}

// Hours of the year as one column, [kinds * hours_per_year].
std::vector<std::int64_t> carriers_column(const Energy::Counted& counted) {
  std::vector<std::int64_t> column;
  for (const std::vector<std::int64_t>& hours : counted.carriers_mW)
    column.insert(column.end(), hours.begin(), hours.end());
  return column;
}

// Hours that the first rank goes on with; others begin at 0, as the sum over ranks counts.
std::vector<std::int64_t> hours_for(const Comm& comm, std::vector<std::int64_t> hours) {
  if (!comm.first()) std::fill(hours.begin(), hours.end(), 0);
  return hours;
}

// The rows of this rank's zones.
ZonesOfAll part_of(const ZonesOfAll& all, const std::vector<std::uint32_t>& rows) {
  ZonesOfAll mine;
  for (const std::uint32_t row : rows) {
    mine.states.add(all.states.nodes(row).size(), all.states.needs(row).size());
    const std::size_t at = mine.states.size() - 1;
    mine.states.zones[at] = all.states.zones[row];
    std::copy_n(all.states.nodes(row).begin(), all.states.nodes(row).size(), mine.states.nodes(at).begin());
    std::copy_n(all.states.needs(row).begin(), all.states.needs(row).size(), mine.states.needs(at).begin());
    mine.counted.totals.push_back(all.counted.totals[row]);
    if (!all.counted.systems.empty()) mine.counted.systems.push_back(all.counted.systems[row]);
  }
  return mine;
}

// ---- Zones of a city: in the order of the ranks, as their rows are

void write_zone_hours(H5Output& file, const CityEnergy& energy, std::size_t hours) {
  if (!energy.world().keep_hours || hours == 0) return;
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    const std::vector<float>& all = energy.zone_hours_W(static_cast<LoadKind>(kind));
    GrowingColumn column = file.begin_column<float>("/zone_hours/" + std::to_string(kind), energy.world().zones.size(),
                                                    {"W", "mean of the hour", "zone, hour", "", {hours}});
    for (std::size_t zone = 0; zone < energy.world().zones.size(); ++zone)
      column.packer.add(std::as_bytes(std::span(all).subspan(zone * energy.hours(), hours)));
    file.end_column(std::move(column));
  }
}

void read_zone_hours(const H5Input& file, const CityEnergy& energy, std::size_t hours, RowRange range,
                     std::array<std::vector<float>, summed_kinds>& all) {
  if (!energy.world().keep_hours) return;
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    all[kind].assign(range.count * energy.hours(), 0);
    if (hours == 0) continue;
    const std::vector<float> recorded = file.read<float>("/zone_hours/" + std::to_string(kind), range);
    if (recorded.size() != range.count * hours) refuse(file.path(), "hours of zones");
    check_numbers(file.path(), "/zone_hours", std::span(std::as_const(recorded)));
    for (std::size_t zone = 0; zone < range.count; ++zone)
      std::copy_n(recorded.begin() + static_cast<std::ptrdiff_t>(zone * hours), hours,
                  all[kind].begin() + static_cast<std::ptrdiff_t>(zone * energy.hours()));
  }
}

}  // namespace

void write_energy_state(const Comm& comm, H5Output& file, const Energy& energy, std::uint64_t /*next_step*/) {
  const ZonesOfAll all = gather_zones(comm, energy);
  write_zone_states(file, all.states);
  each_total_column(column_writer(file, "/totals", all.counted.totals));
  file.write_table("/hours/heating_mW", all.counted.heating_mW, {"mW", "heating of all zones", "hour"});
  file.write_table("/hours/cooling_mW", all.counted.cooling_mW, {"mW", "cooling of all zones", "hour"});
  if (!energy.systems().any()) return;
  each_system_column(column_writer(file, "/systems", all.counted.systems));
  file.write_table("/hours/carriers_mW", carriers_column(all.counted), {"mW", "carriers of all zones", "kind × hour"});
}

void read_energy_state(const Comm& comm, const std::string& path, const std::string& group, std::uint64_t /*next_step*/,
                       Energy& energy) {
  ZonesOfAll mine;
  comm.agree([&] {
    const H5Input file(path, group);
    ZonesOfAll all;
    all.states = read_zone_states(file, {});
    if (all.states.size() != energy.world().zones.size()) refuse(path, "zones");
    all.counted.totals.resize(all.states.size());
    each_total_column(column_reader(file, "/totals", all.counted.totals, {}));
    const bool carriers = energy.systems().any();
    if (carriers) {
      all.counted.systems.resize(all.states.size());
      each_system_column(column_reader(file, "/systems", all.counted.systems, {}));
    }
    mine = part_of(all, energy.rows());
    if (!mine.states.same_shape(energy.states())) refuse(path, "layers or vehicles of zones");
    mine.counted.heating_mW = hours_for(comm, file.read<std::int64_t>("/hours/heating_mW"));
    mine.counted.cooling_mW = hours_for(comm, file.read<std::int64_t>("/hours/cooling_mW"));
    if (mine.counted.heating_mW.size() != hours_per_year || mine.counted.cooling_mW.size() != hours_per_year)
      refuse(path, "hours");
    if (!carriers) return;
    const auto column = hours_for(comm, file.read<std::int64_t>("/hours/carriers_mW"));
    if (column.size() != hour_sum_count * hours_per_year) refuse(path, "hours of carriers");
    for (std::size_t kind = 0; kind < hour_sum_count; ++kind)
      mine.counted.carriers_mW[kind].assign(column.begin() + static_cast<std::ptrdiff_t>(kind * hours_per_year),
                                            column.begin() + static_cast<std::ptrdiff_t>((kind + 1) * hours_per_year));
  });
  energy.go_on(mine.states, std::move(mine.counted));
}

void write_energy_state(const Comm& comm, H5Output& file, const CityEnergy& energy, std::uint64_t next_step) {
  write_zone_states(file, energy.states());
  each_city_total_column(column_writer(file, "/totals", energy.totals()));
  std::vector<std::int64_t> district_mW = energy.district_mW();
  comm.sum(district_mW);
  file.write_table("/districts/hours_mW", district_mW, {"mW", "loads and carriers", "district × kind × hour"});
  write_zone_hours(file, energy, energy.hours_before(next_step));
}

void read_energy_state(const Comm& comm, const std::string& path, const std::string& group, std::uint64_t next_step,
                       CityEnergy& energy) {
  const auto zones = static_cast<std::int64_t>(energy.world().zones.size());
  const RowRange range{static_cast<std::uint64_t>(comm.sum_below(zones)), static_cast<std::uint64_t>(zones)};
  ZoneStates states;
  CityEnergy::Counted counted;
  comm.agree([&] {
    const H5Input file(path, group);
    if (file.rows("/zones/air_C") != energy.world().all_zones) refuse(path, "zones");
    states = read_zone_states(file, range);
    if (!states.same_shape(energy.states())) refuse(path, "layers or vehicles of zones");
    counted.totals.resize(range.count);
    each_city_total_column(column_reader(file, "/totals", counted.totals, range));
    counted.district_mW = hours_for(comm, file.read<std::int64_t>("/districts/hours_mW"));
    if (counted.district_mW.size() != energy.district_mW().size()) refuse(path, "hours of districts");
    read_zone_hours(file, energy, energy.hours_before(next_step), range, counted.zone_hours_W);
  });
  energy.go_on(states, std::move(counted));
}

}  // namespace machi
