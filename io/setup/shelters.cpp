#include "io/setup/shelters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "io/options/options.hpp"

namespace machi {
namespace {

/// A cell near a place, as one rank found it.
struct FoundCell {
  std::uint32_t place;
  std::uint32_t rank_of_kind;  ///< 0 a street, 1 other open ground
  std::int64_t distance2_mm2;
  std::int32_t x;  ///< column and row of the cell
  std::int32_t y;
  std::uint32_t unused{0};
  friend auto operator<=>(const FoundCell&, const FoundCell&) = default;
};

/// Beyond the nearest open cell by this much, other cells of the same kind lead in, too.
constexpr std::int64_t beside_mm = 3000;

// Open cells within `radius_mm` of a point.
void find_cells(const EntranceGround& ground, PointMm point, std::uint32_t place, std::int64_t radius_mm,
                std::vector<FoundCell>& found) {
  const LeafDomain& leaves = *ground.dealt->leaves;
  const std::int64_t cell_mm = leaves.frame().cell_mm;
  const auto cell_of = [&](std::int64_t mm) { return static_cast<std::int32_t>(mm >= 0 ? mm / cell_mm : -1); };
  LeafDirectory::Cursor cursor = leaves.cursor();
  for (std::int32_t y = std::max(0, cell_of(point.y_mm - radius_mm)); y <= cell_of(point.y_mm + radius_mm); ++y) {
    for (std::int32_t x = std::max(0, cell_of(point.x_mm - radius_mm)); x <= cell_of(point.x_mm + radius_mm); ++x) {
      const std::uint32_t leaf = cursor.find({x >> 3, y >> 3});
      if (leaf >= leaves.own()) continue;
      const std::size_t at = std::size_t{leaf} * leaf_cells + static_cast<std::size_t>((y & 7) * 8 + (x & 7));
      if (ground.open[at] == 0) continue;
      const std::int64_t dx = x * cell_mm + cell_mm / 2 - point.x_mm;
      const std::int64_t dy = y * cell_mm + cell_mm / 2 - point.y_mm;
      if (dx * dx + dy * dy > radius_mm * radius_mm) continue;
      const bool street = ground.cover[at] == Cover::road || ground.cover[at] == Cover::walkway;
      found.push_back({place, street ? 0U : 1U, dx * dx + dy * dy, x, y});
    }
  }
}

/// A number that is the less the nearer a cell is: streets before other open ground, then by distance.
constexpr int kind_bit = 60;
std::int64_t nearness(const FoundCell& cell) {
  return static_cast<std::int64_t>(cell.rank_of_kind) << kind_bit | cell.distance2_mm2;
}

// Whether a cell is no entrance where the nearest one to its place is so near.
bool leads_elsewhere(const FoundCell& cell, std::int64_t nearest, std::int64_t radius_mm, bool all_streets) {
  const std::int64_t kind = nearest >> kind_bit;
  if (cell.rank_of_kind != kind) return true;
  double limit = std::sqrt(static_cast<double>(nearest - (kind << kind_bit))) + static_cast<double>(beside_mm);
  if (all_streets && kind == 0) limit = static_cast<double>(radius_mm);
  return static_cast<double>(cell.distance2_mm2) > limit * limit;
}

// Entrances of each place: the streets within the radius, else the open ground nearest to it. Ranks tell one another
// of those alone, not of all that is open.
std::vector<std::vector<LeafCell>> entrances(const Comm& comm, const EntranceGround& ground,
                                             std::span<const PointMm> points, std::int64_t radius_mm,
                                             bool all_streets) {
  std::vector<FoundCell> mine;
  std::vector<std::int64_t> nearest(points.size(), std::numeric_limits<std::int64_t>::max());
  const auto is_none = [&](const FoundCell& cell) {
    return leads_elsewhere(cell, nearest[cell.place], radius_mm, all_streets);
  };
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    const auto before = static_cast<std::ptrdiff_t>(mine.size());
    find_cells(ground, points[i], i, radius_mm, mine);
    for (auto cell = mine.begin() + before; cell != mine.end(); ++cell)
      nearest[i] = std::min(nearest[i], nearness(*cell));
    mine.erase(std::remove_if(mine.begin() + before, mine.end(), is_none), mine.end());
  }
  comm.min(nearest);
  std::erase_if(mine, is_none);
  std::vector<FoundCell> all = comm.all_gather_of(std::span<const FoundCell>(mine));
  std::sort(all.begin(), all.end());
  std::vector<std::vector<LeafCell>> cells(points.size());
  for (const FoundCell& cell : all)
    cells[cell.place].push_back(
        {{cell.x >> 3, cell.y >> 3}, static_cast<std::uint8_t>((cell.y & 7) * 8 + (cell.x & 7))});
  return cells;
}

bool serves(const Place& place, const std::vector<std::string>& hazards) {
  if (!place.kind.starts_with("shelter")) return false;
  if (hazards.empty()) return true;
  return std::any_of(hazards.begin(), hazards.end(), [&](const std::string& hazard) {
    const std::string list = "," + place.hazards + ",";
    return list.find("," + hazard + ",") != std::string::npos;
  });
}

}  // namespace

