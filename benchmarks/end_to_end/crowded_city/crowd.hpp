/// \file  A synthetic city that every place of knows by itself: streets, squares, and how closely people stand there.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/destination.hpp"
#include "engine/model/leaf.hpp"
#include "engine/process/evacuation/evacuation.hpp"

namespace machi::crowded_city {

/// A square of streets every 100 m and lanes between them, cells of 1 m. People crowd round centres whose sizes follow
/// Zipf's law, up to 4 persons/m² of open ground; every square kilometre has a shelter.
struct CityPlan {
  double persons{100'000};
  double area_km2{1};
  std::uint64_t seed{1};
  std::int32_t side_m() const;
  GridFrame frame() const;
};

class Crowd {
 public:
  /// Sets how closely people stand so that there are about as many as planned. Each rank counts a part of the city.
  /// Collective.
  Crowd(const Comm& comm, const CityPlan& plan);

  const CityPlan& plan() const { return plan_; }
  /// Open cells of a leaf, bit y * 8 + x; 0 where no leaf is needed.
  std::uint64_t open_cells(LeafXY leaf) const;
  /// Persons per square metre of open ground in a leaf.
  double density_1_m2(LeafXY leaf) const { return std::min(most_1_m2, scale_ * shape(leaf)); }
  /// Those who stand in a leaf at second 0, each with an id that no other leaf gives.
  void people_of(LeafXY leaf, std::vector<WaitingPerson>& into) const;
  std::vector<Destination> shelters() const;
  /// The end of the keys that the city may have leaves at.
  LeafKey end_key() const;

  static constexpr double most_1_m2 = 4;

 private:
  struct Centre {
    double x_m;
    double y_m;
    double weight;
    double wide_m;
  };
  double shape(LeafXY leaf) const;

  CityPlan plan_;
  std::vector<Centre> centres_;
  std::vector<std::vector<std::uint32_t>> near_;  ///< [square kilometres] centres that count there
  double scale_{1};
};

}  // namespace machi::crowded_city
