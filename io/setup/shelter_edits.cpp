#include "io/setup/shelter_edits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "io/city/crs.hpp"
#include "io/options/options.hpp"
#include "io/setup/drawn_areas.hpp"

namespace machi {
namespace {

PointMm point_of_edit(const ScenarioEdit& edit, const CityFrame& frame) {
  if (!edit.point_m.empty())
    return {static_cast<std::int32_t>(std::lround(1000 * edit.point_m[0])),
            static_cast<std::int32_t>(std::lround(1000 * edit.point_m[1])), 0};
  LocalCrs crs(geographic_epsg, frame.epsg);
  const Position position{edit.lon_lat[1], edit.lon_lat[0], 0};
  PointMm point;
  if (!crs.to_local_mm({&position, 1}, frame.origin_east_m, frame.origin_north_m, {&point, 1}))
    throw InputError(edit.where, "edits: lon_lat lies nowhere near the city. Give longitude first, then latitude");
  return point;
}

std::vector<Place> added_places(const Scenario& scenario, const ScenarioEdit& edit, const CityFrame& frame,
                                std::vector<std::string>& notes) {
  std::vector<Place> added;
  if (!edit.file.empty()) {
    added = read_shelters(edit.file, frame, notes);
  } else {
    Place place;
    place.id = edit.id;
    place.name = edit.name.empty() ? edit.id : edit.name;
    place.point = point_of_edit(edit, frame);
    added.push_back(std::move(place));
  }
  for (Place& place : added) {
    place.kind = "shelter_emergency";
    place.hazards = fmt::format("{}", fmt::join(scenario.shelters.hazards, ","));
    if (edit.capacity) place.capacity = static_cast<double>(*edit.capacity);
  }
  return added;
}

bool is_called(const Place& place, const std::string& wanted) {
  return place.id == wanted || place.name == wanted;
}

// The rows of the shelters that an edit names, one or more for each name.
std::vector<std::size_t> places_of_edit(const ScenarioEdit& edit, const std::vector<Place>& places) {
  std::vector<std::size_t> rows;
  for (const std::string& wanted : edit.ids) {
    const std::size_t before = rows.size();
    std::vector<std::string> names;
    for (std::size_t k = 0; k < places.size(); ++k) {
      if (!places[k].kind.starts_with("shelter")) continue;
      names.push_back(places[k].id);
      names.push_back(places[k].name);
      if (is_called(places[k], wanted)) rows.push_back(k);
    }
    if (rows.size() == before)
      throw InputError(edit.where,
                       fmt::format("edits: the city has no shelter '{}'{}", wanted, did_you_mean(wanted, names)));
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace

void edit_places(const Scenario& scenario, const CityFrame& frame, std::vector<Place>& places,
                 std::vector<std::string>& notes) {
  for (const ScenarioEdit& edit : scenario.edits) {
    std::size_t count = 0;
    if (edit.kind == EditKind::add_shelter) {
      const std::vector<Place> added = added_places(scenario, edit, frame, notes);
      count = added.size();
      places.insert(places.end(), added.begin(), added.end());
    } else if (edit.kind == EditKind::remove_shelter || edit.kind == EditKind::change_shelter) {
      const std::vector<std::size_t> rows = places_of_edit(edit, places);
      count = rows.size();
      for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (edit.kind == EditKind::remove_shelter) {
          places.erase(places.begin() + static_cast<std::ptrdiff_t>(*row));
        } else {
          places[*row].capacity = static_cast<double>(*edit.capacity);
        }
      }
    } else {
      continue;
    }
    notes.push_back(fmt::format("Edit {} {}: {} shelters.", edit_name(edit.kind), edit.id, count));
  }
}

}  // namespace machi
