#include "engine/process/energy/energy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/process/energy/energy_check.hpp"

namespace machi {

Energy::Energy(EnergyWorld world)
    : world_(std::move(world)),
      totals_(world_.zones.size()),
      heating_mW_(hours_per_year, 0),
      cooling_mW_(hours_per_year, 0),
      systems_(world_.systems) {
  if (world_.model == EnergyModel::layered) {
    for (const ClusterPlan& plan : plan_clusters(world_.zones, world_.groups)) layered_.emplace_back(world_, plan);
    return;
  }
  std::vector<std::uint32_t> rows;
  for (const auto& group : world_.groups) rows.insert(rows.end(), group.begin(), group.end());
  for (std::size_t first = 0; first < rows.size(); first += kernels::simple_lanes)
    simple_.emplace_back(world_, std::span(rows).subspan(first, std::min(kernels::simple_lanes, rows.size() - first)));
}

template <class Cluster>
void Energy::run_clusters(std::vector<Cluster>& clusters, int day, ZoneTotals* totals, ZoneDayMeans* means) {
#pragma omp parallel for schedule(dynamic) if (clusters.size() > 1)
  for (std::size_t c = 0; c < clusters.size(); ++c) clusters[c].run_day(day, totals, means);
  for (const Cluster& cluster : clusters)
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::size_t at = 24 * static_cast<std::size_t>(day) + hour;
      heating_mW_[at] += cluster.load().heating_mW[hour];
      cooling_mW_[at] += cluster.load().cooling_mW[hour];
    }
}

// The year's last days go before its first, so that walls are as warm as they would be.
void Energy::step_inner(std::uint64_t step) {
  const std::int64_t since = static_cast<std::int64_t>(step) - world_.warm_up_days;
  const int day = static_cast<int>((since + days_per_year) % days_per_year);
  ZoneTotals* const totals = since < 0 ? nullptr : totals_.data();
  ZoneDayMeans* const means = systems_.means();
  run_clusters(layered_, day, totals, means);
  run_clusters(simple_, day, totals, means);
  systems_.run_day(day, totals != nullptr);
}

bool Energy::service(const Comm& comm, std::uint64_t step) {
  comm.agree([&] {
    const auto finite = [](const auto& one) { return one.finite(); };
    const auto& meters = world_.systems.meters;
    if (std::all_of(layered_.begin(), layered_.end(), finite) && std::all_of(simple_.begin(), simple_.end(), finite) &&
        std::all_of(meters.begin(), meters.end(), [](const MeteredZones& one) { return one.meter.finite(); }))
      return;
    const ZoneStates now = states();
    const std::size_t bad = now.first_not_finite();
    if (bad == now.size()) return;
    const std::uint32_t row = rows()[bad];
    refuse_zone(world_.names.empty() ? fmt::format("row {}", row) : fmt::format("'{}'", world_.names[row]), step,
                comm.rank());
  });
  return true;
}

std::vector<std::uint32_t> Energy::rows() const {
  std::vector<std::uint32_t> rows;
  for (const auto& group : world_.groups) rows.insert(rows.end(), group.begin(), group.end());
  std::sort(rows.begin(), rows.end());
  return rows;
}

// [zones of the scenario] where a zone of this rank stands among rows().
std::vector<std::uint32_t> Energy::places() const {
  std::vector<std::uint32_t> places(world_.zones.size(), no_zone);
  std::uint32_t next = 0;
  for (const std::uint32_t row : rows()) places[row] = next++;
  return places;
}