std::vector<Destination> shelters_of(const Comm& comm, const ShelterSettings& settings, std::span<const Place> places,
                                     const EntranceGround& ground, bool also_buildings,
                                     std::vector<std::string>& notes) {
  std::vector<Destination> shelters;
  std::vector<PointMm> points;
  for (const Place& place : places) {
    if (!serves(place, settings.hazards)) continue;
    Destination shelter;
    shelter.id = place.id;
    shelter.name = place.name;
    shelter.kind = DestinationKind::shelter;
    shelter.capacity = place.capacity >= 0              ? static_cast<std::int64_t>(place.capacity)
                       : settings.default_capacity == 0 ? -1
                                                        : settings.default_capacity;
    shelters.push_back(std::move(shelter));
    points.push_back(place.point);
  }
  if (shelters.empty() && !also_buildings)
    throw InputError("shelters.hazards",
                     fmt::format("the city has no shelter designated for {}. Name other hazards, or "
                                 "import a list of shelters",
                                 fmt::join(settings.hazards, " or ")));
  auto cells = entrances(comm, ground, points, static_cast<std::int64_t>(1000 * settings.entrance_radius_m), true);
  std::vector<Destination> usable;
  std::string without;
  for (std::size_t i = 0; i < shelters.size(); ++i) {
    shelters[i].cells = std::move(cells[i]);
    if (shelters[i].cells.empty()) {
      without += (without.empty() ? "" : ", ") + shelters[i].name;
    } else {
      usable.push_back(std::move(shelters[i]));
    }
  }
  if (!without.empty())
    notes.push_back(
        fmt::format("{} of {} shelters have no open ground within {:g} m (outside the city, or in the sea) "
                    "and take nobody in: {}.",
                    shelters.size() - usable.size(), shelters.size(), settings.entrance_radius_m, without));
  if (usable.empty() && !also_buildings)
    throw InputError("shelters", "no shelter can be reached on foot: " + without +
                                     ". Raise shelters.entrance_radius_m, or check where the shelters lie");
  return usable;
}

std::uint32_t destination_called(const std::string& wanted, std::span<const Destination> destinations,
                                 const std::string& path) {
  std::vector<std::string> names;
  for (const Destination& destination : destinations) names.push_back(destination.id);
  for (const Destination& destination : destinations) names.push_back(destination.name);
  const auto at = std::find(names.begin(), names.end(), wanted);
  if (at == names.end()) {
    const std::string meant = did_you_mean(wanted, names);
    throw InputError(path, fmt::format("sends people to '{}', which is no destination of this run{}", wanted,
                                       meant.empty() ? ". Correct the name, or leave it empty" : meant));
  }
  return static_cast<std::uint32_t>(static_cast<std::size_t>(at - names.begin()) % destinations.size());
}

void add_buildings(const Comm& comm, std::span<const TallBuilding> mine, const EntranceGround& ground,
                   std::vector<Destination>& destinations) {
  std::vector<TallBuilding> all = comm.all_gather_of(mine);
  std::sort(all.begin(), all.end(), [](const TallBuilding& a, const TallBuilding& b) { return a.row < b.row; });
  std::vector<PointMm> points;
  for (const TallBuilding& building : all) points.push_back(building.entrance);
  constexpr std::int64_t door_radius_mm = 8000;
  auto cells = entrances(comm, ground, points, door_radius_mm, false);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (cells[i].empty()) continue;
    Destination building;
    building.id = fmt::format("building {}", all[i].row);
    building.name = building.id;
    building.kind = DestinationKind::building;
    building.capacity = all[i].capacity;
    building.building = all[i].row;
    building.cells = std::move(cells[i]);
    destinations.push_back(std::move(building));
  }
}

}  // namespace machi
