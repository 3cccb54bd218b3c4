/// \file  Writes bldg:Building: LOD0 outline, LOD1 block, for a share LOD2 surfaces, and i-UR attributes.
#include <algorithm>
#include <cmath>

#include "engine/core/rng.hpp"
#include "io/synth/tile.hpp"

namespace machi::synth {
namespace {

/// Questions to Tile::decide and defects to Tile::awkward.
enum : std::uint32_t { ask_lod2 = 1, ask_refuge = 2, ask_survey = 3, ask_parts = 4, ask_split = 5 };
enum : std::uint32_t {
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
};

/// Buildings that may consist of a tower and a wing, and how many of them do.
constexpr double smallest_with_parts_m2 = 120;
constexpr double share_with_parts = 0.2;

/// The corners of a building on the earth, and its heights as text.
struct Shape {
  std::vector<Placed> ring;
  double base_m, eaves_m, top_m;
  HeightText base, eaves, top;
};

/// Awkward towns leave attributes empty in the manner of published ones: with a value that means "unknown".
class BuildingWriter {
 public:
  BuildingWriter(const Tile& tile, GmlDocument& document, const Building& building)
      : tile_(tile), document_(document), text_(document.body()), b_(building) {
    const Terrain& terrain = tile.world().town.terrain();
    ground_m_ = std::round(terrain.height_m(building.at) * 100) / 100;
    shape_.ring = document.place(building.footprint);
    shape_.base_m = ground_m_;
    shape_.top_m = ground_m_ + building.height_m;
    shape_.eaves_m = shape_.top_m - building.roof_rise_m;
    shape_.base = height_text(shape_.base_m);
    shape_.eaves = height_text(shape_.eaves_m);
    shape_.top = height_text(shape_.top_m);
    document.widen_height(0);
    document.widen_height(shape_.top_m);
    id_ = gml_id("", tile.world().town.seed(), building.key, 1);
    parts_ = building.footprint.size() == 4 && building.kind != SiteKind::slab &&
             building.footprint_m2 > smallest_with_parts_m2 && building.storeys_above >= 3 &&
             tile.decide(building.key, ask_parts) < share_with_parts;
    lod2_ = !parts_ && tile.decide(building.key, ask_lod2) < tile.world().options.lod2_share;
  }

  bool lod2() const { return lod2_; }
  bool has_parts() const { return parts_; }

  void write() {
    document_.begin_member();
    if (defect(no_id))
      text_.put("<bldg:Building>\n");
    else
      text_.put("<bldg:Building gml:id=\"bldg_", id_, "\">\n");
    write_attributes();
    write_lod0();
    if (parts_)
      write_parts();
    else
      write_lod1(shape_.ring, shape_.top);
    if (lod2_) write_lod2();
    write_quality();
    write_risks();
    write_details();
    text_.put("</bldg:Building>\n");
    document_.end_member();
  }

 private:
  bool defect(std::uint32_t which) const { return tile_.awkward(b_.key, which, 0.5); }

  void code(std::string_view tag, std::string_view list, std::int64_t value) {
    text_.put("<", tag, " codeSpace=\"../../codelists/", list, ".xml\">");
    text_.number(value);
    text_.put("</", tag, ">\n");
  }

  void count(std::string_view tag, std::int64_t value) {
    text_.put("<", tag, ">");
    text_.number(value);
    text_.put("</", tag, ">\n");
  }

  void measure(std::string_view tag, std::string_view unit, double value, int decimals) {
    text_.put("<", tag, " uom=\"", unit, "\">");
    text_.fixed(value, decimals);
    text_.put("</", tag, ">\n");
  }

  void write_attributes() {
    text_.put("<core:creationDate>2025-03-21</core:creationDate>\n");
    if (!defect(no_class)) code("bldg:class", "Building_class", b_.building_class);
    code("bldg:usage", "Building_usage", defect(no_usage) ? 461 : b_.usage);
    if (defect(no_year))
      text_.put("<bldg:yearOfConstruction>0001</bldg:yearOfConstruction>\n");
    else
      count("bldg:yearOfConstruction", b_.year);
    if (lod2_) code("bldg:roofType", "Building_roofType", b_.roof == Roof::gable ? 1 : b_.roof == Roof::hip ? 2 : 4);
    if (defect(no_height))
      text_.put("<bldg:measuredHeight uom=\"m\">-9999</bldg:measuredHeight>\n");
    else
      measure("bldg:measuredHeight", "m", b_.height_m, 1);
    count("bldg:storeysAboveGround", defect(no_storeys) ? 9999 : b_.storeys_above);
    count("bldg:storeysBelowGround", defect(no_storeys) ? 9999 : b_.storeys_below);
  }

