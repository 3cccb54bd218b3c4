#include "engine/synth/streets.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

/// Streets stand on multiples of 12 m, so that some of them meet face to face and none by a hair's breadth.
double on_raster(double value_m) {
  return 12 * std::round(value_m / 12);
}

/// What a zone's streets look like.
struct StreetForm {
  double cell_m;         ///< a cell longer than this is cut in two
  RoadClass divider;     ///< by such a street
  double block_depth_m;  ///< two rows of lots, back to back
  double block_length_m;
  double lane_share;  ///< share of streets in a cell that are narrow lanes
};

StreetForm form_of(Zone zone) {
  switch (zone) {
    case Zone::core:
      return {190, RoadClass::local, 37, 90, 0.10};
    case Zone::inner:
      return {205, RoadClass::local, 30, 95, 0.30};
    case Zone::old_town:
      return {170, RoadClass::local, 26, 70, 0.75};
    case Zone::industrial:
      return {260, RoadClass::collector, 120, 1e9, 0};
    case Zone::rural:
      return {1e9, RoadClass::farm, 95, 1e9, 0};
    default:
      return {210, RoadClass::local, 31, 110, 0.22};
  }
}

/// Divides one quarter. Every cut is a street from side to side of the rectangle that it cuts.
class Divider {
 public:
  Divider(const Frame& frame, Zone zone, int i, int j, int part)
      : zone_(zone),
        form_(form_of(zone)),
        random_(frame.seed(), key_of(i, j, part, 0), purpose_cells),
        i_(i),
        j_(j),
        part_(part) {}

  QuarterLayout run(const PlanRect& rect, const Frame& frame) {
    if (zone_ == Zone::hill) {
      layout_.blocks.push_back({rect, true, BlockUse::forest});
      return std::move(layout_);
    }
    cut_cell(rect);
    give_cells_uses(frame);
    for (const Block& cell : cells_) {
      if (cell.use == BlockUse::lots || cell.use == BlockUse::fields)
        cut_strips(cell);
      else
        layout_.blocks.push_back(cell);
    }
    place_park();
    return std::move(layout_);
  }

 private:
  void add_street(const PlanRect& rect, bool along_u, RoadClass road) {
    const auto number = static_cast<std::uint32_t>(layout_.streets.size());
    layout_.streets.push_back({rect, along_u, road, {}, key_of(i_, j_, part_, number << 8)});
  }

  void cut_cell(const PlanRect& rect) {
    const bool wide = rect.width_m() >= rect.height_m();
    if (std::max(rect.width_m(), rect.height_m()) <= form_.cell_m) {
      cells_.push_back({rect, wide, zone_ == Zone::rural ? BlockUse::fields : BlockUse::lots});
      return;
    }
    const double half = 0.5 * synth::form_of(form_.divider).width_m;
    const double share = random_.uniform(0.4, 0.6);
    PlanRect first = rect, second = rect, street = rect;
    if (wide) {
      const double at = on_raster(rect.u0_m + share * rect.width_m());
      first.u1_m = street.u0_m = at - half;
      second.u0_m = street.u1_m = at + half;
    } else {
      const double at = on_raster(rect.v0_m + share * rect.height_m());
      first.v1_m = street.v0_m = at - half;
      second.v0_m = street.v1_m = at + half;
    }
    add_street(street, !wide, form_.divider);
    cut_cell(first);
    cut_cell(second);
  }

  /// One school for every second district, in its first quarter; some cells are estates, stores or works.
  void give_cells_uses(const Frame& frame) {
    if (zone_ == Zone::rural) return;
    const bool station_quarter = frame.is_river(i_ + 1) && (j_ == 0 || j_ == 2);
    std::size_t free_cell = 0;
    if (zone_ == Zone::industrial) {
      for (Block& cell : cells_) cell.use = BlockUse::factory;
      return;
    }
    const int beside_station = frame.core_radius_m() < 200 ? 3 : 1;  // a small town has no other quarter built
    if (part_ == (station_quarter ? beside_station : 0) && (i_ + j_) % 2 == 0)
      cells_[largest_cell()].use = BlockUse::school;
    if (station_quarter && j_ == 2 && part_ == 0) cells_[free_cell++].use = BlockUse::city_hall;
    for (Block& cell : cells_) {
      const double draw = random_.uniform();
      if (cell.use != BlockUse::lots || zone_ == Zone::old_town) continue;
      if (zone_ == Zone::residential && draw < 0.045) cell.use = BlockUse::estate;
      if (zone_ != Zone::core && draw > 0.965) cell.use = BlockUse::store;
      if (zone_ != Zone::residential && draw > 0.945 && draw < 0.965) cell.use = BlockUse::hospital;
    }
  }

