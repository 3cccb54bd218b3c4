/// \file  What a synthetic town holds by its own plan, in the frame of the city that was imported from its files.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/model/city.hpp"
#include "engine/synth/building.hpp"
#include "engine/synth/town.hpp"
#include "io/synth/geodesy.hpp"
#include "io/synth/synth.hpp"

namespace machi {

/// Defects of an awkward town as io/synth numbers them: its files are what is under test, so they are named here again.
enum class Defect : std::uint32_t {
  no_storeys = 10,
  no_height,
  no_year,
  no_usage,
  no_structure,
  no_floor_area,
  no_lod0,
  no_id,
  open_ring,
  double_vertex,
  dangling_link,
  no_class,
  road_no_id = 30,
  road_open_ring,
};

class TownTruth {
 public:
  explicit TownTruth(const SynthOptions& options)
      : options_(options),
        town_(static_cast<std::uint64_t>(options.seed), options.buildings, options.awkward > 0),
        patch_(town_.warp(), widened(town_.extent(), 900)) {
    for (int j = 0; j < town_.end_row(); ++j)
      for (int i = town_.first_column(); i < town_.end_column(); ++i) {
        synth::DistrictContents district = town_.district(i, j);
        for (const synth::Site& site : district.sites) {
          synth::Building building = synth::make_building(site, patch_, town_.seed());
          const std::uint64_t key = building.key;
          buildings_.emplace(key, std::move(building));
        }
        for (synth::RoadPiece& piece : district.roads) roads_.push_back(std::move(piece));
      }
  }

  const synth::Town& town() const { return town_; }
  const std::map<std::uint64_t, synth::Building>& buildings() const { return buildings_; }
  const std::vector<synth::RoadPiece>& roads() const { return roads_; }
  bool has(std::uint64_t key, Defect defect) const {
    return options_.awkward > 0 && uniform01(random_block(town_.seed(), key, static_cast<std::uint32_t>(defect),
                                                          synth::purpose_awkward)[0]) < 0.5 * options_.awkward;
  }
  /// Whether a building is a tower and a wing.
  bool has_parts(const synth::Building& b) const {
    return b.footprint.size() == 4 && b.footprint_m2 > 180 && b.storeys_above >= 3 && decide(b.key, 4) < 0.35;
  }
  bool has_lod2(const synth::Building& b) const { return !has_parts(b) && decide(b.key, 1) < options_.lod2_share; }
  /// Whether a road has traffic areas.
  bool has_lod3(const synth::RoadPiece& piece) const {
    return synth::form_of(piece.road).sidewalk_m > 0 && piece.section != synth::Section::viaduct &&
           decide(piece.key & ~std::uint64_t{0xff}, 20) < options_.lod3_share;
  }
  /// Ground under a building as written: whole centimetres.
  double base_m(const synth::Building& b) const { return centimetres(town_.terrain().height_m(b.at)); }

  /// From a point of the city to the town's own metres, and to the drawing board.
  static synth::TownPoint town_point(const CityFrame& frame, double x_mm, double y_mm) {
    return {frame.origin_east_m + 1e-3 * x_mm - synth::Geodesy::origin_east_m,
            frame.origin_north_m + 1e-3 * y_mm - synth::Geodesy::origin_north_m};
  }
  synth::PlanPoint plan_point(const synth::TownPoint& at) const { return patch_.to_plan(at); }
  synth::TownPoint to_town(const synth::PlanPoint& at) const { return patch_.to_town(at); }

  /// The part of the board that lattice cells of a step cover, as the files' lattices do.
  synth::PlanRect lattice(double step_m) const {
    const synth::PlanRect extent = town_.extent();
    const auto down = [&](double value) { return step_m * std::floor(value / step_m); };
    return {down(extent.u0_m), 0, down(extent.u1_m) + step_m, down(extent.v1_m) + step_m};
  }

  /// Height at `at` of the two triangles over its lattice cell, with `height(corner)` in whole centimetres at corners.
  /// Nothing within a centimetre of an edge of a cell or of the diagonal, where millimetres decide.
  template <class Height>
  std::optional<double> on_triangles(const synth::TownPoint& at, double step_m, Height height) const {
    const synth::PlanPoint plan = plan_point(at);
    const double u = plan.u_m / step_m, v = plan.v_m / step_m;
    const double margin = 0.02 / step_m;
    for (const double part : {u - std::floor(u), v - std::floor(v)})
      if (part < margin || part > 1 - margin) return std::nullopt;
    std::array<synth::PlanPoint, 4> corner;
    for (std::size_t k = 0; k < 4; ++k)
      corner[k] = {step_m * (std::floor(u) + (k == 1 || k == 2)), step_m * (std::floor(v) + (k >= 2))};
    for (const std::array<std::size_t, 3>& t : {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 3}}) {
      std::array<double, 3> weight;
      const synth::TownPoint a = to_town(corner[t[0]]), b = to_town(corner[t[1]]), c = to_town(corner[t[2]]);
      const double area = cross(a, b, c);
      weight = {cross(at, b, c) / area, cross(a, at, c) / area, cross(a, b, at) / area};
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) sum += weight[k] * centimetres(height(corner[t[k]]));
      if (weight[0] > margin && weight[1] > margin && weight[2] > margin) return sum;
    }
    return std::nullopt;
  }

  static double centimetres(double metres) { return std::round(100 * metres) / 100; }

 private:
  double decide(std::uint64_t key, std::uint32_t question) const {
    return uniform01(random_block(town_.seed(), key, question, synth::purpose_site)[0]);
  }
  static double cross(const synth::TownPoint& a, const synth::TownPoint& b, const synth::TownPoint& c) {
    return (b.x_m - a.x_m) * (c.y_m - a.y_m) - (b.y_m - a.y_m) * (c.x_m - a.x_m);
  }
  static synth::PlanRect widened(const synth::PlanRect& rect, double by) {
    return {rect.u0_m - by, rect.v0_m - by, rect.u1_m + by, rect.v1_m + by};
  }

  SynthOptions options_;
  synth::Town town_;
  synth::WarpPatch patch_;
  std::map<std::uint64_t, synth::Building> buildings_;
  std::vector<synth::RoadPiece> roads_;
};

/// First value of an attribute of a feature whose path ends with `name`; empty where it has none.
inline std::string attribute_of(const Layer& layer, std::uint64_t row, std::string_view name) {
  const AttributeTable& table = layer.attributes;
  for (std::uint64_t k = table.feature_begin[row]; k < table.feature_begin[row + 1]; ++k)
    if (table.keys[table.key[k]].ends_with(name)) return std::string(table.value.at(k));
  return {};
}

/// The town's own number of an imported building: what follows "bldg-", written with or without a sign.
inline std::uint64_t key_of_building(const Layer& layer, std::uint64_t row) {
  const std::string id = attribute_of(layer, row, "/buildingID");
  const auto at = id.find("bldg-");
  if (at == std::string::npos) return 0;
  const char* begin = id.data() + at + 5;
  const char* end = id.data() + id.size();
  if (*begin == '-') {
    std::int64_t key = 0;
    std::from_chars(begin, end, key);
    return static_cast<std::uint64_t>(key);
  }
  std::uint64_t key = 0;
  std::from_chars(begin, end, key);
  return key;
}

}  // namespace machi
