/// \file  Writes luse:LandUse, the terrain as dem:TINRelief and inundation as wtr:WaterBody.
#include <algorithm>
#include <cmath>
#include <set>

#include "io/synth/tile.hpp"

namespace machi::synth {
namespace {

constexpr double terrain_step_m = 10;
constexpr double hazard_step_m = 20;
constexpr std::int16_t park_code = 217;

/// Lattice points of the board around a mesh, first and last index of columns and rows.
struct Lattice {
  double step_m;
  int u0, u1, v0, v1;
};

Lattice lattice_of(const Tile& tile, double step_m) {
  const PlanRect& plan = tile.area().plan;
  const PlanRect extent = tile.world().town.extent();
  const auto index = [&](double value) { return static_cast<int>(std::floor(value / step_m)); };
  return {step_m, index(std::max(plan.u0_m, extent.u0_m)), index(std::min(plan.u1_m, extent.u1_m)),
          index(std::max(plan.v0_m, 0.0)), index(std::min(plan.v1_m, extent.v1_m))};
}

void put_triangle(Text& text, const Placed& a, const Placed& b, const Placed& c) {
  text.put("<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>", a.view(), b.view(), c.view(), a.view());
  text.bytes().pop_back();
  text.put("</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>\n");
}

/// A corner as "lat lon height ".
Placed with_height(Placed placed, double height_m) {
  const HeightText height = height_text(height_m);
  std::copy_n(height.text.begin(), height.size, placed.text.begin() + placed.size);
  placed.size = static_cast<std::uint8_t>(placed.size + height.size);
  placed.text[placed.size++] = ' ';
  return placed;
}

void put_code(Text& text, std::string_view up, std::string_view tag, std::string_view list, int value) {
  text.put("<", tag, " codeSpace=\"", up, "codelists/", list, ".xml\">");
  text.number(value);
  text.put("</", tag, ">\n");
}

void add_park(const Tile& tile, const LandPiece& piece, std::vector<Shelter>& shelters) {
  const Town& town = tile.world().town;
  const PlanPoint at = piece.rect.centre();
  const double ground = town.terrain().height_m(at);
  Shelter shelter{piece.key, tile.lat_lon(at), Refuge::park};
  shelter.earthquake = shelter.fire = true;
  shelter.tsunami = shelter.storm_surge = town.water().highest_tsunami_m(at, ground) <= ground;
  shelter.flood = town.water().highest_flood_m(at, ground, FloodScale::largest) <= ground;
  shelters.push_back(shelter);
}

}  // namespace

void add_high_ground(const Tile& tile, std::vector<Shelter>& shelters) {
  const Town& town = tile.world().town;
  for (int i = town.first_column(); i < town.end_column(); ++i) {
    const Line line = town.frame().column_line(i);
    const PlanPoint at{line.high_m() + 12, town.frame().foot_m(line.centre_m) + 190};
    if (line.road != RoadClass::arterial || at.v_m > town.extent().v1_m || !tile.holds(at)) continue;
    Shelter shelter{key_of(i, 0, 14, 0), tile.lat_lon(at), Refuge::high_ground};
    shelter.tsunami = shelter.flood = shelter.storm_surge = shelter.earthquake = shelter.inland = true;
    shelters.push_back(shelter);
  }
}

void write_land_use(const Tile& tile, GmlDocument& document, SynthSummary& summary, std::vector<Shelter>& shelters) {
  Text& text = document.body();
  for (const DistrictContents& district : tile.districts())
    for (const LandPiece& piece : district.land) {
      if (!tile.holds(piece.rect.centre())) continue;
      if (piece.code == park_code) add_park(tile, piece, shelters);
      const std::vector<Placed> ring = document.place(tile.patch().outline(piece.rect));
      document.widen_height(0);
      document.begin_member();
      text.put("<luse:LandUse gml:id=\"", gml_id("luse_", tile.world().town.seed(), piece.key, 3), "\">\n");
      put_code(text, "../../", "luse:class", "Common_landUseType", piece.code);
      text.put("<luse:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>");
      document.polygon(ring, "0");
      text.put(
          "</gml:surfaceMember></gml:MultiSurface></luse:lod1MultiSurface>\n<uro:landUseDetailAttribute>"
          "<uro:LandUseDetailAttribute>\n");
      put_code(text, "../../", "uro:prefecture", "Common_localPublicAuthorities", 12);
      put_code(text, "../../", "uro:city", "Common_localPublicAuthorities", 12999);
      text.put(
          "<uro:surveyYear>2024</uro:surveyYear>\n</uro:LandUseDetailAttribute></uro:landUseDetailAttribute>\n"
          "</luse:LandUse>\n");
      document.end_member();
      ++summary.land_uses;
    }
}

void write_terrain(const Tile& tile, GmlDocument& document, SynthSummary& summary) {
  const Lattice lattice = lattice_of(tile, terrain_step_m);
  if (lattice.u1 < lattice.u0 || lattice.v1 < lattice.v0) return;
  const Terrain& terrain = tile.world().town.terrain();
  Text triangles;
  std::vector<Placed> below, row;
  for (int v = lattice.v0; v <= lattice.v1 + 1; ++v) {
    row.clear();
    for (int u = lattice.u0; u <= lattice.u1 + 1; ++u) {
      const PlanPoint at{u * terrain_step_m, v * terrain_step_m};
      row.push_back(document.place(tile.patch().to_town(at)));
      const double height = terrain.height_m(at);
      document.widen_height(height);
      row.back() = with_height(row.back(), height);
    }
    for (std::size_t k = 0; !below.empty() && k + 1 < row.size(); ++k) {
      const PlanPoint middle{(lattice.u0 + static_cast<int>(k) + 0.5) * terrain_step_m, (v - 0.5) * terrain_step_m};
      if (!tile.holds(middle)) continue;
      put_triangle(triangles, below[k], below[k + 1], row[k + 1]);
      put_triangle(triangles, below[k], row[k + 1], row[k]);
      summary.dem_triangles += 2;
    }
    below.swap(row);
  }
  if (triangles.empty()) return;
  const std::string code = tile.area().mesh.code();
  const auto key =
      static_cast<std::uint64_t>(tile.area().mesh.row) << 20 | static_cast<std::uint64_t>(tile.area().mesh.column);
  Text& text = document.body();
  document.begin_member();
  text.put("<dem:ReliefFeature gml:id=\"", gml_id("dem_", tile.world().town.seed(), key, 4), "\">\n<gml:name>", code,
           "</gml:name>\n<dem:lod>1</dem:lod>\n<dem:reliefComponent><dem:TINRelief gml:id=\"");
  text.put(gml_id("dem_", tile.world().town.seed(), key, 5), "\">\n<gml:name>", code,
           "</gml:name>\n<dem:lod>1</dem:lod>\n<dem:tin><gml:TriangulatedSurface><gml:trianglePatches>\n");
  text.put(triangles.bytes());
  text.put(
      "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent>\n"
      "</dem:ReliefFeature>\n");
  document.end_member();
}

std::vector<int> rivers_near(const Tile& tile) {
  std::set<int> periods;
  const PlanRect& plan = tile.area().plan;
  for (double u = plan.u0_m;; u = std::min(u + 100, plan.u1_m)) {
    int period = 0;
    const double river = tile.world().town.frame().nearest_river_m(u, period);
    if (std::abs(u - river) < Water::flood_reach_m) periods.insert(period);
    if (u >= plan.u1_m) break;
  }
  return {periods.begin(), periods.end()};
}

namespace {

/// The highest water level of a hazard, wherever it would stand without ground.
class HazardLevel {
 public:
  HazardLevel(const Tile& tile, Hazard hazard, int period) : tile_(tile), hazard_(hazard), period_(period) {}

