#include "engine/process/evacuation/wayfinding.hpp"

#include <algorithm>

namespace machi {

Wayfinding::Wayfinding(const LeafDomain& leaves, std::span<const Destination> destinations, std::span<const Goal> goals,
                       double time_scale)
    : leaves_(&leaves),
      destinations_(destinations),
      goals_(goals),
      time_scale_(time_scale),
      fields_(goals.size()),
      open_(destinations.size(), 0) {
  for (std::uint32_t d = 0; d < destinations.size(); ++d) {
    for (const LeafCell& cell : destinations[d].cells) {
      const std::uint32_t leaf = leaves.find(cell.leaf);
      if (leaf < leaves.own()) own_cells_.push_back({leaf, cell.cell, d});
    }
  }
  std::sort(own_cells_.begin(), own_cells_.end());
}

std::vector<FieldSource> Wayfinding::sources_of(const Goal& goal, const std::vector<std::uint8_t>& open) const {
  std::vector<FieldSource> sources;
  for (std::size_t i = 0; i < goal.destinations.size(); ++i) {
    if (open[i] == 0) continue;
    const std::uint32_t destination = goal.destinations[i];
    for (const LeafCell& cell : destinations_[destination].cells)
      sources.push_back({cell.leaf, cell.cell, 0, destination});
  }
  return sources;
}

void Wayfinding::update(const Comm& comm, std::span<const std::uint16_t> slowness,
                        std::span<const std::uint32_t> changed, std::span<const DestinationState> states) {
  for (std::uint32_t d = 0; d < destinations_.size(); ++d) open_[d] = states[d].open;
  const bool any_changed = comm.any(!changed.empty());
  for (std::size_t g = 0; g < goals_.size(); ++g) {
    if (goals_[g].is_direction) continue;
    Field& field = fields_[g];
    std::vector<std::uint8_t> open;
    for (const std::uint32_t destination : goals_[g].destinations) open.push_back(open_[destination]);
    if (field.times != nullptr && !any_changed && field.open == open) continue;
    const std::vector<FieldSource> sources = sources_of(goals_[g], open);
    FieldWork work;
    if (field.times == nullptr) {
      field.times = std::make_unique<TravelTimes>(*leaves_);
      work = field.times->solve(comm, slowness, sources);
    } else {
      work = field.times->update(comm, slowness, changed, sources);
    }
    visits_ += work.visits;
    field.ways = std::make_unique<WayField>(*field.times, slowness);
    field.open = std::move(open);
    field.any_open = std::find(field.open.begin(), field.open.end(), std::uint8_t{1}) != field.open.end();
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
