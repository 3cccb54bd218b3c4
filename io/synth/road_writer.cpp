/// \file  Writes tran:Road: LOD1 surfaces, structure attributes and, for a share of the roads with sidewalks, LOD3
/// traffic areas.
#include <algorithm>
#include <cmath>

#include "io/synth/tile.hpp"

namespace machi::synth {
namespace {

enum : std::uint32_t { ask_lod3 = 20 };
enum : std::uint32_t { no_road_id = 30, open_road_ring };

constexpr int carriageway = 1000, crossing = 1020, sidewalk = 2000;

struct Area {
  PlanRect rect;
  int function;
};

/// A rectangle across a road piece, from `begin` to `end` along it and `low` to `high` across it.
PlanRect across(const RoadPiece& piece, double begin, double end, double low, double high) {
  return piece.along_u ? PlanRect{begin, low, end, high} : PlanRect{low, begin, high, end};
}

class RoadWriter {
 public:
  RoadWriter(const Tile& tile, GmlDocument& document, const RoadPiece& piece)
      : tile_(tile), document_(document), text_(document.body()), piece_(piece), form_(form_of(piece.road)) {
    // All pieces of one street (its key without the piece number) have the same detail.
    lod3_ = form_.sidewalk_m > 0 && piece.section != Section::viaduct &&
            tile.decide(piece.key & ~std::uint64_t{0xff}, ask_lod3) < tile.world().options.lod3_share;
  }
  bool lod3() const { return lod3_; }

  void write() {
    document_.begin_member();
    const std::string id = gml_id("tran_", tile_.world().town.seed(), piece_.key, 2);
    if (tile_.awkward(piece_.key, no_road_id, 0.5))
      text_.put("<tran:Road>\n");
    else
      text_.put("<tran:Road gml:id=\"", id, "\">\n");
    text_.put("<core:creationDate>2025-03-21</core:creationDate>\n");
    code("tran:class", "TransportationComplex_class", 1040);
    code("tran:function", "Road_function", form_.function);
    if (lod3_) write_areas();
    write_lod1();
    text_.put("<uro:tranDataQualityAttribute><uro:DataQualityAttribute>\n");
    code("uro:geometrySrcDescLod1", "DataQualityAttribute_geometrySrcDesc", 901);
    if (lod3_) code("uro:geometrySrcDescLod3", "DataQualityAttribute_geometrySrcDesc", 901);
    code("uro:thematicSrcDesc", "DataQualityAttribute_thematicSrcDesc", 700);
    text_.put("</uro:DataQualityAttribute></uro:tranDataQualityAttribute>\n");
    write_structure();
    text_.put("</tran:Road>\n");
    document_.end_member();
  }

 private:
  void code(std::string_view tag, std::string_view list, int value) {
    text_.put("<", tag, " codeSpace=\"../../codelists/", list, ".xml\">");
    text_.number(value);
    text_.put("</", tag, ">\n");
  }

  void write_lod1() {
    const std::vector<Placed> ring = document_.place(tile_.patch().outline(piece_.rect, piece_.along_u, piece_.mouths));
    document_.widen_height(0);
    text_.put("<tran:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>");
    document_.open_polygon({});
    for (const Placed& corner : ring) text_.put(corner.view(), "0 ");
    if (tile_.awkward(piece_.key, open_road_ring, 0.5))
      text_.bytes().pop_back();
    else
      text_.put(ring.front().view(), "0");
    document_.close_polygon();
    text_.put("</gml:surfaceMember></gml:MultiSurface></tran:lod1MultiSurface>\n");
  }

  void write_structure() {
    text_.put("<uro:roadStructureAttribute><uro:RoadStructureAttribute>\n");
    if (piece_.section != Section::crossing) {
      TownPoint along_u, along_v;
      tile_.patch().axes(piece_.rect.centre(), along_u, along_v);
      const TownPoint& over = piece_.along_u ? along_v : along_u;
      const double nominal = piece_.along_u ? piece_.rect.height_m() : piece_.rect.width_m();
      const double width = std::round(10 * nominal * std::hypot(over.x_m, over.y_m)) / 10;
      code("uro:widthType", "RoadStructureAttribute_widthType", width >= 15 ? 1 : width >= 6 ? 2 : width >= 4 ? 3 : 4);
      text_.put("<uro:width uom=\"m\">");
      text_.fixed(width, 1);
      text_.put("</uro:width>\n<uro:numberOfLanes>");
      text_.number(form_.lanes);
      text_.put("</uro:numberOfLanes>\n");
    }
    code("uro:sectionType", "RoadStructureAttribute_sectionType", static_cast<int>(piece_.section));
    text_.put("</uro:RoadStructureAttribute></uro:roadStructureAttribute>\n");
  }

