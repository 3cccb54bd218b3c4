/// \file  Streets of the synthetic town: from main lines through collectors to lanes, cut at every junction into the
/// polygons that a city publishes.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/synth/frame.hpp"

namespace machi::synth {

/// What a superblock (a quarter of a district) is built for.
enum class Zone : std::uint8_t { core, inner, old_town, residential, industrial, rural, hill };

/// A street before it is cut: a strip of the board with all side streets that open into it.
struct Street {
  PlanRect rect;
  bool along_u{true};
  RoadClass road{RoadClass::local};
  std::vector<Mouth> mouths;
  std::uint64_t key{0};
};

/// What a block holds.
enum class BlockUse : std::uint8_t { lots, school, hospital, city_hall, estate, store, factory, park, fields, forest };

/// Land that is surrounded by streets. along_u: lots stand side by side along u.
struct Block {
  PlanRect rect;
  bool along_u{true};
  BlockUse use{BlockUse::lots};
};

/// A district between main lines: its inner collectors (none in river and railway corridors) and its quarters in the
/// order SW, SE, NW, NE.
struct DistrictLayout {
  PlanRect rect;
  std::vector<Street> collectors;
  std::array<PlanRect, 4> quarters{};
  bool has_quarters{false};
};

struct QuarterLayout {
  std::vector<Street> streets;
  std::vector<Block> blocks;
};

/// The inner division of district (i, j). Depends on nothing but the frame. Any thread.
DistrictLayout lay_out_district(const Frame& frame, int i, int j);

/// Streets and blocks of quarter `part` of district (i, j), built for `zone`. Any thread.
QuarterLayout lay_out_quarter(const Frame& frame, const PlanRect& rect, Zone zone, int i, int j, int part);

/// Adds to each street the mouths of those that end at it.
void join_streets(std::vector<Street>& streets);

/// Cuts a street into crossings and the stretches between them.
void cut_street(const Street& street, std::vector<RoadPiece>& pieces);

}  // namespace machi::synth
