// The conventions of published PLATEAU files, one by one.
#include <gtest/gtest.h>

#include "tests/io/city/recording_sink.hpp"

namespace machi {
namespace {

TEST(PlateauConvention, AxisOrderIsLatLonHeight) {
  const RecordingSink sink =
      read_text(city_model(member("<bldg:Building gml:id=\"b\"><bldg:lod0RoofEdge>" +
                                  multi_surface(polygon(square_ring)) + "</bldg:lod0RoofEdge></bldg:Building>")));
  const Position& first = sink.only().geometry.positions[1];
  EXPECT_EQ(first.first, 35.6);
  EXPECT_EQ(first.second, 139.701);
  EXPECT_EQ(first.height_m, 3);
}

TEST(PlateauConvention, CrsComesFromTheEnvelopeAndNotFromTheFileName) {
  const RecordingSink sink =
      read_text(city_model(member("<luse:LandUse><luse:lod1MultiSurface>" + multi_surface(polygon(square_ring)) +
                                  "</luse:lod1MultiSurface></luse:LandUse>")),
                "udx/luse/523857_luse_6668_op.gml");
  EXPECT_EQ(sink.only().geometry.epsg, 6697);
}

TEST(PlateauConvention, CrsOnAGeometryOverridesTheEnvelope) {
  const RecordingSink sink =
      read_text(city_model(member("<luse:LandUse><luse:lod1MultiSurface><gml:MultiSurface "
                                  "srsName=\"urn:ogc:def:crs:EPSG::6668\" srsDimension=\"2\"><gml:surfaceMember>" +
                                  polygon("35.6 139.7 35.6 139.701 35.601 139.701 35.6 139.7") +
                                  "</gml:surfaceMember></gml:MultiSurface></luse:lod1MultiSurface></luse:LandUse>")));
  EXPECT_EQ(sink.only().geometry.epsg, 6668);
  ASSERT_EQ(sink.only().geometry.positions.size(), 4U);
  EXPECT_EQ(sink.only().geometry.positions[2].first, 35.601);
  EXPECT_EQ(sink.only().geometry.positions[2].height_m, 0);
}

TEST(PlateauConvention, ThemeOfAWaterBodyComesFromItsContentBeforeItsPath) {
  const std::string risk =
      "<wtr:WaterBody><uro:floodingRiskAttribute><uro:TsunamiRiskAttribute><uro:rank>2</uro:rank>"
      "</uro:TsunamiRiskAttribute></uro:floodingRiskAttribute></wtr:WaterBody>";
  EXPECT_EQ(read_text(city_model(member(risk)), "udx/fld/natl/x/1_fld_6697_l1_op.gml").only().theme, Theme::tnm);
  const std::string plain = "<wtr:WaterBody><wtr:class>1140</wtr:class></wtr:WaterBody>";
  EXPECT_EQ(read_text(city_model(member(plain)), "udx/fld/natl/x/1_fld_6697_l1_op.gml").only().theme, Theme::fld);
  EXPECT_EQ(read_text(city_model(member(plain)), "523977_htd_6697_op.gml").only().theme, Theme::htd);
  EXPECT_EQ(read_text(city_model(member(plain)), "water.gml").only().theme, Theme::wtr);
}

TEST(PlateauConvention, CodesKeepTheirCodeSpaceAndMeasuresTheirUnit) {
  const RecordingSink sink = read_text(
      city_model(member("<bldg:Building><bldg:usage codeSpace=\"../../codelists/Building_usage.xml\">411</bldg:usage>"
                        "<bldg:measuredHeight uom=\"m\"> 6.5 </bldg:measuredHeight></bldg:Building>")));
  EXPECT_EQ(sink.only().at("usage").value, "411");
  EXPECT_EQ(sink.only().at("usage").code_space, "../../codelists/Building_usage.xml");
  EXPECT_EQ(sink.only().at("measuredHeight").value, "6.5");
  EXPECT_EQ(sink.only().at("measuredHeight").unit, "m");
}

TEST(PlateauConvention, DummiesArePassedOnAsWritten) {
  const RecordingSink sink = read_text(
      city_model(member("<bldg:Building><bldg:storeysAboveGround>9999</bldg:storeysAboveGround>"
                        "<bldg:yearOfConstruction>0001</bldg:yearOfConstruction><uro:orgUsage/></bldg:Building>")));
  EXPECT_EQ(sink.only().value("storeysAboveGround"), "9999");
  EXPECT_EQ(sink.only().value("yearOfConstruction"), "0001");
  EXPECT_EQ(sink.only().value("orgUsage"), "");  // there, but not filled
}

TEST(PlateauConvention, Uro14GenericSetsKeepTheirNamesAndGroups) {
  const RecordingSink sink = read_text(city_model(member(
      "<bldg:Building><gen:stringAttribute name=\"建物ID\"><gen:value>13111-bldg-726</gen:value></gen:stringAttribute>"
      "<gen:genericAttributeSet name=\"多摩川（計画規模）\"><gen:stringAttribute name=\"浸水ランク\">"
      "<gen:value>2</gen:value></gen:stringAttribute><gen:measureAttribute name=\"浸水深\">"
      "<gen:value uom=\"m\">0.437</gen:value></gen:measureAttribute></gen:genericAttributeSet>"
      "<gen:genericAttributeSet name=\"多摩川（想定最大規模）\"><gen:measureAttribute name=\"浸水深\">"
      "<gen:value uom=\"m\">2.16</gen:value></gen:measureAttribute></gen:genericAttributeSet></bldg:Building>")));
  const KeptFeature& building = sink.only();
  EXPECT_EQ(building.at("stringAttribute[建物ID]").value, "13111-bldg-726");
  EXPECT_EQ(building.at("stringAttribute[建物ID]").group, 0U);
  const auto& rank = building.at("genericAttributeSet[多摩川（計画規模）]/stringAttribute[浸水ランク]");
  const auto& depth = building.at("genericAttributeSet[多摩川（計画規模）]/measureAttribute[浸水深]");
  const auto& deepest = building.at("genericAttributeSet[多摩川（想定最大規模）]/measureAttribute[浸水深]");
  EXPECT_EQ(depth.value, "0.437");
  EXPECT_EQ(depth.unit, "m");
  EXPECT_EQ(rank.group, depth.group);
  EXPECT_NE(depth.group, deepest.group);
  EXPECT_NE(depth.group, 0U);
}

TEST(PlateauConvention, Uro2And3BlocksKeepTheirPathAndShareAGroup) {
  const auto block = [](const std::string& property, const std::string& type, const std::string& rank) {
    return "<uro:" + property + "><uro:" + type + "><uro:rank>" + rank + "</uro:rank><uro:depth uom=\"m\">" + rank +
           ".5</uro:depth></uro:" + type + "></uro:" + property + ">";
  };
  const RecordingSink sink = read_text(city_model(
      member("<bldg:Building>" + block("buildingDisasterRiskAttribute", "BuildingRiverFloodingRiskAttribute", "1") +
             block("bldgDisasterRiskAttribute", "RiverFloodingRiskAttribute", "2") +
             block("bldgDisasterRiskAttribute", "RiverFloodingRiskAttribute", "3") + "</bldg:Building>")));
  const auto& rows = sink.only().attributes;
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_EQ(rows[0].path, "buildingDisasterRiskAttribute/BuildingRiverFloodingRiskAttribute/rank");
  EXPECT_EQ(rows[2].path, "bldgDisasterRiskAttribute/RiverFloodingRiskAttribute/rank");
  for (const int k : {0, 2, 4}) EXPECT_EQ(rows[k].group, rows[k + 1].group);
  EXPECT_NE(rows[2].group, rows[4].group);
}

TEST(PlateauConvention, BlocksNestedInABlockShareItsGroup) {
  const RecordingSink sink = read_text(city_model(
      member("<bldg:Building><uro:bldgDataQualityAttribute><uro:DataQualityAttribute><uro:lod1HeightType>2"
             "</uro:lod1HeightType><uro:publicSurveyDataQualityAttribute><uro:PublicSurveyDataQualityAttribute>"
             "<uro:srcScaleLod0>1</uro:srcScaleLod0></uro:PublicSurveyDataQualityAttribute>"
             "</uro:publicSurveyDataQualityAttribute></uro:DataQualityAttribute></uro:bldgDataQualityAttribute>"
             "</bldg:Building>")));
  const auto& rows = sink.only().attributes;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].path, "bldgDataQualityAttribute/DataQualityAttribute/lod1HeightType");
  EXPECT_EQ(rows[0].group, rows[1].group);
}

