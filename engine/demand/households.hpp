/// \file  Who lives where: households in the dwellings of a town, with the ages of their members.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/demand/demand_settings.hpp"
#include "engine/demand/town.hpp"

namespace machi {

/// How two members of a household are related, for their ages and sexes.
enum class Kin : std::uint8_t { alone, partner, child, grandparent };

/// Members before they have an age, in order of (building, household, member).
struct Members {
  std::vector<std::uint32_t> building;   ///< place in TownBuildings
  std::vector<std::uint32_t> number;     ///< in the building
  std::vector<std::uint32_t> household;  ///< place in `household_building`
  std::vector<Kin> kin;
  std::vector<std::int64_t> key;                  ///< tentative age, with random digits behind it: unique
  std::vector<std::uint8_t> age_class;            ///< of five years, once classes are given
  std::vector<std::uint32_t> household_building;  ///< place in TownBuildings
  std::int64_t unplaced{0};  ///< persons of cells without a dwelling, who are left out; over all ranks

  std::uint64_t size() const { return building.size(); }
};

/// Persons in whole numbers: those of each cell where the city has people by cell, else (and outside all cells) those
/// of a household for each dwelling that is not vacant. Households have sizes and kinds as published, and members
/// tentative ages that go together. Each cell's members then get its age classes exactly: the youngest the youngest
/// class, and so on, so that parents stay older than their children. Collective. Throws InputError where nobody lives.
Members draw_members(const Town& town, const DemandSettings& settings, const Comm& comm);

/// The members of the town with its proposal. Those of buildings that stay as they are are `standing`, draw for draw;
/// residents of others are their households, by the same law and numbers as always, with the ages that people of their
/// tentative ages have in `standing`. Who lives in a building that goes is in nobody's place: left out. Collective.
/// Throws InputError where a building has too many.
Members propose_members(const Town& town, const DemandSettings& settings, const Members& standing, const Comm& comm);

/// `persons` in whole numbers by the weights: rounded down, and one more for the largest remainders; of equals the
/// first. All 0 where no weight is above 0. Local.
std::vector<std::int64_t> apportioned(std::int64_t persons, const std::vector<double>& weights);

}  // namespace machi
