/// \file  Where people go: exits, shelters, buildings tall enough; and the goals that walkers have among them.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/model/leaf.hpp"
#include "engine/model/population.hpp"

namespace machi {

enum class DestinationKind : std::uint8_t { exit, shelter, building };

/// A cell of a leaf, y * 8 + x.
struct LeafCell {
  LeafXY leaf;
  std::uint8_t cell{0};
  friend bool operator==(const LeafCell&, const LeafCell&) = default;
};

/// All ranks hold the same list; its order is that of the labels of fields.
struct Destination {
  std::string id;
  std::string name;
  DestinationKind kind{DestinationKind::exit};
  std::vector<LeafCell> cells;  ///< entrances; reaching one of them is arriving
  std::int64_t capacity{-1};    ///< persons, < 0 unlimited
  double opens_s{0};
  double closes_s{std::numeric_limits<double>::infinity()};
  double flow_limit_1_s{0};          ///< persons per second let in, 0 unlimited
  std::uint32_t building{no_index};  ///< row of the building table, building only
};

/// What became of a destination so far; the same on all ranks.
struct DestinationState {
  std::int64_t admitted{0};
  std::int64_t queue{0};  ///< at the entrance, waiting to be let in
  bool full{false};
  bool open{true};       ///< by time and capacity
  double full_at_s{-1};  ///< < 0: never
};

/// What a walker goes for: the nearest open one of some destinations, or just a direction. The first goal of a run is
/// the nearest open one of all.
struct Goal {
  std::vector<std::uint32_t> destinations;
  bool is_direction{false};
  float heading_x{0};
  float heading_y{0};
};

}  // namespace machi