TEST(PlateauConvention, CityGml3HeightsAndGenericAttributesAreRead) {
  const RecordingSink sink = read_text(
      "<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/3.0\"><core:cityObjectMember><bldg:Building>"
      "<con:height><con:Height><con:status>measured</con:status><con:value uom=\"m\">12.3</con:value></con:Height>"
      "</con:height><bldg:adeOfAbstractBuilding><uro:BuildingDetailAttribute><uro:surveyYear>2021</uro:surveyYear>"
      "</uro:BuildingDetailAttribute></bldg:adeOfAbstractBuilding><core:genericAttribute><gen:StringAttribute>"
      "<gen:name>建物ID</gen:name><gen:value>7</gen:value></gen:StringAttribute></core:genericAttribute>"
      "<core:genericAttribute><gen:GenericAttributeSet><gen:name>想定</gen:name><gen:genericAttribute>"
      "<gen:MeasureAttribute><gen:name>浸水深</gen:name><gen:value uom=\"m\">1.5</gen:value></gen:MeasureAttribute>"
      "</gen:genericAttribute></gen:GenericAttributeSet></core:genericAttribute></bldg:Building>"
      "</core:cityObjectMember></core:CityModel>");
  const KeptFeature& building = sink.only();
  EXPECT_EQ(building.at("height/Height/value").value, "12.3");
  EXPECT_EQ(building.at("height/Height/value").unit, "m");
  EXPECT_EQ(building.value("adeOfAbstractBuilding/BuildingDetailAttribute/surveyYear"), "2021");
  EXPECT_EQ(building.value("stringAttribute[建物ID]"), "7");
  EXPECT_EQ(building.value("genericAttributeSet[想定]/measureAttribute[浸水深]"), "1.5");
  EXPECT_EQ(building.at("genericAttributeSet[想定]/measureAttribute[浸水深]").unit, "m");
}

