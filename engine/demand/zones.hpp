/// \file  The zones of a town, squares of one size, and what it takes to get from one to another along the streets.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/demand/demand_settings.hpp"
#include "engine/demand/town.hpp"
#include "engine/network/strong_part.hpp"

namespace machi {

/// Squares with a building in them, by rising key; the same on all ranks.
struct Zones {
  std::int64_t side_mm{0};
  std::vector<std::uint64_t> key;
  std::vector<double> x_m;  ///< mean of its buildings
  std::vector<double> y_m;
  std::vector<std::uint8_t> is_new;  ///< 1: it has a building by a proposal only
  std::size_t size() const { return key.size(); }
  std::uint64_t key_of(const PointMm& point) const;
  /// The zone of a point in one of them.
  std::uint32_t of(const PointMm& point) const;
};

/// Zones of `settings.zone_m`, or of 250 m doubled until there are at most `settings.most_zones`. Their sides and means
/// are those of the town without the buildings that a proposal adds. Collective.
Zones make_zones(const TownBuildings& buildings, const DemandSettings& settings, const Comm& comm);

/// Ways between zones, from and to the node nearest to the mean of their buildings in the part of the network where
/// there is a way from everywhere to everywhere. [zones × zones], row by row; the same on all ranks.
struct Skims {
  std::size_t zones{0};
  double side_m{0};
  std::vector<float> straight_m;  ///< between the nodes of `walk_m`
  std::vector<float> walk_m;      ///< shortest way on foot
  std::vector<float> car_m;       ///< of the fastest way on the empty network
  std::vector<float> car_s;
  double circuity{1.3};     ///< mean of walk_m over straight_m between zones up to 3 km apart
  double car_speed_m_s{8};  ///< mean of car_m over car_s

  std::size_t at(std::uint32_t from, std::uint32_t to) const { return from * zones + to; }
  /// Length of the way on foot or by bicycle between points of two zones that are `straight_m` apart: as much longer
  /// than the straight line as the way between the zones' nodes is, between 1 and 3 times.
  double walk_between_m(std::uint32_t from, std::uint32_t to, double straight) const;
  /// The same by car, and its time.
  double car_between_m(std::uint32_t from, std::uint32_t to, double straight) const;
  double car_between_s(std::uint32_t from, std::uint32_t to, double metres) const;

 private:
  bool near(std::uint32_t from, std::uint32_t to) const;
};

/// Shortest ways by Dijkstra (1959), each zone's on one rank. Throws InputError where no street is open to cars or none
/// to walkers. Collective.
Skims make_skims(const Town& town, const Zones& zones, const Comm& comm);

/// Rows of a table [zones × zones], of which rank r has those of zones r, r + ranks, …: all of it, on all ranks.
/// Collective.
std::vector<float> rows_of_all_ranks(const Comm& comm, const std::vector<float>& mine, std::size_t zones);

}  // namespace machi
