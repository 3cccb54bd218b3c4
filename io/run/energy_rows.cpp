#include "io/run/energy_rows.hpp"

#include <algorithm>
#include <tuple>

namespace machi {
namespace {

void gather_systems(const Comm& comm, const Energy& energy, EnergyRows& rows) {
  if (!energy.systems().any()) return;
  std::vector<SystemRow> systems;
  for (const auto& group : energy.world().groups)
    for (const std::uint32_t row : group) systems.push_back({row, energy.systems().totals()[row]});
  rows.systems = comm.gather_of(std::move(systems));
  std::sort(rows.systems.begin(), rows.systems.end(), [](auto& a, auto& b) { return a.zone < b.zone; });
  rows.carriers_mW = energy.systems().hours_mW();
  for (std::vector<std::int64_t>& hours : rows.carriers_mW) comm.sum(hours);
}

}  // namespace

EnergyRows gather_energy(const Comm& comm, const Energy& energy) {
  const EnergyWorld& world = energy.world();
  std::vector<ZoneRow> zones;
  std::vector<FaceRow> faces;
  for (const auto& group : world.groups)
    for (const std::uint32_t row : group) {
      zones.push_back({row, energy.totals()[row]});
      const std::vector<ThermalElement>& elements = world.zones[row].elements;
      for (std::uint32_t e = 0; e < elements.size(); ++e)
        if (const FaceYear* sun = world.sun.of(row, e); sun != nullptr)
          faces.push_back({row, e, elements[e].surface, elements[e].window, elements[e].area_m2, sun->incident_kWh_m2,
                           sun->through_kWh_m2});
    }
  EnergyRows rows;
  rows.zones = comm.gather_of(std::move(zones));
  rows.faces = comm.gather_of(std::move(faces));
  rows.heating_mW = energy.heating_mW();
  rows.cooling_mW = energy.cooling_mW();
  gather_systems(comm, energy, rows);
  std::sort(rows.zones.begin(), rows.zones.end(), [](const ZoneRow& a, const ZoneRow& b) { return a.zone < b.zone; });
  std::sort(rows.faces.begin(), rows.faces.end(), [](const FaceRow& a, const FaceRow& b) {
    return std::tie(a.zone, a.element) < std::tie(b.zone, b.element);
  });
  comm.sum(rows.heating_mW);
  comm.sum(rows.cooling_mW);
  return rows;
}

}  // namespace machi