  double operator()(const PlanPoint& point, double ground_m) const {
    const Town& town = tile_.world().town;
    if (hazard_ == Hazard::tsunami) return town.water().highest_tsunami_m(point, ground_m);
    int period = 0;
    town.frame().nearest_river_m(point.u_m, period);
    if (period != period_) return Water::dry;
    return town.water().highest_flood_m(point, ground_m,
                                        hazard_ == Hazard::flood_planned ? FloodScale::planned : FloodScale::largest);
  }

 private:
  const Tile& tile_;
  Hazard hazard_;
  int period_;
};

/// Triangles of all cells of each rank, as surface members.
std::array<Text, 7> hazard_triangles(const Tile& tile, const HazardLevel& level, GmlDocument& document) {
  std::array<Text, 7> of_rank;
  const Lattice lattice = lattice_of(tile, hazard_step_m);
  const Terrain& terrain = tile.world().town.terrain();
  for (int v = lattice.v0; v <= lattice.v1; ++v)
    for (int u = lattice.u0; u <= lattice.u1; ++u) {
      const PlanPoint middle{(u + 0.5) * hazard_step_m, (v + 0.5) * hazard_step_m};
      const double ground = terrain.height_m(middle);
      const double surface = level(middle, ground);
      const int rank = rank_of_depth(surface - ground);
      if (rank == 0 || !tile.holds(middle)) continue;
      std::array<Placed, 4> corner;
      for (int k = 0; k < 4; ++k) {
        const PlanPoint at{(u + (k == 1 || k == 2)) * hazard_step_m, (v + (k >= 2)) * hazard_step_m};
        double height = level(at, -1e6);
        if (height == Water::dry) height = surface;
        corner[static_cast<std::size_t>(k)] = with_height(document.place(tile.patch().to_town(at)), height);
        document.widen_height(height);
      }
      Text& text = of_rank[static_cast<std::size_t>(rank)];
      for (const std::array<std::size_t, 3>& t : {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 3}}) {
        text.put("<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>", corner[t[0]].view(),
                 corner[t[1]].view(), corner[t[2]].view(), corner[t[0]].view());
        text.bytes().pop_back();
        text.put("</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>\n");
      }
    }
  return of_rank;
}

}  // namespace

