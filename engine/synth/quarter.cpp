#include "engine/synth/quarter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

constexpr std::int16_t paddy = 201, field = 202, forest = 203, dwelling = 211, business = 212, works = 213,
                       public_land = 214, transport = 216, park = 217, farm = 219, car_park = 222, unused = 224;

/// What a lot may carry: a kind of building, or none.
struct LotChoice {
  double share;
  SiteKind kind;
  std::int16_t bare;  ///< land use of a lot without building; 0 where a building stands
};

using enum SiteKind;

// Shares of lots; assumed, see docs/models/synth.md.
constexpr std::array<LotChoice, 10> core_lots{{{.20, office, 0},
                                               {.20, shop, 0},
                                               {.12, complex, 0},
                                               {.03, hotel, 0},
                                               {.15, mansion, 0},
                                               {.11, shop_house, 0},
                                               {.06, house, 0},
                                               {.01, community_hall, 0},
                                               {.09, house, car_park},
                                               {.03, house, unused}}};
constexpr std::array<LotChoice, 9> inner_lots{{{.56, house, 0},
                                               {.15, apartment, 0},
                                               {.05, mansion, 0},
                                               {.05, shop_house, 0},
                                               {.04, shop, 0},
                                               {.04, office, 0},
                                               {.01, workshop_house, 0},
                                               {.06, house, car_park},
                                               {.04, house, unused}}};
constexpr std::array<LotChoice, 7> old_town_lots{{{.74, house, 0},
                                                  {.10, shop_house, 0},
                                                  {.03, workshop_house, 0},
                                                  {.03, warehouse, 0},
                                                  {.01, community_hall, 0},
                                                  {.05, house, car_park},
                                                  {.04, house, unused}}};
constexpr std::array<LotChoice, 6> residential_lots{{{.83, house, 0},
                                                     {.065, apartment, 0},
                                                     {.01, shop_house, 0},
                                                     {.005, community_hall, 0},
                                                     {.04, house, car_park},
                                                     {.05, house, unused}}};
constexpr std::array<LotChoice, 9> roadside_lots{{{.30, house, 0},
                                                  {.20, shop, 0},
                                                  {.10, shop_house, 0},
                                                  {.09, office, 0},
                                                  {.12, apartment, 0},
                                                  {.07, mansion, 0},
                                                  {.02, warehouse, 0},
                                                  {.07, house, car_park},
                                                  {.03, house, unused}}};
constexpr std::array<LotChoice, 3> hamlet_lots{{{.30, house, 0}, {.06, farm_shed, 0}, {.64, house, field}}};

std::span<const LotChoice> choices(Zone zone, bool roadside) {
  if (zone == Zone::core) return core_lots;
  if (zone == Zone::rural || zone == Zone::hill) return hamlet_lots;
  if (roadside) return roadside_lots;
  if (zone == Zone::inner) return inner_lots;
  if (zone == Zone::old_town) return old_town_lots;
  return residential_lots;
}

const LotChoice& draw(std::span<const LotChoice> from, double uniform) {
  for (const LotChoice& choice : from) {
    if (uniform < choice.share) return choice;
    uniform -= choice.share;
  }
  return from.front();
}

/// Width of a lot along its street.
double lot_width_m(SiteKind kind, Zone zone, RandomStream& random) {
  switch (kind) {
    case apartment:
      return random.uniform(16, 24);
    case mansion:
      return random.uniform(22, 34);
    case office:
    case complex:
      return zone == Zone::core ? random.uniform(13, 24) : random.uniform(12, 18);
    case shop:
      return zone == Zone::core ? random.uniform(8, 18) : random.uniform(14, 30);
    case hotel:
      return random.uniform(20, 32);
    case community_hall:
      return random.uniform(18, 26);
    case warehouse:
      return random.uniform(14, 22);
    default:
      break;
  }
  switch (zone) {
    case Zone::core:
      return random.uniform(7.5, 12);
    case Zone::old_town:
      return random.uniform(7.5, 11);
    case Zone::inner:
      return random.uniform(8.5, 12.5);
    case Zone::rural:
    case Zone::hill:
      return random.uniform(16, 28);
    default:
      return random.uniform(9.5, 14.5);
  }
}