TEST(PlateauConvention, CityGml3BoundariesAndShellsAreRead) {
  const RecordingSink sink = read_text(city_model(
      member("<bldg:Building><core:lod0MultiSurface>" + multi_surface(polygon(square_ring)) +
             "</core:lod0MultiSurface><core:lod1Solid><gml:Solid><gml:exterior><gml:Shell><gml:surfaceMember>" +
             polygon(square_ring) +
             "</gml:surfaceMember></gml:Shell></gml:exterior></gml:Solid>"
             "</core:lod1Solid><core:boundary><con:WallSurface gml:id=\"w\"><core:lod2MultiSurface>" +
             multi_surface(polygon(square_ring, "p")) +
             "</core:lod2MultiSurface></con:WallSurface></core:boundary><core:lod2Solid><gml:Solid>"
             "<gml:exterior><gml:Shell><gml:surfaceMember xlink:href=\"#p\"/></gml:Shell></gml:exterior>"
             "</gml:Solid></core:lod2Solid></bldg:Building>")));
  const KeptFeature& building = sink.only();
  EXPECT_EQ(building.count(SurfaceKind::roof_edge, 0), 1);
  EXPECT_EQ(building.count(SurfaceKind::solid, 1), 1);
  EXPECT_EQ(building.count(SurfaceKind::wall, 2), 1);
  EXPECT_EQ(building.geometry.polygons.size(), 3U);
  EXPECT_TRUE(sink.repairs.empty());
}

TEST(PlateauConvention, NamesMatchWithoutPrefixOrNamespace) {
  const RecordingSink sink = read_text(
      "<CityModel><cityObjectMember><Building><x:y:usage xmlns:x=\"u\">411</x:y:usage>"
      "<undeclared:usage2>1</undeclared:usage2></Building></cityObjectMember></CityModel>");
  EXPECT_EQ(sink.only().value("usage"), "411");
  EXPECT_EQ(sink.only().value("usage2"), "1");
}