  /// Carriageway in the middle, sidewalks beside it; at a crossing the sidewalks open for the side streets.
  std::vector<Area> areas() const {
    const double begin = piece_.along_u ? piece_.rect.u0_m : piece_.rect.v0_m;
    const double end = piece_.along_u ? piece_.rect.u1_m : piece_.rect.v1_m;
    const double low = piece_.along_u ? piece_.rect.v0_m : piece_.rect.u0_m;
    const double high = piece_.along_u ? piece_.rect.v1_m : piece_.rect.u1_m;
    const double kerb = std::min(form_.sidewalk_m, 0.3 * (high - low));
    const bool junction = piece_.section == Section::crossing;
    std::vector<Area> result{{across(piece_, begin, end, low + kerb, high - kerb), junction ? crossing : carriageway}};
    for (const bool upper : {false, true}) {
      const double from = upper ? high - kerb : low, to = upper ? high : low + kerb;
      double done = begin;
      for (const Mouth& mouth : piece_.mouths) {
        if (mouth.high != upper) continue;
        const double beside = form_of(mouth.road).sidewalk_m;
        const double open = std::max(mouth.begin_m + beside, done), shut = mouth.end_m - beside;
        if (open > done) result.push_back({across(piece_, done, open, from, to), sidewalk});
        if (shut > open) result.push_back({across(piece_, open, shut, from, to), crossing});
        done = std::max(done, shut);
      }
      if (end > done) result.push_back({across(piece_, done, end, from, to), sidewalk});
    }
    return result;
  }

  double height_m(const PlanPoint& point) const {
    if (piece_.section == Section::bridge) return Terrain::deck_m(piece_.rect.centre().v_m);
    return tile_.world().town.terrain().height_m(point);
  }

  /// Two triangles for each stretch of a quarter of the lattice, so that every polygon is plane.
  void write_surface(const PlanRect& rect) {
    const double begin = piece_.along_u ? rect.u0_m : rect.v0_m, end = piece_.along_u ? rect.u1_m : rect.v1_m;
    const double low = piece_.along_u ? rect.v0_m : rect.u0_m, high = piece_.along_u ? rect.v1_m : rect.u1_m;
    constexpr double step_m = Warp::step_m / 2;
    for (double a = begin; a < end;) {
      const double b = std::min(end, step_m * (std::floor(a / step_m + 1e-9) + 1));
      const PlanRect part = across(piece_, a, b, low, high);
      const std::array<PlanPoint, 4> corners{
          {{part.u0_m, part.v0_m}, {part.u1_m, part.v0_m}, {part.u1_m, part.v1_m}, {part.u0_m, part.v1_m}}};
      std::array<Placed, 4> placed;
      std::array<HeightText, 4> heights;
      for (std::size_t k = 0; k < 4; ++k) {
        placed[k] = document_.place(tile_.patch().to_town(corners[k]));
        const double height = height_m(corners[k]);
        document_.widen_height(height);
        heights[k] = height_text(height, 3);
      }
      for (const std::array<std::size_t, 3>& t : {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 3}}) {
        text_.put("<gml:surfaceMember>");
        document_.polygon(std::array{placed[t[0]], placed[t[1]], placed[t[2]]},
                          std::array{heights[t[0]], heights[t[1]], heights[t[2]]});
        text_.put("</gml:surfaceMember>\n");
      }
      a = b;
    }
  }

  void write_areas() {
    std::uint32_t number = 0;
    for (const Area& area : areas()) {
      const std::string id = gml_id("traf_", tile_.world().town.seed(), piece_.key, 1000 + number++);
      text_.put("<tran:trafficArea><tran:TrafficArea gml:id=\"", id, "\">\n");
      code("tran:function", "TrafficArea_function", area.function);
      text_.put("<tran:lod3MultiSurface><gml:MultiSurface>\n");
      write_surface(area.rect);
      text_.put("</gml:MultiSurface></tran:lod3MultiSurface></tran:TrafficArea></tran:trafficArea>\n");
    }
  }

  const Tile& tile_;
  GmlDocument& document_;
  Text& text_;
  const RoadPiece& piece_;
  const RoadForm& form_;
  bool lod3_{false};
};

}  // namespace

void write_roads(const Tile& tile, GmlDocument& document, SynthSummary& summary) {
  for (const DistrictContents& district : tile.districts())
    for (const RoadPiece& piece : district.roads) {
      if (!tile.holds(piece.rect.centre())) continue;
      RoadWriter writer(tile, document, piece);
      writer.write();
      ++summary.roads;
      summary.roads_lod3 += writer.lod3();
    }
}

}  // namespace machi::synth
