/// \file  Destinations of a city: designated shelters and buildings that are tall enough, with the cells that lead in.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "engine/model/destination.hpp"
#include "engine/model/grid.hpp"
#include "engine/model/scenario.hpp"
#include "engine/partition/deal.hpp"

namespace machi {

/// What the search for entrances looks at on this rank.
struct EntranceGround {
  const Dealt* dealt{nullptr};
  std::span<const std::uint8_t> open;  ///< [own * 64]
  std::span<const Cover> cover;        ///< [own * 64]
};

/// The shelters among `places` that a scenario names, with entrances; those without a way in are told in `notes`. The
/// same on all ranks. Throws InputError where none is left and buildings do not take people in either
/// (`also_buildings`). Collective.
std::vector<Destination> shelters_of(const Comm& comm, const ShelterSettings& settings, std::span<const Place> places,
                                     const EntranceGround& ground, bool also_buildings,
                                     std::vector<std::string>& notes);

/// The point in the middle of a cell. Any thread.
inline PointMm middle_of_cell(const LeafCell& cell, std::int64_t cell_mm) {
  const auto place = [&](std::int32_t leaf, int in_leaf) {
    return static_cast<std::int32_t>((std::int64_t{leaf} * 8 + in_leaf) * cell_mm + cell_mm / 2);
  };
  return {place(cell.leaf.x, cell.cell % 8), place(cell.leaf.y, cell.cell / 8), 0};
}

/// The destination whose id, else whose name, is `wanted`. `path`: of the file that wants it. Throws InputError.
std::uint32_t destination_called(const std::string& wanted, std::span<const Destination> destinations,
                                 const std::string& path);

/// A building that can take people in.
struct TallBuilding {
  std::uint32_t row{0};
  PointMm entrance;
  std::int64_t capacity{0};
};

/// Adds buildings as destinations, in the order of their rows. `mine`: those that this rank read. Collective.
void add_buildings(const Comm& comm, std::span<const TallBuilding> mine, const EntranceGround& ground,
                   std::vector<Destination>& destinations);

}  // namespace machi