  std::size_t largest_cell() const {
    const auto by_area = [](const Block& a, const Block& b) { return a.rect.area_m2() < b.rect.area_m2(); };
    return static_cast<std::size_t>(std::max_element(cells_.begin(), cells_.end(), by_area) - cells_.begin());
  }

  RoadClass draw_road() {
    if (zone_ == Zone::rural) return RoadClass::farm;
    return random_.uniform() < form_.lane_share ? RoadClass::lane : RoadClass::local;
  }

  /// Parallel streets through a cell; the strips between them are blocks in a row.
  void cut_strips(const Block& cell) {
    const bool along_u = random_.uniform() < 0.8 ? cell.along_u : !cell.along_u;
    const double low = along_u ? cell.rect.v0_m : cell.rect.u0_m;
    const double high = along_u ? cell.rect.v1_m : cell.rect.u1_m;
    const int strips = std::max(1, static_cast<int>(std::lround((high - low + 6) / (form_.block_depth_m + 6))));
    double begin = low;
    for (int k = 0; k < strips; ++k) {
      const RoadClass road = draw_road();
      const double half = 0.5 * synth::form_of(road).width_m;
      const double centre = low + (high - low) * (k + 1) / strips + random_.uniform(-1.5, 1.5);
      const double end = k + 1 == strips ? high : centre - half;
      PlanRect strip = cell.rect, street = cell.rect;
      (along_u ? strip.v0_m : strip.u0_m) = begin;
      (along_u ? strip.v1_m : strip.u1_m) = end;
      cut_blocks({strip, along_u, cell.use});
      if (k + 1 == strips) break;
      begin = centre + half;
      (along_u ? street.v0_m : street.u0_m) = end;
      (along_u ? street.v1_m : street.u1_m) = begin;
      add_street(street, along_u, road);
    }
  }

  /// Cross streets through one strip; each strip has its own, so that most junctions are T-shaped.
  void cut_blocks(const Block& strip) {
    const double low = strip.along_u ? strip.rect.u0_m : strip.rect.v0_m;
    const double high = strip.along_u ? strip.rect.u1_m : strip.rect.v1_m;
    const int blocks = std::max(1, static_cast<int>(std::lround((high - low) / form_.block_length_m)));
    double begin = low;
    for (int k = 1; k <= blocks; ++k) {
      const RoadClass road = draw_road();
      const double half = 0.5 * synth::form_of(road).width_m;
      const double centre = on_raster(low + (high - low) * (k + random_.uniform(-0.22, 0.22)) / blocks);
      Block block = strip;
      (strip.along_u ? block.rect.u0_m : block.rect.v0_m) = begin;
      (strip.along_u ? block.rect.u1_m : block.rect.v1_m) = k == blocks ? high : centre - half;
      layout_.blocks.push_back(block);
      if (k == blocks) break;
      begin = centre + half;
      PlanRect street = strip.rect;
      (strip.along_u ? street.u0_m : street.v0_m) = centre - half;
      (strip.along_u ? street.u1_m : street.v1_m) = begin;
      add_street(street, !strip.along_u, road);
    }
  }

  /// One block of a lived-in quarter is a neighbourhood park.
  void place_park() {
    if (zone_ == Zone::rural || zone_ == Zone::industrial) return;
    const std::uint32_t first = random_.below(static_cast<std::uint32_t>(layout_.blocks.size()));
    for (std::size_t k = 0; k < layout_.blocks.size(); ++k) {
      Block& block = layout_.blocks[(first + k) % layout_.blocks.size()];
      if (block.use != BlockUse::lots || block.rect.area_m2() > 4000 || block.rect.area_m2() < 1000) continue;
      block.use = BlockUse::park;
      return;
    }
  }

  Zone zone_;
  StreetForm form_;
  RandomStream random_;
  int i_, j_, part_;
  std::vector<Block> cells_;
  QuarterLayout layout_;
};

/// Whether `end` of a street meets `other` from the side, and on which side of it.
bool ends_at(const Street& street, const Street& other, bool& high) {
  if (street.along_u == other.along_u) return false;
  const PlanRect& s = street.rect;
  const PlanRect& o = other.rect;
  if (other.along_u) {
    if (s.u0_m < o.u0_m || s.u1_m > o.u1_m) return false;
    high = s.v0_m == o.v1_m;
    return high || s.v1_m == o.v0_m;
  }
  if (s.v0_m < o.v0_m || s.v1_m > o.v1_m) return false;
  high = s.u0_m == o.u1_m;
  return high || s.u1_m == o.u0_m;
}

}  // namespace

