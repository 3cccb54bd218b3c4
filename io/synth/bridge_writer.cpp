/// \file  Writes brid:Bridge: the girder bridges that carry the roads of sectionType 3 over the rivers.
#include "io/synth/tile.hpp"

namespace machi::synth {
namespace {

constexpr double girder_m = 1.6;  ///< from the deck to the underside

class BridgeWriter {
 public:
  BridgeWriter(const Tile& tile, GmlDocument& document, const RoadPiece& piece)
      : tile_(tile), document_(document), text_(document.body()), piece_(piece) {}

  void write() {
    id_ = gml_id("", tile_.world().town.seed(), piece_.key, 20);
    document_.begin_member();
    text_.put("<brid:Bridge gml:id=\"brid_", id_, "\">\n<core:creationDate>2025-03-21</core:creationDate>\n");
    document_.code("brid:class", "Bridge_class", "01");
    document_.code("brid:function", "Bridge_function", "01");
    write_shell();
    text_.put("<uro:bridDataQualityAttribute><uro:DataQualityAttribute>\n");
    document_.code("uro:geometrySrcDescLod2", "DataQualityAttribute_geometrySrcDesc", "901");
    document_.code("uro:thematicSrcDesc", "DataQualityAttribute_thematicSrcDesc", "700");
    document_.code("uro:lodType", "Bridge_lodType", "2.1");
    text_.put("</uro:DataQualityAttribute></uro:bridDataQualityAttribute>\n</brid:Bridge>\n");
    document_.end_member();
  }

 private:
  /// The deck seen from above, the underside from below, a wall for each edge.
  void write_shell() {
    const double top_m = Terrain::deck_m(piece_.rect.centre().v_m);
    const HeightText top = height_text(top_m, 3), bottom = height_text(top_m - girder_m, 3);
    document_.widen_height(top_m);
    document_.widen_height(top_m - girder_m);
    const std::vector<Placed> ring = document_.place(tile_.patch().outline(piece_.rect, piece_.along_u, piece_.mouths));
    const std::vector<Placed> turned(ring.rbegin(), ring.rend());
    face("OuterCeiling", turned, std::vector<HeightText>(ring.size(), bottom));
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const Placed &a = ring[k], &b = ring[(k + 1) % ring.size()];
      face("Wall", std::array{a, b, b, a}, std::array{bottom, bottom, top, top});
    }
    face("OuterFloor", ring, std::vector<HeightText>(ring.size(), top));
  }

  void face(std::string_view type, std::span<const Placed> ring, std::span<const HeightText> heights) {
    const std::string number = std::to_string(faces_++);
    text_.put("<brid:boundedBy><brid:", type, "Surface gml:id=\"surf_", id_, "_", number,
              "\"><brid:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>");
    document_.polygon(ring, heights);
    text_.put("</gml:surfaceMember></gml:MultiSurface></brid:lod2MultiSurface></brid:", type,
              "Surface></brid:boundedBy>\n");
  }

  const Tile& tile_;
  GmlDocument& document_;
  Text& text_;
  const RoadPiece& piece_;
  std::string id_;
  int faces_{0};
};

}  // namespace

void write_bridges(const Tile& tile, GmlDocument& document, SynthSummary& summary) {
  for (const DistrictContents& district : tile.districts())
    for (const RoadPiece& piece : district.roads) {
      if (piece.section != Section::bridge || !tile.holds(piece.rect.centre())) continue;
      BridgeWriter(tile, document, piece).write();
      ++summary.bridges;
    }
}

}  // namespace machi::synth