  void member(std::span<const Placed> ring, std::span<const HeightText> heights) {
    text_.put("<gml:surfaceMember>");
    document_.polygon(ring, heights);
    text_.put("</gml:surfaceMember>\n");
  }

  void write_lod0() {
    if (defect(no_lod0)) return;
    text_.put("<bldg:lod0RoofEdge><gml:MultiSurface><gml:surfaceMember>");
    document_.open_polygon({});
    const bool twice = defect(double_vertex);
    for (const Placed& corner : shape_.ring) {
      text_.put(corner.view(), "0 ");
      if (twice && &corner == &shape_.ring[1]) text_.put(corner.view(), "0 ");
    }
    if (defect(open_ring))
      text_.bytes().pop_back();
    else
      text_.put(shape_.ring.front().view(), "0");
    document_.close_polygon();
    text_.put("</gml:surfaceMember></gml:MultiSurface></bldg:lod0RoofEdge>\n");
  }

  /// A closed block: floor seen from below, walls from outside, top from above.
  void write_lod1(const std::vector<Placed>& ring, const HeightText& top) {
    const std::vector<Placed> floor(ring.rbegin(), ring.rend());
    text_.put("<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface>\n<gml:surfaceMember>");
    document_.polygon(floor, shape_.base.view());
    text_.put("</gml:surfaceMember>\n");
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const Placed& a = ring[k];
      const Placed& b = ring[(k + 1) % ring.size()];
      member(std::array{a, b, b, a}, std::array{shape_.base, shape_.base, top, top});
    }
    text_.put("<gml:surfaceMember>");
    document_.polygon(ring, top.view());
    text_.put("</gml:surfaceMember>\n</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid>\n");
  }

  /// A tower and a lower wing beside it, wall to wall; the footprint is cut across its longer side.
  void write_parts() {
    const auto& f = b_.footprint;
    const auto length = [&](std::size_t k) { return std::hypot(f[k + 1].x_m - f[k].x_m, f[k + 1].y_m - f[k].y_m); };
    const std::size_t s = length(0) > length(1) ? 0 : 1;
    const double share = 0.35 + 0.3 * tile_.decide(b_.key, ask_split);
    const auto corner = [&](std::size_t k) { return (s + k) % 4; };
    const auto between = [&](std::size_t a, std::size_t b) {
      const TownPoint &from = f[corner(a)], &to = f[corner(b)];
      return document_.place(TownPoint{from.x_m + share * (to.x_m - from.x_m), from.y_m + share * (to.y_m - from.y_m)});
    };
    const Placed p = between(0, 1), q = between(3, 2);
    const auto& r = shape_.ring;
    const int low_storeys = (b_.storeys_above + 1) / 2;
    const double low_m = std::round(10 * b_.height_m * low_storeys / b_.storeys_above) / 10;
    write_part(1, {r[corner(0)], p, q, r[corner(3)]}, low_storeys, low_m);
    write_part(2, {p, r[corner(1)], r[corner(2)], q}, b_.storeys_above, b_.height_m);
  }

  void write_part(int number, const std::vector<Placed>& ring, int storeys, double height_m) {
    text_.put("<bldg:consistsOfBuildingPart>\n<bldg:BuildingPart gml:id=\"part_", id_, "_", std::to_string(number),
              "\">\n");
    code("bldg:class", "Building_class", b_.building_class);
    code("bldg:usage", "Building_usage", b_.usage);
    measure("bldg:measuredHeight", "m", height_m, 1);
    count("bldg:storeysAboveGround", storeys);
    write_lod1(ring, height_text(ground_m_ + height_m));
    text_.put("</bldg:BuildingPart>\n</bldg:consistsOfBuildingPart>\n");
  }

  struct Face {
    std::string_view type;
    std::vector<Placed> ring;
    std::vector<HeightText> heights;
  };

  void wall(std::vector<Face>& faces, std::size_t k) const {
    const Placed& a = shape_.ring[k];
    const Placed& b = shape_.ring[(k + 1) % shape_.ring.size()];
    faces.push_back({"Wall", {a, b, b, a}, {shape_.base, shape_.base, shape_.eaves, shape_.eaves}});
  }

