/// \file  Water known at buildings only: what their attributes say, and its spread over the cells around.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/city.hpp"

namespace machi {

/// Which of a building's risk blocks (uro:bldgDisasterRiskAttribute) counts.
enum class BuildingRisk : std::uint8_t { river_flood, tsunami, storm_surge, inland_flood };

/// Which depth a rank stands for where a block has no depth. Ranks 1 … 6 are bands that begin at 0, 0.5, 3, 5, 10 and
/// 20 m; the last one's middle and top are 20 m, too.
enum class RankDepth : std::uint8_t { bottom, middle, top };

struct BuildingRiskRules {
  BuildingRisk risk{BuildingRisk::tsunami};
  int scale{0};             ///< of river floods: 1 planned, 2 largest assumed; 0 any
  std::string description;  ///< only blocks whose description is this code; empty any
  RankDepth rank_depth{RankDepth::top};
};

/// The largest water at one building.
struct BuildingWater {
  std::int32_t x_mm{0};
  std::int32_t y_mm{0};
  std::int32_t level_cm{0};   ///< T.P.
  std::uint16_t depth_cm{0};  ///< over the building's base; 0 dry
};

/// What the building layer of this rank says, in its order: the deepest of the blocks that the rules choose, level =
/// base + depth. Buildings without such a block, or with an unreadable one, are dry; those without a known base are
/// left out. Local.
std::vector<BuildingWater> building_water(const City& city, const BuildingRiskRules& rules);

struct SpreadRules {
  double radius_m{60};  ///< cells farther from every building stay dry
  int nearest{4};       ///< buildings that count for a cell, 1 … 16
};

/// Largest depth of the own cells, [own * 64] cm, 0 dry. A cell is dry where the nearest building within the radius is
/// dry, where there is none, and where the terrain is unknown (NaN). Else its level is the mean of the levels of the
/// wet ones among the `nearest` buildings, weighted by 1 / distance² (at least 1 m), and its depth is level - terrain,
/// capped by the deepest of these buildings. Distances are from the cell's centre to the building's point, exact;
/// equal ones go by place and level, so that the order and the ranks of the buildings do not matter. All buildings
/// are gathered on all ranks (16 bytes each). Collective, uses all threads.
std::vector<std::uint16_t> spread_building_water(const Comm& comm, const LeafDomain& leaves,
                                                 std::span<const float> terrain_m, std::span<const BuildingWater> mine,
                                                 const SpreadRules& rules);

}  // namespace machi
