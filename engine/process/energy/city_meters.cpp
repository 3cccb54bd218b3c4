#include "engine/process/energy/city_meters.hpp"

#include <algorithm>

namespace machi {

CityMeters::CityMeters(const CityWorld& world, std::span<const std::uint32_t> rows) {
  if (world.supplies.empty()) return;
  const std::size_t faces = world.zones[rows[0]].facings.size();
  for (std::size_t lane = 0; lane < rows.size(); ++lane) {
    const CitySupply& supply = world.supplies[rows[lane]];
    if (!supply.has_meter()) continue;
    meters_[lane].emplace(std::vector<PhotovoltaicArray>{}, supply.batteries, supply.vehicles);
    const ZonePresence& presence = world.presence;
    for (std::size_t v = 0; v < supply.vehicles.size() && !presence.cars_arriving.empty(); ++v) {
      const std::size_t first = std::size_t{24} * rows[lane];
      const auto of = [&](const std::vector<float>& column) {
        return std::span<const float, hours_per_day>(column.data() + first, hours_per_day);
      };
      meters_[lane]->set_plan(v, vehicles_by_trips(supply.vehicles[v], supply.vehicles_Wh_km[v],
                                                   of(presence.cars_arriving), of(presence.driven_km)));
    }
    if (supply.panels_W.empty()) continue;
    if (panels_W_.empty()) panels_W_.assign(faces * lanes, 0);
    for (std::size_t f = 0; f < faces; ++f) {
      panels_W_[f * lanes + lane] = supply.panels_W[f];
      inverter_W_[lane] += supply.panels_W[f];
    }
  }
}

// As PhotovoltaicArray::direct_W, over all planes.
void CityMeters::take_sun(std::size_t h, const float* face_W_m2, float air_C, float warming_Km2_W) {
  const auto slope_1_K = static_cast<float>(EnergyPhotovoltaic{}.temperature_1_K);
  std::array<float, lanes> sum{};
  if (face_W_m2 != nullptr)
    for (std::size_t f = 0; f < panels_W_.size() / lanes; ++f)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const float sun = face_W_m2[f * lanes + lane];
        const float cell_C = air_C + sun * warming_Km2_W;
        sum[lane] += panels_W_[f * lanes + lane] * std::max(0.0F, sun / 1000 * (1 + slope_1_K * (cell_C - 25)));
      }
  for (std::size_t lane = 0; lane < lanes; ++lane) direct_W_[lane][h] = sum[lane];
}

void CityMeters::keep(std::size_t lane, ZoneState& state, std::span<double> need_Wh) const {
  if (!meters_[lane]) return;
  state.stored_Wh = meters_[lane]->stored_Wh();
  std::copy(meters_[lane]->need_Wh().begin(), meters_[lane]->need_Wh().end(), need_Wh.begin());
}

void CityMeters::go_on(std::size_t lane, const ZoneState& state, std::span<const double> need_Wh) {
  if (meters_[lane]) meters_[lane]->set_state(state.stored_Wh, need_Wh);
}

bool CityMeters::finite() const {
  return std::all_of(meters_.begin(), meters_.end(), [](const auto& meter) { return !meter || meter->finite(); });
}

void CityMeters::run_day(std::size_t lane, const DayColumn& zone_W, const DayColumn& wanted_W,
                         const std::array<bool, hours_per_day>& powered, MeterDay& flows) {
  DayColumn sun_W{};
  const EnergyPhotovoltaic usual;
  if (inverter_W_[lane] > 0)
    for (std::size_t h = 0; h < hours_per_day; ++h)
      sun_W[h] = static_cast<float>(
          inverter_output_W(static_cast<double>(direct_W_[lane][h]), usual, static_cast<double>(inverter_W_[lane])));
  meters_[lane]->run_day(sun_W, zone_W, wanted_W, powered, flows);
}

}  // namespace machi
