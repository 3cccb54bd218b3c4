/// \file  Puts one district together: main roads along its southern and western edges, its own streets, its land.
#include <algorithm>
#include <cmath>

#include "engine/synth/town.hpp"

namespace machi::synth {
namespace {

constexpr std::int16_t road_land = 215, woods = 203, river_land = 204, beach = 205, transport_land = 216;
constexpr double ramp_half_width_m = 4.5;
constexpr double longest_reach_m = 150;
// Parts of a district's keys beyond its quarters 0 … 3 and collectors 4.
constexpr int part_column = 5, part_row = 6, part_corner = 7, part_viaduct = 8, part_land = 9, part_sea = 10,
              part_river = 11, part_use = 12;

/// Gives `line` a mouth for every street that ends at it.
void collect_mouths(const std::vector<Street>& streets, Street& line) {
  const PlanRect& o = line.rect;
  for (const Street& street : streets) {
    if (street.along_u == line.along_u) continue;
    const PlanRect& s = street.rect;
    const bool high = line.along_u ? s.v0_m == o.v1_m : s.u0_m == o.u1_m;
    const bool low = line.along_u ? s.v1_m == o.v0_m : s.u1_m == o.u0_m;
    const double begin = line.along_u ? s.u0_m : s.v0_m;
    const double end = line.along_u ? s.u1_m : s.v1_m;
    const bool within = begin >= (line.along_u ? o.u0_m : o.v0_m) && end <= (line.along_u ? o.u1_m : o.v1_m);
    if ((high || low) && within) line.mouths.push_back({begin, end, high, street.road});
  }
}

}  // namespace

/// Collectors and streets of a district, joined to each other. `fill` gets land and sites where it is not null.
std::vector<Street> Town::inner_streets(int i, int j, DistrictContents* fill) const {
  std::vector<Street> all;
  if (i < first_column_ || i >= end_column_ || j < 0 || j >= end_row_) return all;
  DistrictLayout layout = lay_out_district(frame_, i, j);
  if (!layout.has_quarters) return all;
  bool lived_in = false;
  for (int part = 0; part < 4; ++part) lived_in |= zone(i, j, part) != Zone::hill;
  for (Street& street : layout.collectors) {
    if (lived_in) {
      all.push_back(std::move(street));
    } else if (fill != nullptr) {
      fill->land.push_back({street.rect, woods, street.key | land_under_road});
    }
  }
  for (int part = 0; part < 4; ++part) {
    const PlanRect& rect = layout.quarters[static_cast<std::size_t>(part)];
    if (fill != nullptr) {
      Quarter filled = quarter(i, j, part, rect);
      std::move(filled.streets.begin(), filled.streets.end(), std::back_inserter(all));
      fill->land.insert(fill->land.end(), filled.land.begin(), filled.land.end());
      fill->sites.insert(fill->sites.end(), filled.sites.begin(), filled.sites.end());
    } else {
      QuarterLayout streets = lay_out_quarter(frame_, rect, zone(i, j, part), i, j, part);
      std::move(streets.streets.begin(), streets.streets.end(), std::back_inserter(all));
    }
  }
  return all;
}

bool Town::column_road_exists(int i, int j) const {
  if (i < first_column_ || i >= end_column_ || j < 0 || j >= end_row_) return false;
  const double u = frame_.column_line(i).centre_m;
  const double v = 0.5 * (frame_.row_line(j).centre_m + frame_.row_line(j + 1).centre_m);
  const double foot = frame_.foot_m(u);
  return v < foot + 60 || (frame_.column_line(i).road == RoadClass::arterial && v < foot + 500);
}

bool Town::row_road_exists(int i, int j) const {
  if (i < first_column_ || i >= end_column_ || j < 0 || j >= end_row_) return false;
  if (Frame::is_river(i)) return row_road_exists(i - 1, j) && row_road_exists(i + 1, j) && j != 2;
  return frame_.row_is_below_hills(i, j);
}

void Town::add_column_road(int i, int j, const std::vector<Street>& inner, DistrictContents& contents) const {
  const Line line = frame_.column_line(i);
  Street road{{line.low_m(), frame_.row_line(j).high_m(), line.high_m(), frame_.row_line(j + 1).low_m()},
              false,
              line.road,
              {},
              key_of(i, j, part_column, 0)};
  const bool exists = column_road_exists(i, j);
  contents.land.push_back({road.rect, exists ? road_land : woods, road.key | land_under_road});
  if (!exists) return;
  collect_mouths(inner, road);
  collect_mouths(inner_streets(i - 1, j, nullptr), road);
  if (viaduct_ && Frame::is_rail(j)) collect_mouths(ramps(), road);
  cut_street(road, contents.roads);
}

void Town::add_row_road(int i, int j, const std::vector<Street>& inner, DistrictContents& contents) const {
  const Line line = frame_.row_line(j);
  Street road{{frame_.column_line(i).high_m(), line.low_m(), frame_.column_line(i + 1).low_m(), line.high_m()},
              true,
              line.road,
              {},
              key_of(i, j, part_row, 0)};
  const bool exists = row_road_exists(i, j);
  const bool river = Frame::is_river(i);
  contents.land.push_back({road.rect, river ? river_land : exists ? road_land : woods, road.key | land_under_road});
  if (!exists) return;
  collect_mouths(inner, road);
  collect_mouths(inner_streets(i, j - 1, nullptr), road);
  const std::size_t first = contents.roads.size();
  cut_street(road, contents.roads);
  for (std::size_t k = first; river && k < contents.roads.size(); ++k) contents.roads[k].section = Section::bridge;
}

void Town::add_corner(int i, int j, DistrictContents& contents) const {
  const Line column = frame_.column_line(i), row = frame_.row_line(j);
  RoadPiece corner{{column.low_m(), row.low_m(), column.high_m(), row.high_m()},
                   true,
                   row.road,
                   Section::crossing,
                   {},
                   key_of(i, j, part_corner, 0)};
  const bool north = column_road_exists(i, j), south = column_road_exists(i, j - 1);
  const bool east = row_road_exists(i, j), west = row_road_exists(i - 1, j);
  const int arms = north + south + east + west;
  contents.land.push_back({corner.rect, arms > 0 ? road_land : woods, corner.key | land_under_road});
  if (arms == 0) return;
  if (arms < 3) corner.section = Section::ordinary;
  if (north) corner.mouths.push_back({corner.rect.u0_m, corner.rect.u1_m, true, column.road});
  if (south) corner.mouths.push_back({corner.rect.u0_m, corner.rect.u1_m, false, column.road});
  if (!east && !west) corner.along_u = false, corner.road = column.road;
  contents.roads.push_back(std::move(corner));
}

/// Rivers and the railway fill their corridors; the station stands in the middle of its own.
void Town::add_corridor(int i, int j, DistrictContents& contents) const {
  const PlanRect rect = frame_.district(i, j);
  const std::uint64_t key = key_of(i, j, part_land, 0);
  contents.land.push_back({rect, Frame::is_river(i) ? river_land : transport_land, key});
}

/// Beach between the coast road and the water; a quay where there is industry.
void Town::add_shore(int i, DistrictContents& contents) const {
  const Line left = frame_.column_line(i);
  const double top = frame_.row_line(0).low_m();
  const bool quay = zone(i, 0, 0) == Zone::industrial;
  const PlanRect all{left.low_m(), 0, frame_.column_line(i + 1).low_m(), top};
  contents.land.push_back({all,
                           Frame::is_river(i) ? river_land
                           : quay             ? transport_land
                                              : beach,
                           key_of(i, 0, part_land, 1)});
}

/// The ramps at both ends of the viaduct: they leave column roads -1 and 1 along the railway.
std::vector<Street> Town::ramps() const {
  const double v = 0.5 * (frame_.row_line(1).centre_m + frame_.row_line(2).centre_m);
  const double west = frame_.district(-1, 1).centre().u_m, east = frame_.column_line(0).high_m() + 150;
  const double low = v - ramp_half_width_m, high = v + ramp_half_width_m;
  return {{{frame_.column_line(-1).high_m(), low, west, high},
           true,
           RoadClass::collector,
           {},
           key_of(-1, 1, part_viaduct, 0)},
          {{east, low, frame_.column_line(1).low_m(), high},
           true,
           RoadClass::collector,
           {},
           key_of(0, 1, part_viaduct, 0)}};
}

void Town::add_viaduct(int i, DistrictContents& contents) const {
  const std::vector<Street> both = ramps();
  if (i == 0) cut_street(both[1], contents.roads);
  if (i != -1) return;
  cut_street(both[0], contents.roads);
  const PlanRect deck{both[0].rect.u1_m, both[0].rect.v0_m, both[1].rect.u0_m, both[0].rect.v1_m};
  contents.roads.push_back(
      {deck, true, RoadClass::collector, Section::viaduct, {}, key_of(-1, 1, part_viaduct, 1 << 8)});
}

/// The sea before the column; its edge at the shore has a corner wherever a river's bank meets it.
void Town::add_sea(int i, DistrictContents& contents) const {
  const PlanRect rect{frame_.column_line(i).low_m(), -sea_width_m, frame_.column_line(i + 1).low_m(), 0};
  WaterPiece sea{rect, true, Terrain::sea_level_m, {}, key_of(i, 0, part_sea, 0)};
  if (Frame::is_river(i)) {
    const double centre = frame_.district(i, 0).centre().u_m;
    sea.mouths.push_back(
        {centre - Terrain::water_half_width_m, centre + Terrain::water_half_width_m, true, RoadClass::embankment});
  }
  contents.waters.push_back(std::move(sea));
}

/// The river between this row of roads and the next, in reaches of one level each.
void Town::add_river(int i, int j, DistrictContents& contents) const {
  const double low = j == 0 ? 0 : frame_.row_line(j).low_m(), high = frame_.row_line(j + 1).low_m();
  const double centre = frame_.district(i, j).centre().u_m;
  const int reaches = static_cast<int>(std::ceil((high - low) / longest_reach_m));
  double begin = low;
  for (int k = 1; k <= reaches; ++k) {
    const double end = k == reaches ? high : low + (high - low) * k / reaches;
    contents.waters.push_back({{centre - Terrain::water_half_width_m, begin, centre + Terrain::water_half_width_m, end},
                               false,
                               Terrain::river_level_m(0.5 * (begin + end)),
                               {},
                               key_of(i, j, part_river, static_cast<std::uint32_t>(k))});
    begin = end;
  }
}

/// Zoning of the quarters, out to the middle of the streets around them; one piece where the whole district has one
/// zoning. The railway belongs to the district south of it.
void Town::add_use_districts(int i, int j, DistrictContents& contents) const {
  const DistrictLayout layout = lay_out_district(frame_, i, j);
  if (!layout.has_quarters) return;
  const PlanRect all{frame_.column_line(i).centre_m, frame_.row_line(j).centre_m, frame_.column_line(i + 1).centre_m,
                     frame_.row_line(j == 0 ? 2 : j + 1).centre_m};
  const auto add = [&](const PlanRect& rect, int part, std::int16_t code) {
    if (code != 0) contents.use_districts.push_back({rect, code, key_of(i, j, part_use, static_cast<unsigned>(part))});
  };
  std::array<std::int16_t, 4> codes;
  for (int part = 0; part < 4; ++part) codes[static_cast<std::size_t>(part)] = zoning_of(zone(i, j, part));
  if (std::equal(codes.begin() + 1, codes.end(), codes.begin())) return add(all, 4, codes[0]);
  const double middle = layout.collectors[0].rect.centre().u_m;
  for (int part = 0; part < 4; ++part) {
    const bool east = part % 2 == 1, north = part >= 2;
    const double across = layout.collectors[east ? 2 : 1].rect.centre().v_m;
    add({east ? middle : all.u0_m, north ? across : all.v0_m, east ? all.u1_m : middle, north ? all.v1_m : across},
        part, codes[static_cast<std::size_t>(part)]);
  }
}

DistrictContents Town::district(int i, int j) const {
  DistrictContents contents;
  std::vector<Street> inner = inner_streets(i, j, &contents);
  join_streets(inner);
  add_corner(i, j, contents);
  add_column_road(i, j, inner, contents);
  add_row_road(i, j, inner, contents);
  for (const Street& street : inner) {
    contents.land.push_back({street.rect, road_land, street.key | land_under_road});
    cut_street(street, contents.roads);
  }
  if (Frame::is_river(i) || Frame::is_rail(j)) add_corridor(i, j, contents);
  if (j == 0) add_shore(i, contents);
  if (j == 0) add_sea(i, contents);
  if (Frame::is_river(i)) add_river(i, j, contents);
  add_use_districts(i, j, contents);
  if (viaduct_ && Frame::is_rail(j)) add_viaduct(i, contents);
  return contents;
}

}  // namespace machi::synth
