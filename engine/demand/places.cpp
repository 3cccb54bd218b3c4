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

std::array<float, purpose_count> offers_of(std::int16_t usage, double floor_area_m2) {
  const PlacesRow* row = row_of(usage);
  const double m2 = floor_area_m2;
  if (row == nullptr || !(m2 > 0)) return {};
  return {0,
          part(m2, row->m2_a_job),
          part(m2, row->m2_a_school_place),
          static_cast<float>(m2 * row->shopping_1_m2),
          static_cast<float>(m2 * row->leisure_1_m2),
          static_cast<float>(m2 * row->business_1_m2)};
}

std::vector<double> Places::by_zone(Purpose purpose) const {
  std::vector<double> sums(zone_begin.size() - 1, 0);
  for (const Place& each : place)
    sums[each.zone] += static_cast<double>(each.offers[static_cast<std::size_t>(purpose)]);
  return sums;
}

// The first whose sum is above the lot; where rounding leaves none, the first with the whole sum.
std::uint32_t Places::draw(std::uint32_t zone, Purpose purpose, double uniform) const {
  const std::vector<double>& sums = until[static_cast<std::size_t>(purpose)];
  const auto from = sums.begin() + zone_begin[zone];
  const auto to = sums.begin() + zone_begin[zone + 1];
  auto found = std::upper_bound(from, to, uniform * *(to - 1));
  if (found == to) found = std::lower_bound(from, to, *(to - 1));
  return static_cast<std::uint32_t>(found - sums.begin());
}

Places find_places(const Town& town, const Zones& zones, const Comm& comm) {
  std::vector<Places::Place> mine;
  for (std::size_t k = 0; k < town.buildings.size(); ++k) {
    const auto offers = offers_of(town.buildings.usage[k], town.buildings.floor_area_m2[k]);
    if (row_of(town.buildings.usage[k]) == nullptr || !(town.buildings.floor_area_m2[k] > 0)) continue;
    Places::Place& place = mine.emplace_back();
    place.building = town.buildings.row[k];
    place.point = town.buildings.point[k];
    place.zone = zones.of(place.point);
    place.offers = offers;
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
  for (std::size_t purpose = 0; purpose < purpose_count; ++purpose) {
    double sum = 0;
    for (std::size_t k = 0; k < places.place.size(); ++k) {
      const bool begins = k == 0 || places.place[k].zone != places.place[k - 1].zone;
      sum = static_cast<double>(places.place[k].offers[purpose]) + (begins ? 0 : sum);
      places.until[purpose].push_back(sum);
    }
  }
  return places;
}

}  // namespace machi
