#include "engine/synth/building.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include "engine/core/rng.hpp"

namespace machi::synth {
namespace {

using enum SiteKind;

/// How a kind of building sits on its lot. Assumed; docs/models/synth.md says from what.
struct Shape {
  double coverage_low, coverage_high;  ///< footprint as a share of the lot
  double front_low_m, front_high_m;    ///< set-back from the street
  double side_m;                       ///< set-back from the neighbours
  double storey_m;                     ///< height of a storey
  double largest_m2;                   ///< largest footprint
};

const Shape& shape_of(SiteKind kind) {
  static constexpr Shape dwelling{0.38, 0.54, 1.2, 3.4, 0.75, 2.85, 105};
  static constexpr Shape street_front{0.62, 0.80, 0.4, 1.0, 0.5, 3.3, 420};
  static constexpr Shape flats{0.40, 0.52, 2.0, 4.5, 1.6, 2.9, 520};
  static constexpr Shape block{0.62, 0.84, 0.8, 1.6, 0.7, 3.7, 1400};
  static constexpr Shape hall{0.40, 0.55, 3.0, 5.0, 2.0, 4.0, 420};
  static constexpr Shape whole{0.90, 0.97, 0.2, 0.4, 0.3, 3.9, 9000};  // the site is the building's own outline
  static constexpr Shape shed{0.50, 0.66, 1.5, 3.0, 1.2, 5.5, 700};
  switch (kind) {
    case house:
      return dwelling;
    case shop_house:
    case workshop_house:
      return street_front;
    case apartment:
    case mansion:
      return flats;
    case office:
    case shop:
    case complex:
    case hotel:
      return block;
    case community_hall:
      return hall;
    case warehouse:
    case farm_shed:
      return shed;
    default:
      return whole;
  }
}

struct Weighted {
  double share;
  std::int16_t value;
};

std::int16_t draw(std::span<const Weighted> from, double uniform) {
  for (const Weighted& each : from) {
    if (uniform < each.share) return each.value;
    uniform -= each.share;
  }
  return from.front().value;
}

// First years of the construction periods of the Housing and Land Survey; shares rounded, old centres older.
constexpr std::array<Weighted, 8> years_old{
    {{.16, 1938}, {.18, 1955}, {.20, 1965}, {.17, 1974}, {.11, 1982}, {.08, 1991}, {.06, 2001}, {.04, 2011}}};
constexpr std::array<Weighted, 8> years_usual{
    {{.01, 1945}, {.03, 1955}, {.08, 1964}, {.17, 1971}, {.19, 1981}, {.20, 1991}, {.18, 2001}, {.14, 2011}}};
constexpr int last_year = 2024;

std::int16_t draw_year(const Site& site, RandomStream& random) {
  const bool old = site.zone == Zone::old_town || site.zone == Zone::rural;
  const std::int16_t first = draw(old ? std::span<const Weighted>(years_old) : years_usual, random.uniform());
  const int span = first < 1960 ? 10 : first >= 2011 ? last_year - 2011 + 1 : 10;
  return static_cast<std::int16_t>(
      std::min(first + static_cast<int>(random.below(static_cast<std::uint32_t>(span))), last_year));
}

std::int16_t draw_storeys(const Site& site, std::int16_t year, RandomStream& random) {
  const double u = random.uniform();
  const double tall = site.nearness;
  const auto between = [&](double low, double high) {
    return static_cast<std::int16_t>(std::lround(low + (high - low) * u));
  };
  switch (site.kind) {
    case house:
      if (site.zone == Zone::core || site.zone == Zone::inner) return u < 0.05 ? 1 : u < 0.84 ? 2 : 3;
      if (year < 1965) return u < 0.35 ? 1 : 2;
      return u < (year > 2010 ? 0.13 : 0.08) ? 1 : u < 0.965 ? 2 : 3;
    case shop_house:
      return u < 0.70 ? 2 : u < 0.93 ? 3 : 4;
    case workshop_house:
      return 2;
    case apartment:
      return u < 0.78 ? 2 : 3;
    case mansion:
      return between(4, 6 + 9 * tall);
    case office:
      return between(2, 4 + 8 * tall);
    case shop:
      return site.zone == Zone::core ? between(2, 3 + 4 * tall) : u < 0.8 ? 1 : 2;
    case complex:
      return between(4, 6 + 9 * tall);
    case hotel:
      return between(6, 8 + 7 * tall);
    case city_hall:
      return 6;
    case hospital:
      return between(4, 7);
    case school:
      return between(3, 4);
    case slab:
      return year < 1982 ? 5 : between(5, 9);
    case store:
      return u < 0.6 ? 2 : 3;
    case community_hall:
      return u < 0.6 ? 1 : 2;
    case warehouse:
      return u < 0.7 ? 1 : 2;
    case station:
      return 2;
    default:
      return 1;
  }
}

constexpr std::int16_t wood = 601, src = 602, rc = 603, steel = 604, light_steel = 605, masonry = 606;

/// Structure given kind and storeys. Wood for 92 % of detached houses: Housing and Land Survey 2018, rounded.
std::int16_t draw_structure(SiteKind kind, int storeys, double u) {
  static constexpr std::array<Weighted, 4> houses{{{.92, wood}, {.045, light_steel}, {.015, steel}, {.02, rc}}};
  static constexpr std::array<Weighted, 4> low_flats{{{.44, wood}, {.38, light_steel}, {.08, steel}, {.10, rc}}};
  static constexpr std::array<Weighted, 4> shops{{{.52, wood}, {.12, light_steel}, {.28, steel}, {.08, rc}}};
  static constexpr std::array<Weighted, 3> low_works{{{.70, steel}, {.20, rc}, {.10, light_steel}}};
  static constexpr std::array<Weighted, 3> middle{{{.62, rc}, {.32, steel}, {.06, src}}};
  static constexpr std::array<Weighted, 3> tall{{{.55, rc}, {.33, src}, {.12, steel}}};
  static constexpr std::array<Weighted, 3> sheds{{{.80, steel}, {.15, light_steel}, {.05, masonry}}};
  static constexpr std::array<Weighted, 2> farms{{{.8, wood}, {.2, light_steel}}};
  if (kind == gym || kind == factory || kind == warehouse || kind == store) return draw(sheds, u);
  if (kind == farm_shed) return draw(farms, u);
  if (kind == school || kind == slab || kind == hospital || kind == city_hall) return storeys > 8 ? src : rc;
  if (storeys >= 9) return draw(tall, u);
  if (storeys >= 4) return draw(middle, u);
  if (kind == house || kind == workshop_house) return draw(houses, u);
  if (kind == apartment) return draw(low_flats, u);
  if (kind == shop_house || kind == community_hall) return draw(shops, u);
  return draw(low_works, u);
}

std::int16_t usage_of(SiteKind kind, double u) {
  switch (kind) {
    case house:
      return 411;
    case apartment:
    case slab:
      return 412;
    case mansion:
      return u < 0.8 ? 412 : 414;
    case shop_house:
      return 413;
    case workshop_house:
      return 415;
    case office:
      return 401;
    case shop:
    case store:
      return 402;
    case complex:
      return 404;
    case hotel:
      return 403;
    case city_hall:
      return 421;
    case community_hall:
    case school:
    case gym:
    case hospital:
      return 422;
    case factory:
      return 441;
    case warehouse:
    case station:
      return 431;
    case farm_shed:
      return 451;
  }
  return 454;
}

/// Local axes of a lot: a along its front, b inward, and its true size.
struct LotFrame {
  TownPoint centre, a, b;
  double width_m, depth_m;
};

LotFrame frame_of(const Site& site, const WarpPatch& patch) {
  TownPoint along_u, along_v;
  const PlanPoint at = site.lot.centre();
  patch.axes(at, along_u, along_v);
  const bool front_along_u = site.front == Front::south || site.front == Front::north;
  const TownPoint& along = front_along_u ? along_u : along_v;
  const TownPoint& inward = front_along_u ? along_v : along_u;
  const double stretch = std::hypot(along.x_m, along.y_m);
  LotFrame frame{patch.to_town(at), {along.x_m / stretch, along.y_m / stretch}, {}, 0, 0};
  frame.b = {-frame.a.y_m, frame.a.x_m};
  const double height = std::abs(inward.x_m * frame.b.x_m + inward.y_m * frame.b.y_m);
  const double slant = std::abs(inward.x_m * frame.a.x_m + inward.y_m * frame.a.y_m);
  const double width = front_along_u ? site.lot.width_m() : site.lot.height_m();
  const double depth = front_along_u ? site.lot.height_m() : site.lot.width_m();
  frame.depth_m = depth * height;
  frame.width_m = width * stretch - depth * slant;  // the widest rectangle in a slanted lot
  const bool inward_along_b = (site.front == Front::south || site.front == Front::east);
  if (!inward_along_b) {
    frame.a = {-frame.a.x_m, -frame.a.y_m};
    frame.b = {-frame.b.x_m, -frame.b.y_m};
  }
  return frame;
}

/// A rectangle, or an L where `notch` > 0: its back right corner is missing.
std::vector<TownPoint> outline(const LotFrame& lot, double left, double front, double width, double depth,
                               double notch_w, double notch_d) {
  const auto at = [&](double s, double t) {
    return TownPoint{lot.centre.x_m + s * lot.a.x_m + t * lot.b.x_m, lot.centre.y_m + s * lot.a.y_m + t * lot.b.y_m};
  };
  const double right = left + width, back = front + depth;
  if (notch_w <= 0) return {at(left, front), at(right, front), at(right, back), at(left, back)};
  return {at(left, front),           at(right, front), at(right, back - notch_d), at(right - notch_w, back - notch_d),
          at(right - notch_w, back), at(left, back)};
}

void shape_footprint(const Site& site, const WarpPatch& patch, RandomStream& random, Building& building) {
  const LotFrame lot = frame_of(site, patch);
  const Shape& shape = shape_of(site.kind == warehouse && site.zone == Zone::industrial ? factory : site.kind);
  const bool small_lots = site.zone == Zone::core || site.zone == Zone::old_town;
  const double denser = site.kind == house && small_lots ? 0.14 : 0;
  const double coverage = random.uniform(shape.coverage_low, shape.coverage_high) + denser;
  const double area = std::min(coverage * lot.width_m * lot.depth_m, shape.largest_m2 * random.uniform(0.7, 1.0));
  const double side = std::min(shape.side_m, 0.12 * lot.width_m);
  const double set_back = std::min(random.uniform(shape.front_low_m, shape.front_high_m), 0.2 * lot.depth_m);
  const double widest = std::max(lot.width_m - 2 * side, 2.0);
  const double deepest = std::max(lot.depth_m - set_back - side, 2.0);
  const double ratio = site.kind == house || site.kind == apartment ? random.uniform(1.05, 1.6) : widest / deepest;
  double width = std::min(widest, std::sqrt(area * ratio));
  double depth = std::min(deepest, area / width);
  width = std::min(widest, area / depth);
  const double slack = 0.5 * (widest - width);
  const double left = -0.5 * width + random.uniform(-slack, slack);
  // Houses on lots that open to the south stand back and keep their garden in front.
  const double room = deepest - depth;
  const double pushed = site.kind != house ? 0.15 : site.front == Front::south ? 0.75 : 0.1;
  const double front = -0.5 * lot.depth_m + set_back + room * pushed;
  const bool notched = width > 7 && depth > 7 && random.uniform() < (site.kind == house ? 0.36 : 0.2);
  const double notch_w = notched ? width * random.uniform(0.25, 0.45) : 0;
  const double notch_d = notched ? depth * random.uniform(0.22, 0.42) : 0;
  building.footprint = outline(lot, left, front, width, depth, notch_w, notch_d);
  building.footprint_m2 = ring_area_m2(building.footprint);
}

void choose_roof(const Site& site, RandomStream& random, Building& building) {
  const bool pitched_kind = site.kind == house || site.kind == shop_house || site.kind == workshop_house ||
                            site.kind == apartment || site.kind == farm_shed || site.kind == gym ||
                            site.kind == warehouse || site.kind == factory || site.kind == community_hall;
  const double draw_roof = random.uniform();
  const bool flat = !pitched_kind || building.storeys_above > 3 || building.structure == rc ||
                    building.footprint.size() != 4 || draw_roof < (building.year > 2005 ? 0.25 : 0.06);
  if (flat) return;
  const double a = std::hypot(building.footprint[1].x_m - building.footprint[0].x_m,
                              building.footprint[1].y_m - building.footprint[0].y_m);
  const double b = std::hypot(building.footprint[2].x_m - building.footprint[1].x_m,
                              building.footprint[2].y_m - building.footprint[1].y_m);
  const bool large = site.kind == factory || site.kind == warehouse || site.kind == gym;
  building.roof = !large && draw_roof > 0.62 ? Roof::hip : Roof::gable;
  const double slope = large ? random.uniform(0.12, 0.2) : random.uniform(0.38, 0.5);  // rise over run
  building.roof_rise_m = 0.5 * std::min(a, b) * slope;
}

double round_to(double value, double step) {
  return std::round(value / step) * step;
}

void set_sizes(const Site& site, RandomStream& random, Building& building) {
  const Shape& shape = shape_of(site.kind);
  const double storey = site.kind == factory || site.kind == store ? random.uniform(5, 7.5)
                        : site.kind == gym                         ? 11
                        : site.kind == slab                        ? 2.8
                                                                   : shape.storey_m * random.uniform(0.96, 1.06);
  const double parapet = building.roof == Roof::flat ? random.uniform(0.3, 0.9) : 0.3;
  building.roof_rise_m = round_to(building.roof_rise_m, 0.01);
  building.height_m = round_to(storey * building.storeys_above + parapet + building.roof_rise_m, 0.1);
  const double upper = site.kind == house ? random.uniform(0.72, 0.95) : 0.97;
  building.floor_area_m2 = round_to(
      building.footprint_m2 * 0.96 * (1 + (building.storeys_above - 1) * upper + 0.9 * building.storeys_below), 0.01);
  const bool housing = site.kind == apartment || site.kind == mansion || site.kind == slab;
  if (housing) {
    const double each = site.kind == apartment ? random.uniform(34, 52) : random.uniform(52, 74);
    building.dwellings = std::max(2, static_cast<std::int32_t>(0.86 * building.floor_area_m2 / each));
  } else if (site.kind == house || site.kind == shop_house || site.kind == workshop_house) {
    building.dwellings = 1;
  }
}

}  // namespace

double ring_area_m2(const std::vector<TownPoint>& ring) {
  double twice = 0;
  const TownPoint& o = ring.front();
  for (std::size_t k = 1; k + 1 < ring.size(); ++k)
    twice += (ring[k].x_m - o.x_m) * (ring[k + 1].y_m - o.y_m) - (ring[k + 1].x_m - o.x_m) * (ring[k].y_m - o.y_m);
  return 0.5 * twice;
}

Building make_building(const Site& site, const WarpPatch& patch, std::uint64_t seed) {
  RandomStream random(seed, site.key, purpose_building);
  Building building;
  building.at = site.lot.centre();
  building.kind = site.kind;
  building.key = site.key;
  building.year = draw_year(site, random);
  building.storeys_above = draw_storeys(site, building.year, random);
  building.structure = draw_structure(site.kind, building.storeys_above, random.uniform());
  const double below = random.uniform();
  const bool deep = building.storeys_above >= 6 && (site.kind == office || site.kind == complex || site.kind == hotel);
  building.storeys_below = deep && below < 0.5 ? (below < 0.1 ? 2 : 1) : 0;
  building.usage = usage_of(site.kind, random.uniform());
  const bool solid = building.structure == rc || building.structure == src || building.structure == steel;
  building.building_class = solid ? 3002 : 3001;
  building.fireproof = building.structure == rc || building.structure == src ? 1001
                       : building.structure == steel                         ? 1002
                                                                             : 1003;
  building.zoning = zoning_of(site.zone);
  building.land_use = land_use_of(site.kind);
  shape_footprint(site, patch, random, building);
  choose_roof(site, random, building);
  set_sizes(site, random, building);
  return building;
}

void add_people(const Building& building, std::uint64_t seed, std::array<std::int32_t, age_classes>& persons) {
  if (building.dwellings == 0) return;
  // Household sizes 1 … 6; vacancy 13.6 % (Housing and Land Survey 2018); means near 2.6 and 1.7, 2.2 together.
  static constexpr std::array<double, 6> in_house{.17, .36, .22, .17, .06, .02};
  static constexpr std::array<double, 6> in_flat{.55, .24, .12, .07, .015, .005};
  // Age classes: 0–14 12 %, 15–64 59 %, 65+ 29 % as in the census of 2020, between them assumed; flats are younger.
  static constexpr std::array<double, age_classes> house_ages{.030, .036, .042, .046, .040, .036, .038,
                                                              .045, .055, .070, .066, .062, .062, .072,
                                                              .092, .075, .062, .045, .020, .006};
  static constexpr std::array<double, age_classes> flat_ages{.048, .044, .040, .048, .095, .100, .088,
                                                             .078, .072, .072, .062, .052, .045, .042,
                                                             .042, .030, .022, .013, .005, .002};
  RandomStream random(seed, building.key, purpose_people);
  const bool flats = building.dwellings > 1;
  const auto pick = [&](const auto& shares) {
    double u = random.uniform();
    std::size_t k = 0;
    while (k + 1 < shares.size() && u >= shares[k]) u -= shares[k++];
    return k;
  };
  for (std::int32_t dwelling = 0; dwelling < building.dwellings; ++dwelling) {
    if (random.uniform() < 0.136) continue;
    const std::size_t size = 1 + pick(flats ? in_flat : in_house);
    for (std::size_t person = 0; person < size; ++person) ++persons[pick(flats ? flat_ages : house_ages)];
  }
}

}  // namespace machi::synth