ZoneStates Energy::states() const {
  const std::vector<std::uint32_t> place = places();
  std::vector<std::uint64_t> vehicles(world_.zones.size(), 0);
  for (const MeteredZones& metered : world_.systems.meters)
    vehicles[metered.zones.front()] = metered.meter.need_Wh().size();
  ZoneStates states;
  for (const std::uint32_t row : rows()) {
    std::uint64_t nodes = 0;
    if (world_.model == EnergyModel::layered)
      for (const std::uint32_t of_element : shape_of(world_.zones[row])) nodes += of_element;
    states.add(nodes, vehicles[row]);
  }
  for (const auto& cluster : layered_) cluster.keep(place, states);
  for (const auto& cluster : simple_) cluster.keep(place, states);
  for (const MeteredZones& metered : world_.systems.meters) {
    const std::uint32_t at = place[metered.zones.front()];
    states.zones[at].stored_Wh = metered.meter.stored_Wh();
    std::copy(metered.meter.need_Wh().begin(), metered.meter.need_Wh().end(), states.needs(at).begin());
  }
  return states;
}

Energy::Counted Energy::counted() const {
  Counted counted;
  for (const std::uint32_t row : rows()) {
    counted.totals.push_back(totals_[row]);
    if (systems_.any()) counted.systems.push_back(systems_.totals()[row]);
  }
  counted.heating_mW = heating_mW_;
  counted.cooling_mW = cooling_mW_;
  counted.carriers_mW = systems_.hours_mW();
  return counted;
}

void Energy::go_on(const ZoneStates& states, Counted counted) {
  const std::vector<std::uint32_t> mine = rows();
  const std::vector<std::uint32_t> place = places();
  for (auto& cluster : layered_) cluster.go_on(place, states);
  for (auto& cluster : simple_) cluster.go_on(place, states);
  for (MeteredZones& metered : world_.systems.meters) {
    const std::uint32_t at = place[metered.zones.front()];
    metered.meter.set_state(states.zones[at].stored_Wh, states.needs(at));
  }
  for (std::size_t k = 0; k < mine.size(); ++k) totals_[mine[k]] = counted.totals[k];
  heating_mW_ = std::move(counted.heating_mW);
  cooling_mW_ = std::move(counted.cooling_mW);
  systems_.go_on(mine, counted.systems, std::move(counted.carriers_mW));
}

void Energy::check_conservation(const Comm& comm) const {
  const Counted mine = counted();
  const auto zone_hours = static_cast<double>(world_.zones.size()) * hours_per_year;
  ConservationCheck check(comm, 0.5 * zone_hours, 1e-9);
  const auto months_Wh = [](const auto& rows, const auto& months_of) {
    double sum = 0;
    for (const auto& row : rows)
      for (const double Wh : months_of(row)) sum += Wh;
    return sum;
  };
  check.add("heating",
            months_Wh(
                mine.totals, [](auto& t) -> auto& { return t.heating_Wh; }),
            mine.heating_mW);
  check.add("cooling",
            months_Wh(
                mine.totals, [](auto& t) -> auto& { return t.cooling_Wh; }),
            mine.cooling_mW);
  if (systems_.any()) {
    const auto use = [&](const char* name, Use of, HourSum hours) {
      check.add(name,
                months_Wh(
                    mine.systems, [of](auto& t) -> auto& { return t.use_Wh[static_cast<std::size_t>(of)]; }),
                mine.carriers_mW[static_cast<std::size_t>(hours)]);
    };
    const auto flow = [&](const char* name, MeterFlow of, HourSum hours) {
      check.add(name,
                months_Wh(
                    mine.systems, [of](auto& t) -> auto& { return t.flow_Wh[static_cast<std::size_t>(of)]; }),
                mine.carriers_mW[static_cast<std::size_t>(hours)]);
    };
    use("gas", Use::gas, HourSum::gas);
    use("kerosene", Use::kerosene, HourSum::kerosene);
    flow("electricity from the grid", MeterFlow::from_grid, HourSum::from_grid);
    flow("electricity to the grid", MeterFlow::to_grid, HourSum::to_grid);
    flow("electricity of panels", MeterFlow::photovoltaic, HourSum::photovoltaic);
  }
  check.finish();
}

}  // namespace machi
