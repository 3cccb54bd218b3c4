#include "engine/process/energy/city_energy.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace machi {

CityEnergy::CityEnergy(CityWorld world, LoadsSink* sink)
    : world_(std::move(world)),
      sink_(sink),
      years_(world_.weather),
      panel_air_(panel_air(world_.weather)),
      totals_(world_.zones.size()),
      district_mW_(world_.districts.size() * hour_kinds() * hours(), 0) {
  if (world_.keep_hours)
    for (std::vector<float>& of_kind : zone_hours_W_) of_kind.assign(world_.zones.size() * hours(), 0);
  plan_blocks();
}

// Zones of one use, glass and shape, in their order.
void CityEnergy::plan_blocks() {
  using Kind = std::tuple<std::uint32_t, std::uint32_t, ZoneShape>;
  std::map<Kind, std::vector<std::uint32_t>> kinds;
  for (std::uint32_t row = 0; row < world_.zones.size(); ++row) {
    const CityZone& zone = world_.zones[row];
    const std::uint32_t glazing = *std::min_element(zone.glazing_of.begin(), zone.glazing_of.end());
    kinds[{zone.use, glazing, shape_of(zone.thermal)}].push_back(row);
  }
  for (const auto& [kind, rows] : kinds)
    for (std::size_t first = 0; first < rows.size(); first += CityBlock::lanes)
      blocks_.emplace_back(world_, std::span(rows).subspan(first, std::min(CityBlock::lanes, rows.size() - first)),
                           years_, panel_air_);
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
#pragma omp for schedule(dynamic, 1)
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (std::int64_t since = first; since < last; ++since) {
        blocks_[b].run_day(static_cast<int>((world_.first_day + since + 2 * days_per_year) % days_per_year));
        if (since < 0) continue;
        record(blocks_[b], since, mine.data() + static_cast<std::size_t>(since - first) * rows * 24);
        if (sink_ != nullptr) sink_->take(blocks_[b].loads());
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

void CityEnergy::record(const CityBlock& block, std::int64_t since, std::int64_t* district_mW) {
  const LoadsOfDay loads = block.loads();
  const CarriersOfDay* const carriers = world_.supplies.empty() ? nullptr : &block.carriers();
  for (std::size_t lane = 0; lane < loads.zones.size(); ++lane) {
    const std::uint32_t row = loads.zones[lane];
    add_day(loads, carriers, lane, totals_[row],
            district_mW + static_cast<std::size_t>(world_.district[row]) * hour_kinds() * 24);
    if (!world_.keep_hours) continue;
    const auto at = static_cast<std::ptrdiff_t>(row * hours() + 24 * static_cast<std::size_t>(since));
    for (std::size_t kind = 0; kind < summed_kinds; ++kind) {
      const std::span<const float> of_day = loads.of(static_cast<LoadKind>(kind), lane);
      std::copy(of_day.begin(), of_day.end(), zone_hours_W_[kind].begin() + at);
    }
  }
}

}  // namespace machi