/// Fills the blocks of one quarter.
class Filler {
 public:
  Filler(const Frame& frame, const PlanRect& rect, Zone zone, int i, int j, int part)
      : frame_(frame),
        rect_(rect),
        zone_(zone),
        random_(frame.seed(), key_of(i, j, part, 0), purpose_lots),
        i_(i),
        j_(j),
        part_(part) {}

  Quarter run() {
    QuarterLayout layout = lay_out_quarter(frame_, rect_, zone_, i_, j_, part_);
    quarter_.streets = std::move(layout.streets);
    for (const Block& block : layout.blocks) fill(block);
    if (zone_ != Zone::rural && zone_ != Zone::hill && i_ % Frame::columns_per_river == 0 && j_ == 0 && part_ == 2)
      add_station();
    return std::move(quarter_);
  }

 private:
  void add_land(const PlanRect& rect, std::int16_t code) {
    const auto number = static_cast<std::uint32_t>(quarter_.land.size());
    quarter_.land.push_back({rect, code, key_of(i_, j_, part_, 0x800000u | number)});
  }

  void add_site(const PlanRect& lot, Front front, SiteKind kind) {
    const auto number = static_cast<std::uint32_t>(quarter_.sites.size());
    const PlanPoint at = lot.centre();
    int period = 0;
    frame_.nearest_river_m(at.u_m - 400, period);
    const PlanPoint station = frame_.station(period);
    const double reach = frame_.core_radius_m() * (period == 0 ? 1 : 0.45);
    const double t = std::hypot(at.u_m - station.u_m, at.v_m - station.v_m) / (1.3 * reach);
    quarter_.sites.push_back({lot, front, kind, zone_, std::exp(-t * t), key_of(i_, j_, part_, number)});
  }

  /// The station stands in the railway corridor north of this quarter.
  void add_station() {
    const PlanPoint at = frame_.station(floor_div(i_, Frame::columns_per_river));
    add_site({at.u_m - 40, at.v_m - 11, at.u_m + 40, at.v_m + 11}, Front::south, station);
  }

  void fill(const Block& block) {
    switch (block.use) {
      case BlockUse::lots:
        return fill_lots(block);
      case BlockUse::park:
        return add_land(block.rect, park);
      case BlockUse::school:
        return fill_school(block);
      case BlockUse::hospital:
        return fill_single(block, hospital, 62, 42);
      case BlockUse::city_hall:
        return fill_single(block, city_hall, 70, 40);
      case BlockUse::store:
        return fill_store(block);
      case BlockUse::estate:
        return fill_estate(block);
      case BlockUse::factory:
        return fill_factory(block);
      case BlockUse::fields:
        return fill_fields(block);
      case BlockUse::forest:
        return fill_forest(block);
    }
  }

  /// Two rows of lots back to back, or one where the block is shallow.
  void fill_lots(const Block& block) {
    const PlanRect& r = block.rect;
    const double depth = block.along_u ? r.height_m() : r.width_m();
    const Front first = block.along_u ? Front::south : Front::west;
    const Front second = block.along_u ? Front::north : Front::east;
    if (depth < 19) return fill_row(r, block.along_u, first);
    PlanRect low = r, high = r;
    if (block.along_u)
      low.v1_m = high.v0_m = r.v0_m + depth * random_.uniform(0.46, 0.54);
    else
      low.u1_m = high.u0_m = r.u0_m + depth * random_.uniform(0.46, 0.54);
    fill_row(low, block.along_u, first);
    fill_row(high, block.along_u, second);
  }