  /// Ground, walls and roof of a flat, gable or hip roof; together a closed shell.
  std::vector<Face> lod2_faces() {
    std::vector<Face> faces;
    const std::vector<Placed>& r = shape_.ring;
    faces.push_back({"Ground", {r.rbegin(), r.rend()}, std::vector<HeightText>(r.size(), shape_.base)});
    if (b_.roof == Roof::flat) {
      for (std::size_t k = 0; k < r.size(); ++k) wall(faces, k);
      faces.push_back({"Roof", r, std::vector<HeightText>(r.size(), shape_.top)});
      return faces;
    }
    // The ridge runs along the longer side: between the middles of edges s and s + 2.
    const auto& f = b_.footprint;
    const auto length = [&](std::size_t k) {
      return std::hypot(f[(k + 1) % 4].x_m - f[k].x_m, f[(k + 1) % 4].y_m - f[k].y_m);
    };
    const std::size_t s = length(0) > length(1) ? 1 : 0;
    const auto corner = [&](std::size_t k) { return (s + k) % 4; };
    const auto middle = [&](std::size_t k) {
      return TownPoint{0.5 * (f[k].x_m + f[(k + 1) % 4].x_m), 0.5 * (f[k].y_m + f[(k + 1) % 4].y_m)};
    };
    TownPoint p = middle(corner(0)), q = middle(corner(2));
    const double inset =
        b_.roof == Roof::hip ? std::min(0.5 * length(corner(0)), 0.42 * length(corner(1))) / length(corner(1)) : 0;
    const TownPoint step{inset * (q.x_m - p.x_m), inset * (q.y_m - p.y_m)};
    p = {p.x_m + step.x_m, p.y_m + step.y_m};
    q = {q.x_m - step.x_m, q.y_m - step.y_m};
    const Placed ridge_p = document_.place(p), ridge_q = document_.place(q);
    const Placed &a = r[corner(0)], &b = r[corner(1)], &c = r[corner(2)], &d = r[corner(3)];
    const HeightText &low = shape_.base, &eaves = shape_.eaves, &top = shape_.top;
    wall(faces, corner(1));
    wall(faces, corner(3));
    if (b_.roof == Roof::gable) {
      faces.push_back({"Wall", {a, b, b, ridge_p, a}, {low, low, eaves, top, eaves}});
      faces.push_back({"Wall", {c, d, d, ridge_q, c}, {low, low, eaves, top, eaves}});
    } else {
      wall(faces, corner(0));
      wall(faces, corner(2));
      faces.push_back({"Roof", {a, b, ridge_p}, {eaves, eaves, top}});
      faces.push_back({"Roof", {c, d, ridge_q}, {eaves, eaves, top}});
    }
    faces.push_back({"Roof", {b, c, ridge_q, ridge_p}, {eaves, eaves, top, top}});
    faces.push_back({"Roof", {d, a, ridge_p, ridge_q}, {eaves, eaves, top, top}});
    return faces;
  }

  void write_lod2() {
    const std::vector<Face> faces = lod2_faces();
    text_.put("<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>\n");
    const auto name = [&](std::string_view prefix, std::size_t k) {
      return std::string(prefix) + id_ + "_" + std::to_string(k);
    };
    for (std::size_t k = 0; k < faces.size(); ++k)
      text_.put("<gml:surfaceMember xlink:href=\"#", name("poly_", k), "\"/>\n");
    if (defect(dangling_link)) text_.put("<gml:surfaceMember xlink:href=\"#", name("poly_", faces.size()), "\"/>\n");
    text_.put("</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>\n");
    for (std::size_t k = 0; k < faces.size(); ++k) {
      const Face& face = faces[k];
      text_.put("<bldg:boundedBy><bldg:", face.type, "Surface gml:id=\"", name("surf_", k),
                "\"><bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>");
      document_.polygon(face.ring, face.heights, name("poly_", k));
      text_.put("</gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface></bldg:", face.type,
                "Surface></bldg:boundedBy>\n");
    }
  }

  void write_quality() {
    text_.put("<uro:bldgDataQualityAttribute><uro:DataQualityAttribute>\n");
    for (const std::string_view tag : {"uro:geometrySrcDescLod0", "uro:geometrySrcDescLod1", "uro:geometrySrcDescLod2"})
      if (lod2_ || tag.back() != '2') code(tag, "DataQualityAttribute_geometrySrcDesc", 901);
    code("uro:thematicSrcDesc", "DataQualityAttribute_thematicSrcDesc", 700);
    code("uro:lod1HeightType", "DataQualityAttribute_lod1HeightType", 1);
    text_.put("</uro:DataQualityAttribute></uro:bldgDataQualityAttribute>\n");
  }

  void risk(std::string_view kind, double depth_m, int scale, double duration_h) {
    if (depth_m < 0.01) return;
    const std::string list(kind);
    text_.put("<uro:bldgDisasterRiskAttribute><uro:", kind, ">\n");
    code("uro:description", list + "_description", 1);
    code("uro:rank", list + "_rank", rank_of_depth(depth_m));
    measure("uro:depth", "m", depth_m, 2);
    if (scale > 0) {
      code("uro:adminType", list + "_adminType", 2);
      code("uro:scale", list + "_scale", scale);
      if (scale == 2) measure("uro:duration", "hour", duration_h, 0);
    }
    text_.put("</uro:", kind, "></uro:bldgDisasterRiskAttribute>\n");
  }

