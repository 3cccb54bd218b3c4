/// \file  How many people a designated place holds, where the publisher does not say.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/city.hpp"
#include "io/import/surfaces.hpp"

namespace machi {

/// Finds the buildings and land-use polygons that places stand in or within 30 m of, from rows that come in pieces.
/// Every rank has the points of all places (44 bytes a place with what is found) and gives its own rows.
class CapacityFinder {
 public:
  explicit CapacityFinder(std::vector<PointMm> places);

  /// Looks at the next rows of the building or land-use layer; `first_row` is the first one's in the whole city. Local.
  void add(Theme theme, const Layer& piece, std::uint32_t first_row);

  /// Sets the capacity of shelters that have none: half the floor area of the building, over `m2_per_person`; else half
  /// the land-use polygon around them, over 1 m² (City of Sakai, 津波避難ビルの指定基準, 2024). Says so in
  /// capacity_source. `city` has this rank's typed columns, and on the first rank the places; `first` are the columns'
  /// first rows. Collective.
  void fill_capacities(const Comm& comm, City& city, const FirstRows& first, double m2_per_person) const;

 private:
  /// The nearest feature of this rank to each place: least distance, then least row in the whole city.
  struct Nearest {
    std::vector<std::int64_t> distance_mm;
    std::vector<std::int64_t> row;
  };
  static Nearest of_all_ranks(const Comm& comm, const Nearest& mine);

  std::vector<PointMm> points_;
  Nearest building_;
  Nearest ground_;
};

/// Floor area of a building: as given, else footprint × storeys, else footprint × height / 3.2 m, at least the
/// footprint.
double floor_area_m2(const BuildingColumns& buildings, std::size_t row);

}  // namespace machi