  /// The row's street is a main road where its edge is the quarter's own edge.
  bool faces_main_road(const PlanRect& row, Front front) const {
    switch (front) {
      case Front::south:
        return row.v0_m == rect_.v0_m && part_ < 2;
      case Front::north:
        return row.v1_m == rect_.v1_m && part_ >= 2;
      case Front::west:
        return row.u0_m == rect_.u0_m && part_ % 2 == 0;
      case Front::east:
        return row.u1_m == rect_.u1_m && part_ % 2 == 1;
    }
    return false;
  }

  void fill_row(const PlanRect& row, bool along_u, Front front) {
    const auto from = choices(zone_, faces_main_road(row, front));
    const double end = along_u ? row.u1_m : row.v1_m;
    double begin = along_u ? row.u0_m : row.v0_m;
    while (begin < end) {
      const LotChoice* choice = &draw(from, random_.uniform());
      double width = lot_width_m(choice->kind, zone_, random_);
      const double left = end - begin;
      if (left < width) {  // what is left over at the end of a row is a house's lot, or too narrow for one
        choice = &from[left < 6.5 ? from.size() - 1 : 0];
        if (left >= 6.5 && zone_ == Zone::core) choice = &from[5];
        width = left;
      }
      if (left - width < 6.5) width = left;
      PlanRect lot = row;
      (along_u ? lot.u0_m : lot.v0_m) = begin;
      (along_u ? lot.u1_m : lot.v1_m) = begin + width;
      if (left - width <= 0) (along_u ? lot.u1_m : lot.v1_m) = end;
      place(lot, front, *choice);
      begin = along_u ? lot.u1_m : lot.v1_m;
    }
  }

  void place(const PlanRect& lot, Front front, const LotChoice& choice) {
    if (choice.bare != 0) return add_land(lot, choice.bare);
    add_site(lot, front, choice.kind);
    add_land(lot, land_use_of(choice.kind));
  }

  /// A rectangle of given size inside another, at shares of the room that is left.
  static PlanRect inside(const PlanRect& of, double width, double height, double share_u, double share_v) {
    const double w = std::min(width, of.width_m() - 8), h = std::min(height, of.height_m() - 8);
    const double u = of.u0_m + 4 + share_u * (of.width_m() - 8 - w);
    const double v = of.v0_m + 4 + share_v * (of.height_m() - 8 - h);
    return {u, v, u + w, v + h};
  }

  /// Teaching wing on the north side, gymnasium on the west, the rest is the playing ground.
  void fill_school(const Block& block) {
    add_land(block.rect, public_land);
    add_site(inside(block.rect, 82, 30, 0.5, 1), Front::south, school);
    add_site(inside(block.rect, 30, 42, 0, 0), Front::east, gym);
  }

  void fill_single(const Block& block, SiteKind kind, double width, double height) {
    add_land(block.rect, land_use_of(kind));
    add_site(inside(block.rect, width, height, 0.5, 0.6), Front::south, kind);
  }

  void fill_store(const Block& block) {
    PlanRect parking = block.rect, shop_lot = block.rect;
    parking.v1_m = shop_lot.v0_m = block.rect.v0_m + 0.42 * block.rect.height_m();
    add_land(parking, car_park);
    add_land(shop_lot, business);
    add_site(inside(shop_lot, 110, 70, 0.5, 0.5), Front::south, store);
  }