TEST(PlateauConvention, Lod0IsRoofEdgeOrFootPrintOrNone) {
  const RecordingSink sink = read_text(city_model(
      member("<bldg:Building><bldg:lod0RoofEdge>" + multi_surface(polygon(square_ring)) +
             "</bldg:lod0RoofEdge></bldg:Building>") +
      member("<bldg:Building><bldg:lod0FootPrint>" + multi_surface(polygon(square_ring)) +
             "</bldg:lod0FootPrint></bldg:Building>") +
      member("<bldg:Building><bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface><gml:surfaceMember>" +
             polygon(square_ring) +
             "</gml:surfaceMember></gml:CompositeSurface></gml:exterior></gml:Solid>"
             "</bldg:lod1Solid></bldg:Building>")));
  ASSERT_EQ(sink.features.size(), 3U);
  EXPECT_EQ(sink.features[0].count(SurfaceKind::roof_edge, 0), 1);
  EXPECT_EQ(sink.features[1].count(SurfaceKind::footprint, 0), 1);
  EXPECT_EQ(sink.features[2].count(SurfaceKind::solid, 1), 1);
}

std::string lod2_building(const std::string& id, const std::string& polygon_id, const std::string& href) {
  return "<bldg:Building gml:id=\"" + id +
         "\"><bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>"
         "<gml:surfaceMember xlink:href=\"#" +
         href +
         "\"/></gml:CompositeSurface></gml:exterior></gml:Solid>"
         "</bldg:lod2Solid><bldg:boundedBy><bldg:RoofSurface><bldg:lod2MultiSurface>" +
         multi_surface(polygon(square_ring, polygon_id)) +
         "</bldg:lod2MultiSurface></bldg:RoofSurface></bldg:boundedBy>"
         "</bldg:Building>";
}

TEST(PlateauConvention, Lod2SolidRepeatsItsBoundarySurfacesByXlink) {
  const RecordingSink sink = read_text(city_model(member(lod2_building("b", "poly_1", "poly_1"))));
  EXPECT_EQ(sink.only().count(SurfaceKind::roof, 2), 1);
  EXPECT_EQ(sink.only().geometry.polygons.size(), 1U);
  EXPECT_TRUE(sink.repairs.empty());
}

TEST(PlateauConvention, XlinksReachEarlierAndLaterFeaturesOfTheFile) {
  const RecordingSink sink =
      read_text(city_model(member(lod2_building("a", "pa", "pb")) + member(lod2_building("b", "pb", "pa"))));
  ASSERT_EQ(sink.features.size(), 2U);
  for (const KeptFeature& building : sink.features) EXPECT_EQ(building.count(SurfaceKind::roof, 2), 2) << building.id;
  EXPECT_TRUE(sink.repairs.empty());
}

TEST(PlateauConvention, XlinksWithoutTargetAreCounted) {
  const RecordingSink sink = read_text(city_model(member(lod2_building("a", "pa", "nowhere"))));
  EXPECT_EQ(sink.only().geometry.polygons.size(), 1U);
  EXPECT_EQ(sink.repairs.at("xlink without target"), 1);
  EXPECT_EQ(sink.repaired_ids.at(0), "a");
}

TEST(PlateauConvention, XlinksIntoAnotherLevelOfDetailAddACopyThere) {
  const RecordingSink sink = read_text(city_model(
      member("<bldg:Building><bldg:lod0FootPrint><gml:MultiSurface><gml:surfaceMember xlink:href=\"#g\"/>"
             "</gml:MultiSurface></bldg:lod0FootPrint><bldg:boundedBy><bldg:GroundSurface><bldg:lod2MultiSurface>" +
             multi_surface(polygon(square_ring, "g")) +
             "</bldg:lod2MultiSurface></bldg:GroundSurface></bldg:boundedBy></bldg:Building>")));
  EXPECT_EQ(sink.only().count(SurfaceKind::ground, 2), 1);
  EXPECT_EQ(sink.only().count(SurfaceKind::footprint, 0), 1);
}

TEST(PlateauConvention, BuildingPartsCarryTheirOwnSolidsAndAttributes) {
  const std::string solid = "<bldg:lod1Solid><gml:Solid><gml:exterior><gml:CompositeSurface><gml:surfaceMember>" +
                            polygon(square_ring) +
                            "</gml:surfaceMember></gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod1Solid>";
  const std::string part =
      "<bldg:consistsOfBuildingPart><bldg:BuildingPart><bldg:measuredHeight>4"
      "</bldg:measuredHeight>" +
      solid + "</bldg:BuildingPart></bldg:consistsOfBuildingPart>";
  const RecordingSink sink =
      read_text(city_model(member("<bldg:Building>" + solid + part + part + "</bldg:Building>")));
  const KeptFeature& building = sink.only();
  EXPECT_EQ(building.parts, 2);
  for (const int p : {0, 1, 2}) EXPECT_EQ(building.count(SurfaceKind::solid, 1, p), 1);
  ASSERT_EQ(building.attributes.size(), 2U);
  EXPECT_EQ(building.attributes[0].path, "consistsOfBuildingPart/BuildingPart/measuredHeight");
  EXPECT_NE(building.attributes[0].group, building.attributes[1].group);
}