void write_hazard(const Tile& tile, Hazard hazard, int period, GmlDocument& document, SynthSummary& summary) {
  const std::array<Text, 7> of_rank = hazard_triangles(tile, HazardLevel(tile, hazard, period), document);
  const bool tsunami = hazard == Hazard::tsunami;
  const std::string up = tsunami ? "../../../" : "../../../../";
  const std::string kind = tsunami ? "TsunamiRiskAttribute" : "RiverFloodingRiskAttribute";
  const std::string_view name = tsunami ? "海町市津波浸水想定（架空）"
                                : hazard == Hazard::flood_planned
                                    ? "町川水系町川洪水浸水想定区域図（計画規模）（架空）"
                                    : "町川水系町川洪水浸水想定区域図（想定最大規模）（架空）";
  Text& text = document.body();
  for (int rank = 1; rank <= 6; ++rank) {
    if (of_rank[static_cast<std::size_t>(rank)].empty()) continue;
    const std::uint64_t key = static_cast<std::uint64_t>(tile.area().mesh.row) << 32 |
                              static_cast<std::uint64_t>(tile.area().mesh.column) << 12 |
                              static_cast<std::uint64_t>((period + 32) << 3 | rank);
    document.begin_member();
    text.put("<wtr:WaterBody gml:id=\"",
             gml_id(tsunami ? "tnm_" : "fld_", tile.world().town.seed(), key, 10 + static_cast<std::uint32_t>(hazard)),
             "\">\n<gml:name>", name, "</gml:name>\n<core:creationDate>2025-03-21</core:creationDate>\n");
    put_code(text, up, "wtr:class", "WaterBody_class", 1140);
    put_code(text, up, "wtr:function", "WaterBody_function", tsunami ? 2 : 1);
    text.put("<wtr:lod1MultiSurface><gml:MultiSurface>\n", of_rank[static_cast<std::size_t>(rank)].bytes(),
             "</gml:MultiSurface></wtr:lod1MultiSurface>\n<uro:floodingRiskAttribute><uro:", kind, ">\n");
    put_code(text, up, "uro:description", kind + "_description", 1);
    put_code(text, up, "uro:rank", kind + "_rank", rank);
    if (!tsunami) {
      put_code(text, up, "uro:adminType", kind + "_adminType", 2);
      put_code(text, up, "uro:scale", kind + "_scale", hazard == Hazard::flood_planned ? 1 : 2);
    }
    text.put("</uro:", kind,
             "></uro:floodingRiskAttribute>\n<uro:wtrDataQualityAttribute><uro:DataQualityAttribute>\n");
    put_code(text, up, "uro:geometrySrcDescLod1", "DataQualityAttribute_geometrySrcDesc", 901);
    put_code(text, up, "uro:thematicSrcDesc", "DataQualityAttribute_thematicSrcDesc", 700);
    text.put("</uro:DataQualityAttribute></uro:wtrDataQualityAttribute>\n</wtr:WaterBody>\n");
    document.end_member();
    ++summary.inundations;
  }
}

}  // namespace machi::synth
