#include "engine/demand/places.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "engine/demand/demand_settings.hpp"

namespace machi {
namespace {

float part(double m2, double m2_each) {
  return m2_each > 0 ? static_cast<float>(m2 / m2_each) : 0.0F;
}

const PlacesRow* row_of(std::int16_t usage) {
  const auto& rows = places_rows();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const PlacesRow& row) { return row.usage == usage; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::vector<double> Places::by_zone(Purpose purpose) const {
  std::vector<double> sums(zone_begin.size() - 1, 0);
  for (const Place& each : place)
    sums[each.zone] += static_cast<double>(each.offers[static_cast<std::size_t>(purpose)]);
  return sums;
}

std::uint32_t Places::draw(std::uint32_t zone, Purpose purpose, double uniform) const {
  const auto offer = [&](std::uint32_t k) {
    return static_cast<double>(place[k].offers[static_cast<std::size_t>(purpose)]);
  };
  double sum = 0;
  for (std::uint32_t k = zone_begin[zone]; k < zone_begin[zone + 1]; ++k) sum += offer(k);
  double left = uniform * sum;
  std::uint32_t last = zone_begin[zone];
  for (std::uint32_t k = zone_begin[zone]; k < zone_begin[zone + 1]; ++k) {
    if (offer(k) <= 0) continue;
    last = k;
    left -= offer(k);
    if (left < 0) break;
  }
  return last;
}

Places find_places(const Town& town, const Zones& zones, const Comm& comm) {
  std::vector<Places::Place> mine;
  for (std::size_t k = 0; k < town.buildings.size(); ++k) {
    const PlacesRow* row = row_of(town.buildings.usage[k]);
    const double m2 = town.buildings.floor_area_m2[k];
    if (row == nullptr || !(m2 > 0)) continue;
    Places::Place& place = mine.emplace_back();
    place.building = town.buildings.row[k];
    place.point = town.buildings.point[k];
    place.zone = zones.of(place.point);
    place.offers = {0,
                    part(m2, row->m2_a_job),
                    part(m2, row->m2_a_school_place),
                    static_cast<float>(m2 * row->shopping_1_m2),
                    static_cast<float>(m2 * row->leisure_1_m2),
                    static_cast<float>(m2 * row->business_1_m2)};
  }
  Places places;
  places.place = comm.all_gather_of(std::span<const Places::Place>(mine));
  if (places.place.empty())
    throw InputError(town.name,
                     "has no workplaces (no building of a use other than dwelling). Import buildings with "
                     "their uses");
  std::stable_sort(places.place.begin(), places.place.end(),
                   [](const Places::Place& a, const Places::Place& b) { return a.zone < b.zone; });
  places.zone_begin.assign(zones.size() + 1, 0);
  for (const Places::Place& each : places.place) ++places.zone_begin[each.zone + 1];
  for (std::size_t zone = 0; zone < zones.size(); ++zone) places.zone_begin[zone + 1] += places.zone_begin[zone];
  return places;
}

}  // namespace machi