TEST(PlateauConvention, RoadStructureAndTrafficAreasAreToldApart) {
  const auto area = [](const std::string& element, const std::string& code) {
    const std::string property = element == "TrafficArea" ? "trafficArea" : "auxiliaryTrafficArea";
    return "<tran:" + property + "><tran:" + element + "><tran:function>" + code +
           "</tran:function><tran:lod3MultiSurface>" + multi_surface(polygon(square_ring)) +
           "</tran:lod3MultiSurface></tran:" + element + "></tran:" + property + ">";
  };
  std::string areas;
  for (const char* code : {"1000", "1020", "2000", "2010", "2020", "1070"}) areas += area("TrafficArea", code);
  const RecordingSink sink = read_text(
      city_model(member("<tran:Road gml:id=\"r\"><tran:lod1MultiSurface>" + multi_surface(polygon(square_ring)) +
                        "</tran:lod1MultiSurface>" + areas + area("AuxiliaryTrafficArea", "3000") +
                        "<uro:roadStructureAttribute><uro:RoadStructureAttribute><uro:width uom=\"m\">6.2</uro:width>"
                        "<uro:sectionType>4</uro:sectionType></uro:RoadStructureAttribute></uro:roadStructureAttribute>"
                        "</tran:Road>")));
  const KeptFeature& road = sink.only();
  EXPECT_EQ(road.theme, Theme::tran);
  EXPECT_EQ(road.count(SurfaceKind::surface, 1), 1);
  EXPECT_EQ(road.count(SurfaceKind::carriageway, 3), 1);
  EXPECT_EQ(road.count(SurfaceKind::crossing, 3), 1);
  EXPECT_EQ(road.count(SurfaceKind::sidewalk, 3), 3);
  EXPECT_EQ(road.count(SurfaceKind::traffic_other, 3), 1);
  EXPECT_EQ(road.count(SurfaceKind::auxiliary, 3), 1);
  EXPECT_EQ(road.value("roadStructureAttribute/RoadStructureAttribute/sectionType"), "4");
  EXPECT_EQ(road.value("trafficArea/TrafficArea/function"), "1000");
}

TEST(PlateauConvention, FloodsArePolygonsAtTheWaterLevelWithARank) {
  const RecordingSink sink = read_text(city_model(
      member("<wtr:WaterBody><wtr:lod1MultiSurface>" +
             multi_surface(polygon("35.6 139.7 7.5 35.6 139.701 7.5 35.601 139.701 7.5 35.6 139.7 7.5")) +
             "</wtr:lod1MultiSurface><uro:floodingRiskAttribute><uro:RiverFloodingRiskAttribute><uro:rank>2</uro:rank>"
             "<uro:scale>1</uro:scale></uro:RiverFloodingRiskAttribute></uro:floodingRiskAttribute></wtr:WaterBody>")));
  EXPECT_EQ(sink.only().theme, Theme::fld);
  EXPECT_EQ(sink.only().count(SurfaceKind::surface, 1), 1);
  EXPECT_EQ(sink.only().geometry.positions[0].height_m, 7.5);
  EXPECT_EQ(sink.only().value("floodingRiskAttribute/RiverFloodingRiskAttribute/rank"), "2");
}

