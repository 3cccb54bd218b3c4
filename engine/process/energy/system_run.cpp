#include "engine/process/energy/system_run.hpp"

#include <utility>

#include "engine/model/weather.hpp"

namespace machi {

SystemRun::SystemRun(SystemsWorld& world) : world_(world) {
  if (!world_.any) return;
  means_.resize(world_.plants.size());
  totals_.resize(world_.plants.size());
  for (std::vector<std::int64_t>& hours : hours_mW_) hours.assign(hours_per_year, 0);
}

void SystemRun::go_on(const std::vector<std::uint32_t>& rows, const std::vector<SystemTotals>& totals,
                      std::array<std::vector<std::int64_t>, hour_sum_count> hours_mW) {
  if (!world_.any) return;
  for (std::size_t k = 0; k < rows.size(); ++k) totals_[rows[k]] = totals[k];
  hours_mW_ = std::move(hours_mW);
}

void SystemRun::run_day(int day, bool counts) {
  if (!world_.any) return;
#pragma omp parallel if (world_.meters.size() > 1)
  {
    DaySums mine{};
#pragma omp for schedule(static)
    for (std::size_t m = 0; m < world_.meters.size(); ++m) run_meter(world_.meters[m], day, counts, mine);
#pragma omp critical(machi_system_sums)
    if (counts)
      for (std::size_t k = 0; k < hour_sum_count; ++k)
        for (std::size_t h = 0; h < hours_per_day; ++h)
          hours_mW_[k][hours_per_day * static_cast<std::size_t>(day) + h] += mine[k][h];
  }
}

void SystemRun::run_meter(MeteredZones& metered, int day, bool counts, DaySums& sums) {
  const auto at = static_cast<std::size_t>(day);
  const auto powered = world_.outage.powered(at);
  const auto add = [&](HourSum sum, std::size_t h, double watt) {
    sums[static_cast<std::size_t>(sum)][h] += whole_mW(watt);
  };
  DayColumn drawn_W{};
  DayColumn wanted_W{};
  for (const std::uint32_t row : metered.zones) {
    const ZoneUses& uses = world_.uses[row];
    ZoneCarriers carriers;
    if (world_.plants[row])
      world_.plants[row]->carriers_of(at,
                                      {means_[row].heating_W, means_[row].cooling_W, uses.hot_water_W, uses.cooking_W,
                                       uses.equipment_W, uses.lights_W},
                                      powered, carriers);
    for (std::size_t h = 0; h < hours_per_day; ++h) {
      const float base_W = uses.equipment_W[h] + uses.lights_W[h];
      if (!world_.plants[row] && powered[h]) carriers.of(Use::other)[h] = base_W;
      drawn_W[h] += carriers.electricity_W(h);
      wanted_W[h] += base_W;
      add(HourSum::gas, h, carriers.of(Use::gas)[h]);
      add(HourSum::kerosene, h, carriers.of(Use::kerosene)[h]);
    }
    if (counts) totals_[row].add_uses(at, carriers, uses.hot_water_W);
  }
  MeterDay flows;
  metered.meter.run_day(at, drawn_W, wanted_W, powered, flows);
  for (std::size_t h = 0; h < hours_per_day; ++h) {
    add(HourSum::electricity, h, drawn_W[h] + flows.of(MeterFlow::vehicles)[h]);
    add(HourSum::from_grid, h, flows.of(MeterFlow::from_grid)[h]);
    add(HourSum::to_grid, h, flows.of(MeterFlow::to_grid)[h]);
    add(HourSum::photovoltaic, h, flows.of(MeterFlow::photovoltaic)[h]);
  }
  if (!counts) return;
  SystemTotals& first = totals_[metered.zones.front()];
  first.add_flows(at, flows);
  first.stored_Wh = metered.meter.stored_Wh();
  first.vehicles_need_Wh = metered.meter.needed_Wh();
  count_dark_hours(metered.zones, powered);
}

void SystemRun::count_dark_hours(const std::vector<std::uint32_t>& zones,
                                 const std::array<bool, hours_per_day>& powered) {
  for (const std::uint32_t row : zones)
    for (std::size_t h = 0; h < hours_per_day; ++h)
      if (!powered[h]) totals_[row].add_dark_hour(means_[row].air_C[h]);
}

}  // namespace machi
