#include "engine/process/energy/city_energy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/process/energy/energy_check.hpp"
#include "engine/process/energy/lanes_to_days.hpp"

namespace machi {

CityEnergy::CityEnergy(CityWorld world)
    : world_(std::move(world)),
      years_(world_.weather),
      panel_air_(panel_air(world_.weather)),
      totals_(world_.zones.size()),
      district_mW_(world_.districts.size() * hour_kinds() * hours(), 0) {
  if (world_.keep_hours)
    for (std::vector<float>& of_kind : zone_hours_W_) of_kind.assign(world_.zones.size() * hours(), 0);
  make_blocks();
}

// Zones of one use, glass and shape, those of a district side by side, in their order.
std::vector<std::vector<std::uint32_t>> CityEnergy::blocks_of(std::uint32_t first, std::uint32_t last) const {
  using Kind = std::tuple<std::uint32_t, std::uint32_t, ZoneShape>;
  std::map<Kind, std::vector<std::uint32_t>> kinds;
  for (std::uint32_t row = first; row < last; ++row) {
    const CityZone& zone = world_.zones[row];
    kinds[{zone.use, world_.envelopes[zone.windows].glazing, element_nodes(zone, world_.envelopes)}].push_back(row);
  }
  std::vector<std::vector<std::uint32_t>> blocks;
  for (auto& [kind, rows] : kinds) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return world_.district[a] < world_.district[b]; });
    for (auto at = rows.begin(); at != rows.end();) {
      const auto end = at + std::min<std::ptrdiff_t>(CityBlock::lanes, rows.end() - at);
      blocks.emplace_back(at, end);
      at = end;
    }
  }
  return blocks;
}

// A slab of horizons after the other, so that few of them are there twice.
void CityEnergy::make_blocks() {
  std::vector<GlassPolynomial> glass;
  for (const EnergyGlazing& glazing : world_.archetypes.glazings) glass.push_back(glass_polynomial(glazing));
  const auto zones = static_cast<std::uint32_t>(world_.zones.size());
  constexpr auto slab_zones = static_cast<std::uint32_t>(ZoneHorizons::slab_zones);
  std::vector<std::vector<std::vector<std::uint32_t>>> slabs;
  std::size_t count = 0;
  for (std::uint32_t first = 0; first < zones; first += slab_zones) {
    slabs.push_back(blocks_of(first, std::min(zones, first + slab_zones)));
    count += slabs.back().size();
  }
  blocks_.reserve(count);
  const bool last_to_hold = world_.horizons.use_count() == 1;
  for (std::size_t slab = 0; slab < slabs.size(); ++slab) {
    for (const std::vector<std::uint32_t>& rows : slabs[slab])
      blocks_.emplace_back(world_, rows, glass, years_, panel_air_);
    if (last_to_hold) world_.horizons->release(slab);
  }
}

// The days before the first go before it, so that walls are as warm as they would be.
void CityEnergy::step_inner(std::uint64_t step) {
  const std::int64_t first = static_cast<std::int64_t>(step) * days_per_step - world_.warm_up_days;
  const std::int64_t last = std::min<std::int64_t>(first + days_per_step, world_.days);
  const std::size_t rows = world_.districts.size() * hour_kinds();
  std::vector<std::int64_t> sums(static_cast<std::size_t>(days_per_step) * rows * 24, 0);
#pragma omp parallel if (blocks_.size() > 1)
  {
    std::vector<std::int64_t> mine(last > 0 ? sums.size() : 0, 0);
    CityBlock::Room room(world_);
#pragma omp for schedule(dynamic, 1)
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (std::int64_t since = first; since < last; ++since) {
        blocks_[b].run_day(static_cast<int>((world_.first_day + since + 2 * days_per_year) % days_per_year), room);
        if (since < 0) continue;
        add_day(blocks_[b].day(), blocks_[b].districts(), totals_,
                mine.data() + static_cast<std::size_t>(since - first) * rows * 24);
        if (world_.keep_hours) keep_hours(blocks_[b].day(), since);
      }
#pragma omp critical(machi_city_energy)
    for (std::size_t k = 0; k < mine.size(); ++k) sums[k] += mine[k];
  }
  for (std::int64_t day = std::max<std::int64_t>(first, 0); day < last; ++day)
    for (std::size_t row = 0; row < rows; ++row)
      for (std::size_t h = 0; h < 24; ++h)
        district_mW_[row * hours() + 24 * static_cast<std::size_t>(day) + h] =
            sums[(static_cast<std::size_t>(day - first) * rows + row) * 24 + h];
}