TEST(PlateauConvention, TerrainComesAsTrianglesInBatches) {
  const std::string triangle =
      "<gml:Triangle><gml:exterior><gml:LinearRing><gml:posList>35.6 139.7 1 35.6 139.701 2 "
      "35.601 139.7 3 35.6 139.7 1</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>";
  std::string patches;
  for (int i = 0; i < 5000; ++i) patches += triangle;
  const RecordingSink sink = read_text(city_model(
      member("<dem:ReliefFeature gml:id=\"d\"><dem:lod>1</dem:lod><dem:reliefComponent><dem:TINRelief><dem:tin>"
             "<gml:TriangulatedSurface><gml:trianglePatches>" +
             patches +
             "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent>"
             "</dem:ReliefFeature>")));
  ASSERT_EQ(sink.terrain.size(), 5000U);
  EXPECT_EQ(sink.terrain[4999][2].height_m, 3);
  EXPECT_EQ(sink.terrain_epsg, 6697);
  ASSERT_EQ(sink.features.size(), 1U);
  EXPECT_EQ(sink.only().theme, Theme::dem);
  EXPECT_TRUE(sink.only().geometry.positions.empty());  // not held
}

TEST(PlateauConvention, LandUseAndPlansAreAreas) {
  const auto area = [](const std::string& type) {
    return member("<urf:" + type + "><urf:lod1MultiSurface>" + multi_surface(polygon(square_ring)) +
                  "</urf:lod1MultiSurface></urf:" + type + ">");
  };
  const RecordingSink sink = read_text(
      city_model(area("LandUse") + area("UseDistrict") + area("SedimentDisasterProneArea") + area("FuturePlanType")),
      "udx/urf/523857_urf_6668_op.gml");
  ASSERT_EQ(sink.features.size(), 4U);
  EXPECT_EQ(sink.features[0].theme, Theme::luse);
  EXPECT_EQ(sink.features[1].theme, Theme::urf);
  EXPECT_EQ(sink.features[2].theme, Theme::lsld);
  EXPECT_EQ(sink.features[3].theme, Theme::urf);  // by its file
  for (const KeptFeature& f : sink.features) EXPECT_EQ(f.count(SurfaceKind::surface, 1), 1);
}

TEST(PlateauConvention, PosElementsAndCoordinatesAreReadLikePosLists) {
  const auto area = [](const std::string& coordinates) {
    return member(
        "<luse:LandUse><luse:lod1MultiSurface><gml:Surface><gml:patches><gml:PolygonPatch><gml:exterior>"
        "<gml:LinearRing>" +
        coordinates +
        "</gml:LinearRing></gml:exterior></gml:PolygonPatch></gml:patches>"
        "</gml:Surface></luse:lod1MultiSurface></luse:LandUse>");
  };
  const RecordingSink sink = read_text(
      city_model(area("<gml:pos>35.6 139.7 1</gml:pos><gml:pos>35.6 139.8 2</gml:pos><gml:pos>35.7 139.8 3</gml:pos>"
                      "<gml:pos>35.6 139.7 1</gml:pos>") +
                 area("<gml:coordinates>35.6,139.7,1 35.6,139.8,2 35.7,139.8,3 35.6,139.7,1</gml:coordinates>")));
  for (const KeptFeature& f : sink.features) {
    ASSERT_EQ(f.geometry.positions.size(), 4U);
    EXPECT_EQ(f.geometry.positions[2].second, 139.8);
    EXPECT_EQ(f.geometry.positions[2].height_m, 3);
  }
  EXPECT_TRUE(sink.repairs.empty());
}

TEST(PlateauConvention, BeginsWithAByteOrderMark) {
  EXPECT_EQ(read_text("\xEF\xBB\xBF" + city_model(member("<bldg:Building/>"))).features.size(), 1U);
}

TEST(PlateauConvention, TypesThatAreNotReadAreCountedByName) {
  const RecordingSink sink = read_text(city_model(member("<veg:PlantCover gml:id=\"v\"><x/></veg:PlantCover>") +
                                                  member("<grp:CityObjectGroup/>") + member("<veg:PlantCover/>")));
  EXPECT_TRUE(sink.features.empty());
  EXPECT_EQ(sink.skips.at("PlantCover is not read"), 2);
  EXPECT_EQ(sink.skips.at("CityObjectGroup is not read"), 1);
}

TEST(PlateauConvention, FeaturesWithoutGeometryAreKept) {
  const RecordingSink sink = read_text(city_model(member("<bldg:Building gml:id=\"b\"/>")));
  EXPECT_EQ(sink.features.size(), 1U);
  EXPECT_EQ(sink.only().id, "b");
  EXPECT_EQ(sink.only().line, 6U);
}

}  // namespace
}  // namespace machi
