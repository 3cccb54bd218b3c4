#include "engine/process/evacuation/wayfinding.hpp"

#include <algorithm>

namespace machi {
namespace {

/// The farthest that anyone gets between two looks at where a field ends: one who goes over to another rank is not
/// looked at in that second.
constexpr std::int32_t walk_of_two_seconds_mm = 6000;

}  // namespace

Wayfinding::Wayfinding(const LeafDomain& leaves, std::span<const Destination> destinations, std::span<const Goal> goals,
                       double time_scale)
    : leaves_(&leaves),
      destinations_(destinations),
      goals_(goals),
      time_scale_(time_scale),
      open_(destinations.size(), 0) {
  const bool near = leaves.frame().leaf_mm() >= walk_of_two_seconds_mm;
  for (std::size_t g = 0; g < goals.size(); ++g)
    fields_.push_back(
        {nullptr, WayField(leaves), near && g > 0 ? std::make_unique<NearWays>(leaves) : nullptr, {}, false});
  if (near && goals.size() > 1) near_times_ = std::make_unique<TravelTimes>(leaves);
  for (std::uint32_t d = 0; d < destinations.size(); ++d) {
    for (const LeafCell& cell : destinations[d].cells) {
      const std::uint32_t leaf = leaves.find(cell.leaf);
      if (leaf < leaves.own()) own_cells_.push_back({leaf, cell.cell, d});
    }
  }
  std::sort(own_cells_.begin(), own_cells_.end());
}

// Those on this rank.
std::vector<FieldSource> Wayfinding::sources_of(std::size_t goal) const {
  std::vector<FieldSource> sources;
  for (const std::uint32_t destination : goals_[goal].destinations) {
    if (open_[destination] == 0) continue;
    for (const LeafCell& cell : destinations_[destination].cells)
      if (leaves_->find(cell.leaf) < leaves_->own()) sources.push_back({cell.leaf, cell.cell, 0, destination});
  }
  return sources;
}

// [goals] != 0 where the open destinations, or slownesses that the ways depend on, are not those of the last solve.
std::vector<std::int64_t> Wayfinding::goals_to_solve(const Comm& comm, std::span<const std::uint32_t> changed) {
  std::vector<std::int64_t> solve(goals_.size(), 0);
  for (std::size_t g = 0; g < goals_.size(); ++g) {
    if (goals_[g].is_direction) continue;
    Field& field = fields_[g];
    std::vector<std::uint8_t> open;
    for (const std::uint32_t destination : goals_[g].destinations) open.push_back(open_[destination]);
    solve[g] = field.open == open ? 0 : 1;
    field.open = std::move(open);
    field.any_open = std::find(field.open.begin(), field.open.end(), std::uint8_t{1}) != field.open.end();
    const auto concerns = [&](std::uint32_t leaf) { return field.near == nullptr || field.near->depends_on(leaf); };
    if (solve[g] == 0 && std::any_of(changed.begin(), changed.end(), concerns)) solve[g] = 1;
  }
  comm.sum(solve);
  return solve;
}

void Wayfinding::solve_whole(const Comm& comm, std::size_t goal, std::span<const std::uint16_t> slowness,
                             std::span<const std::uint32_t> changed) {
  Field& field = fields_[goal];
  if (field.times == nullptr) {
    field.times = std::make_unique<TravelTimes>(*leaves_);
    visits_ += field.times->solve(comm, slowness, sources_of(goal)).visits;
    field.ways = WayField(*field.times, slowness);
    return;
  }
  visits_ += field.times->update(comm, slowness, changed, sources_of(goal)).visits;
  field.ways.renew(*field.times, slowness, field.times->leaves_near_moved());
}

void Wayfinding::solve_near(const Comm& comm, std::size_t goal, std::span<const std::uint16_t> slowness) {
  if (!fields_[goal].any_open) {
    fields_[goal].near->clear();
    return;
  }
  visits_ += fields_[goal].near->solve(comm, *near_times_, slowness, changed_, sources_of(goal)).visits;
  changed_.clear();
}

void Wayfinding::update(const Comm& comm, std::span<const std::uint16_t> slowness,
                        std::span<const std::uint32_t> changed, std::span<const DestinationState> states) {
  for (std::uint32_t d = 0; d < destinations_.size(); ++d) open_[d] = states[d].open;
  if (near_times_ != nullptr) changed_.insert(changed_.end(), changed.begin(), changed.end());
  const std::vector<std::int64_t> solve = goals_to_solve(comm, changed);
  for (std::size_t g = 0; g < goals_.size(); ++g) {
    if (solve[g] == 0) continue;
    if (fields_[g].near != nullptr)
      solve_near(comm, g, slowness);
    else
      solve_whole(comm, g, slowness, changed);
  }
}

bool Wayfinding::whole() const {
  return std::all_of(fields_.begin(), fields_.end(),
                     [](const Field& field) { return field.near == nullptr || field.near->whole(); });
}

// Who has no way to any open destination has none to a single one either.
bool Wayfinding::falls_short(std::uint32_t goal, std::uint32_t own_leaf, int cell) const {
  const NearWays* const near = fields_[goal].near.get();
  if (near == nullptr || near->whole()) return false;
  if (near->way(own_leaf, cell) == way_none) return fields_[0].ways.way(own_leaf, cell) != way_none;
  return near->ends_near(own_leaf);
}

void Wayfinding::reach_farther(const Comm& comm, std::span<const std::uint16_t> slowness,
                               std::span<const std::int64_t> wanted) {
  for (std::size_t g = 0; g < goals_.size(); ++g) {
    if (wanted[g] == 0) continue;
    fields_[g].near->reach_farther();
    solve_near(comm, g, slowness);
  }
}

std::uint32_t Wayfinding::destination_at(std::uint32_t goal, std::uint32_t own_leaf, int cell) const {
  const std::vector<std::uint32_t>& wanted = goals_[goal].destinations;
  const auto key = static_cast<std::uint32_t>(cell);
  for (auto it = std::lower_bound(own_cells_.begin(), own_cells_.end(), OwnCell{own_leaf, key, 0});
       it != own_cells_.end() && it->leaf == own_leaf && it->cell == key; ++it)
    if (open_[it->destination] != 0 && std::binary_search(wanted.begin(), wanted.end(), it->destination))
      return it->destination;
  return no_index;
}

double Wayfinding::time_s(std::uint32_t own_leaf, int cell) const {
  if (fields_[0].times == nullptr) return -1;
  const std::uint32_t time =
      fields_[0].times->times()[std::size_t{own_leaf} * leaf_cells + static_cast<std::size_t>(cell)];
  return time >= time_never ? -1.0 : time_scale_ * time / time_units_per_s;
}

}  // namespace machi
