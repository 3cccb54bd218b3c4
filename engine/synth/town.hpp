/// \file  The whole synthetic town: which quarters are built, how many buildings each keeps, and the contents of any
/// district on its own.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/synth/quarter.hpp"
#include "engine/synth/terrain.hpp"
#include "engine/synth/warp.hpp"
#include "engine/synth/water.hpp"

namespace machi::synth {

/// Everything that lies in one district, on the drawing board.
struct DistrictContents {
  std::vector<RoadPiece> roads;
  std::vector<LandPiece> land;
  std::vector<Site> sites;
  std::vector<WaterPiece> waters;
  std::vector<LandPiece> use_districts;  ///< code: zoning of Common_districtsAndZonesType
};

/// The plan of a town of exactly `buildings` buildings. Building it costs about 1 µs a building; it holds a few bytes
/// for each quarter (some 200 buildings). A pure function of its arguments; const members may run on any thread.
class Town {
 public:
  /// viaduct: an elevated road crosses over a main road beside the railway.
  Town(std::uint64_t seed, std::int64_t buildings, bool viaduct);

  /// Districts (i, j) of the town: first_column() <= i < end_column(), 0 <= j < end_row().
  int first_column() const { return first_column_; }
  int end_column() const { return end_column_; }
  int end_row() const { return end_row_; }
  /// The part of the board that is built or mapped: from the shore to the hills.
  PlanRect extent() const;
  /// The town's own water reaches this far out from the shore; land and sea meet at v = 0.
  static constexpr double sea_width_m = 400;
  DistrictContents district(int i, int j) const;
  /// Sites of one district only.
  std::vector<Site> sites(int i, int j) const;
  std::int64_t buildings() const { return buildings_; }
  std::uint64_t seed() const { return frame_.seed(); }
  Zone zone(int i, int j, int part) const;

  const Frame& frame() const { return frame_; }
  const Warp& warp() const { return warp_; }
  const Terrain& terrain() const { return terrain_; }
  const Water& water() const { return water_; }

 private:
  struct Quarters;  ///< one quarter while the town is being planned
  static constexpr std::uint16_t keep_all = 0xffff;
  struct Fate {
    Zone zone{Zone::rural};
    std::uint16_t keep{keep_all};
  };
  void choose_quarters();
  std::vector<Quarters> candidates(double stretch) const;
  void set_extent(const std::vector<Quarters>& by_merit, std::size_t built);
  using CountrySites = std::map<std::uint64_t, std::int64_t>;
  std::int64_t capacity(const std::vector<Quarters>& by_merit, std::size_t built, CountrySites& country);
  static std::int64_t built_sites(const std::vector<Quarters>& by_merit, std::size_t built);
  Zone built_zone(int i, int j, const PlanPoint& at) const;
  bool is_hill(const PlanRect& rect) const;
  const Fate& fate(int i, int j, int part) const;
  Fate& fate(int i, int j, int part);
  Quarter quarter(int i, int j, int part, const PlanRect& rect) const;
  std::vector<Street> inner_streets(int i, int j, DistrictContents* fill) const;
  bool column_road_exists(int i, int j) const;
  bool row_road_exists(int i, int j) const;
  void add_column_road(int i, int j, const std::vector<Street>& inner, DistrictContents& contents) const;
  void add_row_road(int i, int j, const std::vector<Street>& inner, DistrictContents& contents) const;
  void add_corner(int i, int j, DistrictContents& contents) const;
  void add_corridor(int i, int j, DistrictContents& contents) const;
  void add_shore(int i, DistrictContents& contents) const;
  void add_viaduct(int i, DistrictContents& contents) const;
  void add_sea(int i, DistrictContents& contents) const;
  void add_river(int i, int j, DistrictContents& contents) const;
  void add_use_districts(int i, int j, DistrictContents& contents) const;
  std::vector<Street> ramps() const;

  std::int64_t buildings_;
  bool viaduct_;
  Frame frame_;
  Warp warp_;
  Terrain terrain_;
  Water water_;
  int first_column_{0};
  int end_column_{0};
  int end_row_{0};
  std::vector<Fate> fates_;
};

}  // namespace machi::synth
