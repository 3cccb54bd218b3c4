// The parts of the sheet about travel and rides.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/process/mobility/emission_factors.hpp"
#include "engine/process/mobility/travel_event.hpp"
#include "io/study/process_sheets.hpp"
#include "io/study/run_rows.hpp"
#include "io/study/street_figures.hpp"

namespace machi {
namespace {

struct TravelTally {
  double persons{0};
  double trips{0};
  double time_s{0};
  double walked_m{0};
  double stops{0};
  double dwell_h{0};
  double vehicle_km{0};
  double co2_g{0};
  double detour_vehicle_km{0};
  double without_detour{0};
};

std::size_t row_called(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Areas of points of a travel network; many persons share theirs.
class NetworkAreas {
 public:
  NetworkAreas(const SheetAreas& areas, const std::optional<ShiftMm>& shift) : areas_(areas), shift_(shift) {}
  std::string of(double x_m, double y_m) {
    if (!areas_.any() || !shift_) return {};
    const std::pair<std::int32_t, std::int32_t> at{static_cast<std::int32_t>(std::lround(1e3 * x_m + shift_->x)),
                                                   static_cast<std::int32_t>(std::lround(1e3 * y_m + shift_->y))};
    const auto known = known_.find(at);
    if (known != known_.end()) return known->second;
    return known_[at] = areas_.of(at.first, at.second);
  }

 private:
  const SheetAreas& areas_;
  std::optional<ShiftMm> shift_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::string> known_;
};

/// Where links begin, in the network's frame.
struct LinkPlaces {
  std::vector<double> x_m, y_m;
  static LinkPlaces read(const H5Input& file) {
    LinkPlaces places;
    const auto from = file.read<std::uint32_t>("/links/from");
    const auto x_m = file.read<double>("/nodes/x_m");
    const auto y_m = file.read<double>("/nodes/y_m");
    for (const std::uint32_t node : from) {
      const bool known = node < std::min(x_m.size(), y_m.size());
      places.x_m.push_back(known ? x_m[node] : 0);
      places.y_m.push_back(known ? y_m[node] : 0);
    }
    return places;
  }
};

// Area of each person's home: its first activity.
std::vector<std::string> home_areas(const H5Input& file, const std::vector<std::uint64_t>& begin, NetworkAreas& areas,
                                    const LinkPlaces& links) {
  std::vector<std::string> homes;
  const auto x_m = file.read<double>("/activities/x_m");
  const auto y_m = file.read<double>("/activities/y_m");
  const auto link = file.read<std::uint32_t>("/activities/link");
  for (std::size_t p = 0; p + 1 < begin.size(); ++p) {
    const std::uint64_t first = begin[p];
    if (first >= x_m.size()) {
      homes.emplace_back();
    } else if (std::isfinite(x_m[first])) {
      homes.push_back(areas.of(x_m[first], y_m[first]));
    } else {
      const bool known = link[first] < links.x_m.size();
      homes.push_back(known ? areas.of(links.x_m[link[first]], links.y_m[link[first]]) : std::string());
    }
  }
  return homes;
}

std::vector<double> walked_of_each(const H5Input& file, const std::vector<std::uint64_t>& begin) {
  const std::size_t walk = row_called(file.read_string_list("/legs/modes"), "walk");
  const auto mode = file.read<std::uint16_t>("/legs/mode");
  const auto distance_m = file.read<double>("/legs/distance_m");
  std::vector<double> walked(begin.empty() ? 0 : begin.size() - 1, 0);
  for (std::size_t p = 0; p < walked.size(); ++p)
    for (std::uint64_t leg = begin[p] - p; leg < begin[p + 1] - p - 1 && leg < mode.size(); ++leg)
      if (mode[leg] == walk && std::isfinite(distance_m[leg])) walked[p] += distance_m[leg];
  return walked;
}

/// Exhaust of the vehicles on each link; empty where the run has no bins of time. Those whose speed nobody knows,
/// because all of them ended there, drove at the mean of all.
std::vector<double> co2_of_links_g(const H5Input& file, const std::vector<double>& length_m, double heavy_share) {
  if (!file.has("/volumes/vehicles")) return {};
  std::vector<double> co2_g(length_m.size(), 0);
  const auto link = file.read<std::uint32_t>("/volumes/link");
  if (file.has("/volumes/co2_g")) {
    const auto row_g = file.read<double>("/volumes/co2_g");
    for (std::size_t k = 0; k < link.size(); ++k)
      if (link[k] < co2_g.size()) co2_g[link[k]] += row_g[k];
    return co2_g;
  }
  const auto vehicles = file.read<std::uint32_t>("/volumes/vehicles");
  const auto passed = file.read<std::uint32_t>("/volumes/passed");
  const auto time_s = file.read<double>("/volumes/time_s");
  double driven_m = 0, under_way_s = 0;
  for (std::size_t k = 0; k < link.size(); ++k) {
    if (link[k] >= co2_g.size() || !(time_s[k] > 0)) continue;
    driven_m += passed[k] * length_m[link[k]];
    under_way_s += passed[k] * time_s[k];
  }
  const double mean_m_s = under_way_s > 0 ? driven_m / under_way_s : 0;
  for (std::size_t k = 0; k < link.size(); ++k) {
    if (link[k] >= co2_g.size()) continue;
    const double m = length_m[link[k]];
    co2_g[link[k]] += link_emissions(vehicles[k], m, time_s[k] > 0 ? m / time_s[k] : mean_m_s, heavy_share).co2_g;
  }
  return co2_g;
}

SheetValues travel_values(const TravelTally& tally, const SheetSettings& settings, bool emits) {
  const std::optional<double> walked_m = sheet_mean(tally.walked_m, tally.persons);
  const auto times = [](std::optional<double> value, double factor) {
    return value ? std::optional<double>(*value * factor) : value;
  };
  const std::optional<double> steps = times(walked_m, 1 / settings.step_length_m);
  return {tally.persons,
          tally.trips,
          sheet_mean(tally.time_s, tally.persons),
          walked_m,
          steps,
          times(steps, settings.yen_per_step),
          sheet_mean(tally.stops, tally.persons),
          tally.dwell_h,
          tally.vehicle_km,
          emits ? std::optional<double>(1e-6 * tally.co2_g) : std::nullopt,
          tally.detour_vehicle_km,
          tally.without_detour};
}

struct RideTally {
  double calls{0};
  double served{0};
  double rejected{0};
  double picked_up{0};
  double wait_s{0};
  double in_vehicle_s{0};
  double direct_s{0};
  double shared{0};
};

SheetValues ride_values(const RideTally& tally) {
  return {tally.calls,
          sheet_mean(tally.served, tally.calls),
          sheet_mean(tally.rejected, tally.calls),
          sheet_mean(tally.wait_s, tally.picked_up),
          sheet_mean(tally.in_vehicle_s, tally.direct_s),
          sheet_mean(tally.shared, tally.served)};
}

}  // namespace

std::optional<ShiftMm> network_shift(const H5Input& result, const CityFrame& frame) {
  if (!result.has_attribute("/", "crs") || result.text_attribute("/", "crs") != fmt::format("EPSG:{}", frame.epsg))
    return {};
  return ShiftMm{-1e3 * (frame.origin_east_m + result.number_attribute("/", "crs_offset_x_m")),
                 -1e3 * (frame.origin_north_m + result.number_attribute("/", "crs_offset_y_m"))};
}

SheetPart travel_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas,
                      const SheetSettings& settings, double heavy_share) {
  NetworkAreas places(areas, city != nullptr ? network_shift(result, city->frame) : std::nullopt);
  const LinkPlaces links = LinkPlaces::read(result);
  const auto begin = result.read<std::uint64_t>("/persons/activity_begin");
  const std::vector<std::string> homes = home_areas(result, begin, places, links);
  const std::vector<double> walked_m = walked_of_each(result, begin);
  const RunRows travellers = travellers_of(result);
  const StreetFigures streets = street_figures(result);
  const std::vector<double> co2_g = co2_of_links_g(result, streets.length_m, heavy_share);
  AreaTallies<TravelTally> tallies;
  for (std::size_t p = 0; p < homes.size(); ++p)
    tallies.add(homes[p], [&](TravelTally& tally) {
      tally.persons += 1;
      tally.trips += travellers.figures.values[0][p];
      tally.time_s += travellers.figures.values[1][p];
      tally.walked_m += walked_m[p];
      tally.stops += streets.stops_of_person[p];
    });
  for (std::size_t link = 0; link < links.x_m.size(); ++link)
    tallies.add(places.of(links.x_m[link], links.y_m[link]), [&](TravelTally& tally) {
      tally.dwell_h += streets.dwell_h[link];
      tally.vehicle_km += 1e-3 * streets.vehicles[link] * streets.length_m[link];
      if (!co2_g.empty()) tally.co2_g += co2_g[link];
      if (std::isinf(streets.detour_m[link]))
        tally.without_detour += streets.vehicles[link];
      else
        tally.detour_vehicle_km += 1e-3 * streets.vehicles[link] * streets.detour_m[link];
    });
  const auto values = [&](const TravelTally& tally) { return travel_values(tally, settings, !co2_g.empty()); };
  return {&travel_kpis(), tallies.rows(values), values({})};
}

SheetPart ride_part(const H5Input& result, const SheetCity* city, const SheetAreas& areas) {
  if (!result.has("/fleets/requests/state")) return {};
  NetworkAreas places(areas, city != nullptr ? network_shift(result, city->frame) : std::nullopt);
  const LinkPlaces links = LinkPlaces::read(result);
  const auto column = [&](const char* name) { return result.read<double>(std::string("/fleets/requests/") + name); };
  const auto state = result.read<std::uint8_t>("/fleets/requests/state");
  const auto from = result.read<std::uint32_t>("/fleets/requests/from");
  const auto shared = result.read<std::uint8_t>("/fleets/requests/shared");
  const auto called_s = column("called_s"), picked_up_s = column("picked_up_s"), set_down_s = column("set_down_s");
  const auto direct_s = column("direct_s");
  AreaTallies<RideTally> tallies;
  for (std::size_t k = 0; k < state.size(); ++k) {
    const bool known = from[k] < links.x_m.size();
    tallies.add(known ? places.of(links.x_m[from[k]], links.y_m[from[k]]) : std::string(), [&](RideTally& tally) {
      const bool served = state[k] == 2;
      tally.calls += 1;
      tally.served += served ? 1 : 0;
      tally.rejected += state[k] == 3 ? 1 : 0;
      if (std::isfinite(picked_up_s[k])) {
        tally.picked_up += 1;
        tally.wait_s += picked_up_s[k] - called_s[k];
      }
      if (!served || !(direct_s[k] > 0)) return;
      tally.in_vehicle_s += set_down_s[k] - picked_up_s[k];
      tally.direct_s += direct_s[k];
      tally.shared += shared[k] != 0 ? 1 : 0;
    });
  }
  return {&ride_kpis(), tallies.rows(ride_values), ride_values({})};
}

}  // namespace machi