  /// Slabs in rows that face south, far enough apart for the winter sun.
  void fill_estate(const Block& block) {
    add_land(block.rect, dwelling);
    const int rows = std::max(1, static_cast<int>(block.rect.height_m() / 36));
    const int columns = std::max(1, static_cast<int>(block.rect.width_m() / 64));
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < columns; ++column) {
        const double u = block.rect.u0_m + block.rect.width_m() * (column + 0.5) / columns;
        const double v = block.rect.v0_m + block.rect.height_m() * (row + 0.5) / rows;
        const double half = 0.5 * std::min(56.0, block.rect.width_m() / columns - 8);
        add_site({u - half, v - 8, u + half, v + 8}, Front::south, slab);
      }
  }

  void fill_factory(const Block& block) {
    const double draw = random_.uniform();
    const SiteKind kind = draw < 0.6 ? factory : warehouse;
    add_land(block.rect, land_use_of(kind));
    const int columns = std::max(1, static_cast<int>(block.rect.width_m() / 75));
    for (int column = 0; column < columns; ++column) {
      PlanRect yard = block.rect;
      yard.u0_m += block.rect.width_m() * column / columns;
      yard.u1_m = block.rect.u0_m + block.rect.width_m() * (column + 1) / columns;
      add_site(inside(yard, random_.uniform(36, 60), random_.uniform(40, 90), 0.5, random_.uniform()), Front::south,
               kind);
    }
  }

  /// Fields of a strip; a hamlet stands along the strip's southern or western edge.
  void fill_fields(const Block& block) {
    const PlanRect& r = block.rect;
    const bool hamlet = random_.uniform() < 0.3;
    PlanRect rest = r;
    if (hamlet) {
      PlanRect row = r;
      if (block.along_u)
        row.v1_m = rest.v0_m = r.v0_m + 24;
      else
        row.u1_m = rest.u0_m = r.u0_m + 24;
      fill_row(row, block.along_u, block.along_u ? Front::south : Front::west);
    }
    const double low = block.along_u ? rest.u0_m : rest.v0_m;
    const double high = block.along_u ? rest.u1_m : rest.v1_m;
    const int plots = std::max(1, static_cast<int>((high - low) / 60));
    for (int k = 0; k < plots; ++k) {
      PlanRect plot = rest;
      (block.along_u ? plot.u0_m : plot.v0_m) = k == 0 ? low : low + (high - low) * k / plots;
      (block.along_u ? plot.u1_m : plot.v1_m) = k + 1 == plots ? high : low + (high - low) * (k + 1) / plots;
      add_land(plot, random_.uniform() < 0.7 ? paddy : field);
    }
  }

  /// Woods; where the slope begins, a few houses along the lower edge.
  void fill_forest(const Block& block) {
    const double beyond = block.rect.v0_m - frame_.foot_m(block.rect.centre().u_m);
    const bool on_road = part_ < 2 && frame_.row_is_below_hills(i_, j_);
    if (!on_road || beyond > 120 || beyond < -60) return add_land(block.rect, forest);
    PlanRect row = block.rect, rest = block.rect;
    row.v1_m = rest.v0_m = block.rect.v0_m + 22;
    fill_row(row, true, Front::south);
    add_land(rest, forest);
  }

  const Frame& frame_;
  PlanRect rect_;
  Zone zone_;
  RandomStream random_;
  int i_, j_, part_;
  Quarter quarter_;
};

}  // namespace

std::int16_t land_use_of(SiteKind kind) {
  switch (kind) {
    case house:
    case shop_house:
    case workshop_house:
    case apartment:
    case mansion:
    case slab:
      return dwelling;
    case office:
    case shop:
    case complex:
    case hotel:
    case store:
      return business;
    case city_hall:
    case community_hall:
    case school:
    case gym:
    case hospital:
      return public_land;
    case factory:
      return works;
    case warehouse:
    case station:
      return transport;
    case farm_shed:
      return farm;
  }
  return unused;
}

std::int16_t zoning_of(Zone zone) {
  switch (zone) {
    case Zone::core:
      return 10;
    case Zone::inner:
      return 5;
    case Zone::old_town:
      return 9;
    case Zone::residential:
      return 1;
    case Zone::industrial:
      return 12;
    default:
      return 0;
  }
}

bool stands_alone(SiteKind kind) {
  switch (kind) {
    case city_hall:
    case school:
    case gym:
    case hospital:
    case slab:
    case store:
    case factory:
    case station:
      return true;
    default:
      return false;
  }
}

Quarter fill_quarter(const Frame& frame, const PlanRect& rect, Zone zone, int i, int j, int part) {
  return Filler(frame, rect, zone, i, j, part).run();
}

}  // namespace machi::synth
