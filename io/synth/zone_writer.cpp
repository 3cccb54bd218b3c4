/// \file  Writes what lies over the map in few large pieces: wtr:WaterBody of sea and rivers, urf:UseDistrict of
/// zoning.
#include "io/synth/tile.hpp"

namespace machi::synth {

void write_waters(const Tile& tile, GmlDocument& document, SynthSummary& summary) {
  Text& text = document.body();
  for (const DistrictContents& district : tile.districts())
    for (const WaterPiece& piece : district.waters) {
      if (!tile.holds(piece.rect.centre())) continue;
      const std::vector<Placed> ring = document.place(tile.patch().outline(piece.rect, true, piece.mouths));
      document.widen_height(piece.level_m);
      document.begin_member();
      text.put("<wtr:WaterBody gml:id=\"", gml_id("wtr_", tile.world().town.seed(), piece.key, 21), "\">\n<gml:name>",
               piece.sea ? "海町沖（架空）" : "町川（架空）",
               "</gml:name>\n<core:creationDate>2025-03-21</core:creationDate>\n");
      document.code("wtr:class", "WaterBody_class", piece.sea ? "1000" : "1030");
      text.put("<wtr:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>");
      document.polygon(ring, height_text(piece.level_m).view());
      text.put(
          "</gml:surfaceMember></gml:MultiSurface></wtr:lod1MultiSurface>\n<uro:wtrDataQualityAttribute>"
          "<uro:DataQualityAttribute>\n");
      document.code("uro:geometrySrcDescLod1", "DataQualityAttribute_geometrySrcDesc", "901");
      document.code("uro:thematicSrcDesc", "DataQualityAttribute_thematicSrcDesc", "700");
      text.put("</uro:DataQualityAttribute></uro:wtrDataQualityAttribute>\n</wtr:WaterBody>\n");
      document.end_member();
      ++summary.waters;
    }
}

void write_use_districts(const Tile& tile, GmlDocument& document, SynthSummary& summary) {
  Text& text = document.body();
  for (const DistrictContents& district : tile.districts())
    for (const LandPiece& piece : district.use_districts) {
      if (!tile.holds(piece.rect.centre())) continue;
      const std::vector<Placed> ring = document.place(tile.patch().outline(piece.rect));
      document.widen_height(0);
      document.begin_member();
      text.put("<urf:UseDistrict gml:id=\"", gml_id("urf_", tile.world().town.seed(), piece.key, 22), "\">\n");
      document.code("urf:function", "Common_districtsAndZonesType", std::to_string(piece.code));
      text.put("<urf:validFrom>2024-03-29</urf:validFrom>\n");
      document.code("urf:validFromType", "Common_validType", "1");
      text.put(
          "<urf:custodian>海町市</urf:custodian>\n<urf:notificationNumber>海町市告示第1号（架空）"
          "</urf:notificationNumber>\n");
      document.code("urf:prefecture", "Common_localPublicAuthorities", "12");
      document.code("urf:city", "Common_localPublicAuthorities", "12999");
      text.put("<urf:lod1MultiSurface><gml:MultiSurface><gml:surfaceMember>");
      document.polygon(ring, "0");
      text.put("</gml:surfaceMember></gml:MultiSurface></urf:lod1MultiSurface>\n</urf:UseDistrict>\n");
      document.end_member();
      ++summary.use_districts;
    }
}

}  // namespace machi::synth