bool CityEnergy::service(const Comm& comm, std::uint64_t step) {
  comm.agree([&] {
    if (std::all_of(blocks_.begin(), blocks_.end(), [](const CityBlock& block) { return block.finite(); })) return;
    const ZoneStates now = states();
    const std::size_t bad = now.first_not_finite();
    if (bad == now.size()) return;
    refuse_zone(fmt::format("of building {} (row of /buildings of the city file)", world_.zones[bad].building), step,
                comm.rank());
  });
  return true;
}

std::size_t CityEnergy::hours_before(std::uint64_t step) const {
  const std::int64_t days = static_cast<std::int64_t>(step) * days_per_step - world_.warm_up_days;
  return 24 * static_cast<std::size_t>(std::clamp<std::int64_t>(days, 0, world_.days));
}

ZoneStates CityEnergy::states() const {
  ZoneStates states;
  for (std::size_t row = 0; row < world_.zones.size(); ++row) {
    std::uint64_t nodes = 0;
    if (world_.model == EnergyModel::layered)
      for (const std::uint32_t of_element : element_nodes(world_.zones[row], world_.envelopes)) nodes += of_element;
    states.add(nodes, world_.supplies.empty() ? 0 : world_.supplies[row].vehicles.size());
  }
  for (const CityBlock& block : blocks_) block.keep(states);
  return states;
}

void CityEnergy::go_on(const ZoneStates& states, Counted counted) {
  for (CityBlock& block : blocks_) block.go_on(states);
  totals_ = std::move(counted.totals);
  district_mW_ = std::move(counted.district_mW);
  zone_hours_W_ = std::move(counted.zone_hours_W);
}

// Zones add up days in single precision: at most 31 of a month, each rounded once by itself and once in the sum.
void CityEnergy::check_conservation(const Comm& comm) const {
  constexpr double share = 2 * 32 * 0x1p-24;
  ConservationCheck check(comm, 0, share);
  const auto hours_mWh = [&](std::size_t kind) {
    std::int64_t sum = 0;
    for (std::size_t d = 0; d < world_.districts.size(); ++d)
      for (std::size_t h = 0; h < hours(); ++h) sum += district_mW_[(d * hour_kinds() + kind) * hours() + h];
    return sum;
  };
  const auto add = [&](const char* name, auto of_zone, std::size_t hour_kind) {
    double sum_Wh = 0;
    for (const CityZoneTotals& totals : totals_) sum_Wh += totals.year_Wh(of_zone);
    check.add(name, sum_Wh, hours_mWh(hour_kind));
  };
  add("heating", LoadKind::heating, static_cast<std::size_t>(LoadKind::heating));
  add("cooling", LoadKind::cooling, static_cast<std::size_t>(LoadKind::cooling));
  add("hot water", LoadKind::hot_water, static_cast<std::size_t>(LoadKind::hot_water));
  add("cooking", LoadKind::cooking, static_cast<std::size_t>(LoadKind::cooking));
  if (!world_.supplies.empty()) {
    add("electricity from the grid", MeterFlow::from_grid, static_cast<std::size_t>(CityHours::from_grid));
    add("electricity to the grid", MeterFlow::to_grid, static_cast<std::size_t>(CityHours::to_grid));
    add("electricity of panels", MeterFlow::photovoltaic, static_cast<std::size_t>(CityHours::photovoltaic));
    add("electricity of vehicles", MeterFlow::vehicles, static_cast<std::size_t>(CityHours::vehicles));
    add("gas", Use::gas, static_cast<std::size_t>(CityHours::gas));
    add("kerosene", Use::kerosene, static_cast<std::size_t>(CityHours::kerosene));
  }
  check.finish();
}

void CityEnergy::keep_hours(const DayOfZones& day, std::int64_t since) {
  std::array<float, plant_lanes * 24> days;
  for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
    lanes_to_days(day.loads[kind], days.data());
    for (std::size_t lane = 0; lane < day.zones.size(); ++lane)
      std::copy_n(days.data() + 24 * lane, 24,
                  zone_hours_W_[kind].data() + day.zones[lane] * hours() + 24 * static_cast<std::size_t>(since));
  }
}

}  // namespace machi
