/// \file  The persons of an area scenario, placed in its sources.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/area/area_grid.hpp"
#include "engine/model/population.hpp"

namespace machi {

/// Persons in the order of the sources, ids from 0; positions of the grid. Classes that sources do not name are
/// no_class, free speeds NaN: still to be drawn. Departures are NaN where the law needs a draw or is inherited; the
/// others are given.
struct AreaPeople {
  Population people;
  std::vector<std::uint32_t> source;  ///< [persons] index into AreaScenario::sources
};

/// Places everyone so that nobody overlaps another or a wall: on a lattice, or at random by (seed, id). `radius_m`
/// replaces that of the classes where given; who has no class yet counts with the largest radius. Throws UsageError,
/// naming the source, where its persons do not fit (it says how many would), a point is not walkable, or its class is
/// not among `classes`. Local, one thread; the same for any build and machine.
AreaPeople area_people(const AreaScenario& area, const AreaGrid& grid, std::span<const PersonClass> classes,
                       std::int64_t seed, std::optional<double> radius_m = {});

}  // namespace machi