DistrictLayout lay_out_district(const Frame& frame, int i, int j) {
  DistrictLayout layout;
  layout.rect = frame.district(i, j);
  if (Frame::is_river(i) || Frame::is_rail(j)) return layout;
  layout.has_quarters = true;
  RandomStream random(frame.seed(), key_of(i, j, 15, 0), purpose_district);
  const PlanRect& all = layout.rect;
  const int period = floor_div(i, Frame::columns_per_river);
  const bool station = i == Frame::columns_per_river * period && j <= 2;
  const PlanPoint station_at = frame.station(period);
  const double cu = station ? station_at.u_m : on_raster(all.u0_m + random.uniform(0.42, 0.58) * all.width_m());
  const double left_v = on_raster(all.v0_m + random.uniform(0.42, 0.58) * all.height_m());
  const double other_v = on_raster(all.v0_m + random.uniform(0.42, 0.58) * all.height_m());
  const double right_v = random.uniform() < 0.45 ? left_v : other_v;
  // Far from the town the collectors are farm roads; the quarters of town and country keep the same corners.
  const double away = std::abs(all.centre().u_m - frame.station(0).u_m) / frame.half_length_m();
  const RoadClass inner = away > 1.9 ? RoadClass::farm : RoadClass::collector;
  const RoadClass axis = station ? RoadClass::major : inner;
  const double a = 0.5 * form_of(axis).width_m;
  const double b = 0.5 * form_of(inner).width_m;
  layout.collectors = {
      {{cu - a, all.v0_m, cu + a, all.v1_m}, false, axis, {}, key_of(i, j, 4, 0 << 8)},
      {{all.u0_m, left_v - b, cu - a, left_v + b}, true, inner, {}, key_of(i, j, 4, 1 << 8)},
      {{cu + a, right_v - b, all.u1_m, right_v + b}, true, inner, {}, key_of(i, j, 4, 2 << 8)},
  };
  layout.quarters = {{{all.u0_m, all.v0_m, cu - a, left_v - b},
                      {cu + a, all.v0_m, all.u1_m, right_v - b},
                      {all.u0_m, left_v + b, cu - a, all.v1_m},
                      {cu + a, right_v + b, all.u1_m, all.v1_m}}};
  return layout;
}

QuarterLayout lay_out_quarter(const Frame& frame, const PlanRect& rect, Zone zone, int i, int j, int part) {
  return Divider(frame, zone, i, j, part).run(rect, frame);
}

void join_streets(std::vector<Street>& streets) {
  for (Street& street : streets)
    for (const Street& other : streets) {
      bool high = false;
      if (!ends_at(other, street, high)) continue;
      if (street.along_u)
        street.mouths.push_back({other.rect.u0_m, other.rect.u1_m, high, other.road});
      else
        street.mouths.push_back({other.rect.v0_m, other.rect.v1_m, high, other.road});
    }
}

void cut_street(const Street& street, std::vector<RoadPiece>& pieces) {
  constexpr double shortest_stretch_m = 5;
  const double low = street.along_u ? street.rect.u0_m : street.rect.v0_m;
  const double high = street.along_u ? street.rect.u1_m : street.rect.v1_m;
  std::vector<Mouth> mouths = street.mouths;
  std::sort(mouths.begin(), mouths.end(), [](const Mouth& a, const Mouth& b) {
    return a.begin_m != b.begin_m ? a.begin_m < b.begin_m : a.high < b.high;
  });
  std::uint64_t number = 0;
  const auto add = [&](double begin, double end, Section section) -> RoadPiece& {
    RoadPiece piece{street.rect, street.along_u, street.road, section, {}, street.key + number++};
    (street.along_u ? piece.rect.u0_m : piece.rect.v0_m) = begin;
    (street.along_u ? piece.rect.u1_m : piece.rect.v1_m) = end;
    pieces.push_back(std::move(piece));
    return pieces.back();
  };
  double done = low;
  for (std::size_t k = 0; k < mouths.size();) {
    double begin = mouths[k].begin_m;
    double end = mouths[k].end_m;
    std::size_t after = k + 1;
    for (; after < mouths.size() && mouths[after].begin_m < end + shortest_stretch_m; ++after)
      end = std::max(end, mouths[after].end_m);
    if (begin - done < shortest_stretch_m) begin = done;
    if (high - end < shortest_stretch_m) end = high;
    if (begin > done) add(done, begin, Section::ordinary);
    add(begin, end, Section::crossing)
        .mouths.assign(mouths.begin() + static_cast<std::ptrdiff_t>(k),
                       mouths.begin() + static_cast<std::ptrdiff_t>(after));
    done = end;
    k = after;
  }
  if (high > done) add(done, high, Section::ordinary);
}

}  // namespace machi::synth