  void write_risks() {
    const Water& water = tile_.world().town.water();
    const double planned = water.highest_flood_m(b_.at, ground_m_, FloodScale::planned) - ground_m_;
    const double largest = water.highest_flood_m(b_.at, ground_m_, FloodScale::largest) - ground_m_;
    risk("RiverFloodingRiskAttribute", planned, 1, 0);
    risk("RiverFloodingRiskAttribute", largest, 2, std::ceil(6 + 6 * largest));
    risk("TsunamiRiskAttribute", water.highest_tsunami_m(b_.at, ground_m_) - ground_m_, 0, 0);
  }

  void write_details() {
    text_.put("<uro:buildingDetailAttribute><uro:BuildingDetailAttribute>\n");
    measure("uro:totalFloorArea", "m2", defect(no_floor_area) ? -9999 : b_.floor_area_m2, 2);
    measure("uro:buildingFootprintArea", "m2", defect(no_floor_area) ? -9999 : b_.footprint_m2, 2);
    code("uro:buildingStructureType", "BuildingDetailAttribute_buildingStructureType",
         defect(no_structure) ? 611 : b_.structure);
    code("uro:fireproofStructureType", "BuildingDetailAttribute_fireproofStructureType",
         defect(no_structure) ? 1011 : b_.fireproof);
    code("uro:urbanPlanType", "Common_urbanPlanType", 21);
    code("uro:districtsAndZonesType", "Common_districtsAndZonesType", b_.zoning);
    code("uro:landUseType", "Common_landUseType", b_.land_use);
    text_.put("<uro:surveyYear>", defect(no_year) ? "0001" : "2024",
              "</uro:surveyYear>\n</uro:BuildingDetailAttribute>"
              "</"
              "uro:buildingDetailAttribute>\n<uro:buildingIDAttribute><uro:BuildingIDAttribute>\n<uro:buildingID>12999-"
              "bldg-");
    text_.number(static_cast<std::int64_t>(b_.key));
    text_.put("</uro:buildingID>\n");
    code("uro:prefecture", "Common_localPublicAuthorities", 12);
    code("uro:city", "Common_localPublicAuthorities", 12999);
    text_.put("</uro:BuildingIDAttribute></uro:buildingIDAttribute>\n");
  }

  const Tile& tile_;
  GmlDocument& document_;
  Text& text_;
  const Building& b_;
  Shape shape_;
  std::string id_;
  double ground_m_{0};
  bool lod2_{false};
  bool parts_{false};
};

/// Schools and halls are shelters; some tall solid buildings where the tsunami comes are places to climb.
void add_refuge(const Tile& tile, const Building& building, std::vector<Shelter>& shelters) {
  const bool school = building.kind == SiteKind::school;
  const bool hall = building.kind == SiteKind::community_hall;
  const bool solid = building.structure == 602 || building.structure == 603;
  const bool tall = building.storeys_above >= 5 && solid;
  const Town& town = tile.world().town;
  const double ground = town.terrain().height_m(building.at);
  const double tsunami = town.water().highest_tsunami_m(building.at, ground) - ground;
  const double flood = town.water().highest_flood_m(building.at, ground, FloodScale::largest) - ground;
  const bool climb = tall && tsunami > 0 && tile.decide(building.key, ask_refuge) < 0.3;
  if (!school && !hall && !climb) return;
  Shelter shelter{building.key, tile.lat_lon(building.at),
                  school ? Refuge::school
                  : hall ? Refuge::hall
                         : Refuge::tall_building};
  const bool tower = shelter.kind == Refuge::tall_building;
  const double safe_m = solid ? 3.0 * (building.storeys_above - 1) : 0.0;  // floors above the water
  shelter.tsunami = tsunami <= 0 || tsunami < safe_m;
  shelter.flood = !tower && (flood <= 0 || flood < safe_m);
  shelter.landslide = shelter.earthquake = shelter.inland = school;
  shelter.storm_surge = shelter.tsunami && !tower;
  shelter.fire = school;
  shelters.push_back(shelter);
}

}  // namespace

void write_buildings(const Tile& tile, GmlDocument& document, SynthSummary& summary, std::vector<Shelter>& shelters,
                     MeshPersons& persons) {
  const std::uint64_t seed = tile.world().town.seed();
  for (const DistrictContents& district : tile.districts())
    for (const Site& site : district.sites) {
      if (!tile.holds(site.lot.centre())) continue;
      const Building building = make_building(site, tile.patch(), seed);
      BuildingWriter writer(tile, document, building);
      writer.write();
      ++summary.buildings;
      summary.buildings_lod2 += writer.lod2();
      summary.building_parts += writer.has_parts() ? 2 : 0;
      add_refuge(tile, building, shelters);
      if (building.dwellings > 0) add_people(building, seed, persons[quarter_mesh_code(tile.lat_lon(building.at))]);
    }
}

}  // namespace machi::synth
