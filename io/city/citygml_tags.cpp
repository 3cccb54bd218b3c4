#include "io/city/citygml_tags.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace machi {
namespace {

struct Entry {
  std::string_view text;
  Tag tag{Tag::other};
};

constexpr Entry vocabulary[] = {
    {"CityModel", Tag::city_model},
    {"cityObjectMember", Tag::member},
    {"featureMember", Tag::member},
    {"appearanceMember", Tag::appearance},
    {"appearance", Tag::appearance},
    {"Appearance", Tag::appearance},
    {"Envelope", Tag::envelope},
    {"lowerCorner", Tag::lower_corner},
    {"upperCorner", Tag::upper_corner},
    {"BuildingPart", Tag::part},
    {"BridgePart", Tag::part},
    {"boundedBy", Tag::boundary},
    {"boundary", Tag::boundary},
    {"RoofSurface", Tag::roof_surface},
    {"WallSurface", Tag::wall_surface},
    {"GroundSurface", Tag::ground_surface},
    {"OuterCeilingSurface", Tag::outer_ceiling_surface},
    {"OuterFloorSurface", Tag::outer_floor_surface},
    {"ClosureSurface", Tag::closure_surface},
    {"WaterSurface", Tag::other_surface},
    {"WaterGroundSurface", Tag::other_surface},
    {"WaterClosureSurface", Tag::other_surface},
    {"TrafficArea", Tag::traffic_area},
    {"AuxiliaryTrafficArea", Tag::auxiliary_traffic_area},
    {"TrafficSpace", Tag::object},
    {"AuxiliaryTrafficSpace", Tag::object},
    {"Section", Tag::object},
    {"Intersection", Tag::object},
    {"BuildingInstallation", Tag::object},
    {"BuildingConstructiveElement", Tag::object},
    {"BridgeInstallation", Tag::object},
    {"BridgeConstructionElement", Tag::object},
    {"BridgeConstructiveElement", Tag::object},
    {"Window", Tag::object},
    {"Door", Tag::object},
    {"WindowSurface", Tag::object},
    {"DoorSurface", Tag::object},
    {"Room", Tag::interior},
    {"BuildingRoom", Tag::interior},
    {"BridgeRoom", Tag::interior},
    {"IntBuildingInstallation", Tag::interior},
    {"IntBridgeInstallation", Tag::interior},
    {"BuildingFurniture", Tag::interior},
    {"BridgeFurniture", Tag::interior},
    {"FloorSurface", Tag::interior},
    {"CeilingSurface", Tag::interior},
    {"InteriorWallSurface", Tag::interior},
    {"BuildingUnit", Tag::interior},
    {"Storey", Tag::interior},
    {"TINRelief", Tag::tin_relief},
    {"MassPointRelief", Tag::other_relief},
    {"BreaklineRelief", Tag::other_relief},
    {"RasterRelief", Tag::other_relief},
    {"Solid", Tag::geometry},
    {"CompositeSolid", Tag::geometry},
    {"MultiSolid", Tag::geometry},
    {"MultiSurface", Tag::geometry},
    {"CompositeSurface", Tag::geometry},
    {"Surface", Tag::geometry},
    {"TriangulatedSurface", Tag::geometry},
    {"Tin", Tag::geometry},
    {"OrientableSurface", Tag::geometry},
    {"MultiGeometry", Tag::geometry},
    {"Point", Tag::no_polygons},
    {"MultiPoint", Tag::no_polygons},
    {"Curve", Tag::no_polygons},
    {"MultiCurve", Tag::no_polygons},
    {"CompositeCurve", Tag::no_polygons},
    {"LineString", Tag::no_polygons},
    {"ImplicitGeometry", Tag::no_polygons},
    {"RectifiedGridCoverage", Tag::no_polygons},
    {"Polygon", Tag::patch},
    {"PolygonPatch", Tag::patch},
    {"Rectangle", Tag::patch},
    {"Triangle", Tag::triangle},
    {"exterior", Tag::exterior},
    {"outerBoundaryIs", Tag::exterior},
    {"interior", Tag::interior_ring},
    {"innerBoundaryIs", Tag::interior_ring},
    {"LinearRing", Tag::ring},
    {"Ring", Tag::ring},
    {"posList", Tag::pos_list},
    {"pos", Tag::pos_list},
    {"coordinates", Tag::pos_list},
    {"tin", Tag::tin},
    {"stringAttribute", Tag::generic_attribute},
    {"intAttribute", Tag::generic_attribute},
    {"doubleAttribute", Tag::generic_attribute},
    {"dateAttribute", Tag::generic_attribute},
    {"uriAttribute", Tag::generic_attribute},
    {"measureAttribute", Tag::generic_attribute},
    {"codeAttribute", Tag::generic_attribute},
    {"StringAttribute", Tag::generic_attribute},
    {"IntAttribute", Tag::generic_attribute},
    {"DoubleAttribute", Tag::generic_attribute},
    {"DateAttribute", Tag::generic_attribute},
    {"UriAttribute", Tag::generic_attribute},
    {"MeasureAttribute", Tag::generic_attribute},
    {"CodeAttribute", Tag::generic_attribute},
    {"genericAttributeSet", Tag::generic_set},
    {"GenericAttributeSet", Tag::generic_set},
    {"genericAttribute", Tag::generic_wrapper},
    {"name", Tag::name},
    {"value", Tag::value},
    {"function", Tag::function},
};

constexpr std::size_t slots = 512;

constexpr std::uint32_t hash_step(std::uint32_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 16777619U;
}
constexpr std::uint32_t hash_start = 2166136261U;
constexpr std::size_t slot_of(std::uint32_t hash) {
  return (hash ^ (hash >> 15)) % slots;
}

// Open addressing, laid out at compile time.
constexpr std::array<Entry, slots> make_table() {
  std::array<Entry, slots> table{};
  for (const Entry& entry : vocabulary) {
    std::uint32_t hash = hash_start;
    for (const char c : entry.text) hash = hash_step(hash, c);
    std::size_t slot = slot_of(hash);
    while (!table[slot].text.empty()) slot = (slot + 1) % slots;
    table[slot] = entry;
  }
  return table;
}
constexpr std::array<Entry, slots> table = make_table();

// Feature types of CityGML and of i-UR (urf). Not read: Railway, Waterway, Tunnel, CityFurniture, vegetation, groups, underground utilities.
struct TypeTheme {
  std::string_view type;
  Theme theme;
};
constexpr std::array type_themes = {
    TypeTheme{"AreaClassification", Theme::urf},
    TypeTheme{"Bridge", Theme::brid},
    TypeTheme{"Building", Theme::bldg},
    TypeTheme{"CollectiveGovernmentAndPublicOfficeFacilities", Theme::urf},
    TypeTheme{"CollectiveUrbanDisasterPreventionFacilities", Theme::urf},
    TypeTheme{"CollectiveUrbanFacility", Theme::urf},
    TypeTheme{"ConservationZone", Theme::urf},
    TypeTheme{"DistributionBusinessPark", Theme::urf},
    TypeTheme{"DistributionBusinessZone", Theme::urf},
    TypeTheme{"DistrictPlan", Theme::urf},
    TypeTheme{"DistrictsAndZones", Theme::urf},
    TypeTheme{"FirePreventionDistrict", Theme::urf},
    TypeTheme{"FloorAreaRatioDistrict", Theme::urf},
    TypeTheme{"GreenSpaceConservationDistrict", Theme::urf},
    TypeTheme{"HeightControlDistrict", Theme::urf},
    TypeTheme{"HighLevelUseDistrict", Theme::urf},
    TypeTheme{"HighRiseResidentialAttractionDistrict", Theme::urf},
    TypeTheme{"HistoricSceneryConservationDistrict", Theme::urf},
    TypeTheme{"LandReadjustmentProject", Theme::urf},
    TypeTheme{"LandReadjustmentPromotionArea", Theme::urf},
    TypeTheme{"LandUse", Theme::luse},
    TypeTheme{"LandscapeZone", Theme::urf},
    TypeTheme{"OpenSpaceForPublicUse", Theme::urf},
    TypeTheme{"ParkingPlaceDevelopmentZone", Theme::urf},
    TypeTheme{"PortZone", Theme::urf},
    TypeTheme{"ProductiveGreenZone", Theme::urf},
    TypeTheme{"QuasiUrbanPlanningArea", Theme::urf},
    TypeTheme{"ReliefFeature", Theme::dem},
    TypeTheme{"ResidentialEnvironmentImprovementDistrict", Theme::urf},
    TypeTheme{"Road", Theme::tran},
    TypeTheme{"RoadsideDistrictPlan", Theme::urf},
    TypeTheme{"RuralDistrictPlan", Theme::urf},
    TypeTheme{"ScenicDistrict", Theme::urf},
    TypeTheme{"SedimentDisasterProneArea", Theme::lsld},
    TypeTheme{"SpecialGreenSpaceConservationDistrict", Theme::urf},
    TypeTheme{"SpecialUrbanRenaissanceDistrict", Theme::urf},
    TypeTheme{"SpecialUseDistrict", Theme::urf},
    TypeTheme{"SpecialUseRestrictionDistrict", Theme::urf},
    TypeTheme{"SpecifiedBuildingZoneImprovementPromotionDistrict", Theme::urf},
    TypeTheme{"SpecifiedBlock", Theme::urf},
    TypeTheme{"Square", Theme::tran},
    TypeTheme{"Track", Theme::tran},
    TypeTheme{"TrafficFacility", Theme::urf},
    TypeTheme{"TransportationComplex", Theme::tran},
    TypeTheme{"UnclassifiedBlankArea", Theme::urf},
    TypeTheme{"UnclassifiedUseDistrict", Theme::urf},
    TypeTheme{"UrbanDisasterRecoveryPromotionArea", Theme::urf},
    TypeTheme{"UrbanPlanningArea", Theme::urf},
    TypeTheme{"UrbanRedevelopmentProject", Theme::urf},
    TypeTheme{"UrbanRedevelopmentPromotionArea", Theme::urf},
    TypeTheme{"UseDistrict", Theme::urf},
    TypeTheme{"WaterBody", Theme::wtr},
};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

LocalName local_name(const char* qualified) {
  const char* begin = qualified;
  std::uint32_t hash = hash_start;
  const char* p = qualified;
  for (; *p != '\0'; ++p) {
    if (*p == ':') {
      begin = p + 1;
      hash = hash_start;
    } else {
      hash = hash_step(hash, *p);
    }
  }
  LocalName name{{begin, static_cast<std::size_t>(p - begin)}, Tag::other};
  for (std::size_t slot = slot_of(hash); !table[slot].text.empty(); slot = (slot + 1) % slots) {
    if (table[slot].text != name.text) continue;
    name.tag = table[slot].tag;
    break;
  }
  return name;
}

std::optional<LodProperty> lod_property(std::string_view local) {
  if (local.size() < 6 || !local.starts_with("lod") || local[3] < '0' || local[3] > '4') return std::nullopt;
  using Shape = LodProperty::Shape;
  static constexpr std::pair<std::string_view, Shape> shapes[] = {
      {"RoofEdge", Shape::roof_edge},
      {"FootPrint", Shape::footprint},
      {"Solid", Shape::solid},
      {"MultiSurface", Shape::surface},
      {"Surface", Shape::surface},
      {"Geometry", Shape::surface},
      {"MultiCurve", Shape::no_polygons},
      {"Curve", Shape::no_polygons},
      {"MultiPoint", Shape::no_polygons},
      {"Point", Shape::no_polygons},
      {"Network", Shape::no_polygons},
      {"TerrainIntersection", Shape::no_polygons},
      {"TerrainIntersectionCurve", Shape::no_polygons},
      {"ImplicitRepresentation", Shape::no_polygons},
      {"PointCloud", Shape::no_polygons},
  };
  const std::string_view rest = local.substr(4);
  for (const auto& [text, shape] : shapes)
    if (rest == text) return LodProperty{static_cast<std::uint8_t>(local[3] - '0'), shape};
  return std::nullopt;
}

std::optional<Theme> theme_of_type(std::string_view type) {
  for (const TypeTheme& entry : type_themes)
    if (entry.type == type) return entry.theme;
  return std::nullopt;
}

std::optional<Theme> theme_of_path(std::string_view path) {
  for (int t = 0; t < theme_count; ++t) {
    const auto theme = static_cast<Theme>(t);
    if (contains(path, "udx/" + std::string(name_of(theme)) + "/")) return theme;
  }
  const std::string_view file = path.substr(path.rfind('/') + 1);
  for (int t = 0; t < theme_count; ++t) {
    const auto theme = static_cast<Theme>(t);
    if (contains(file, "_" + std::string(name_of(theme)) + "_")) return theme;
  }
  return std::nullopt;
}

std::optional<Theme> theme_of_risk(std::string_view block) {
  if (!block.ends_with("RiskAttribute")) return std::nullopt;
  if (contains(block, "Tsunami")) return Theme::tnm;
  if (contains(block, "HighTide")) return Theme::htd;
  if (contains(block, "InlandFlooding")) return Theme::ifld;
  if (contains(block, "RiverFlooding") || contains(block, "ReservoirFlooding")) return Theme::fld;
  return std::nullopt;
}

SurfaceKind traffic_kind(std::string_view function_code) {
  if (function_code == "1000") return SurfaceKind::carriageway;
  if (function_code == "1020") return SurfaceKind::crossing;
  if (function_code == "2000" || function_code == "2010" || function_code == "2020") return SurfaceKind::sidewalk;
  return SurfaceKind::traffic_other;
}

int epsg_of(std::string_view srs_name) {
  const auto is_epsg = [&](std::size_t i) {
    constexpr std::string_view word = "epsg";
    for (std::size_t k = 0; k < word.size(); ++k)
      if ((srs_name[i + k] | 0x20) != word[k]) return false;
    return true;
  };
  for (std::size_t i = 0; i + 4 < srs_name.size(); ++i) {
    if (!is_epsg(i)) continue;
    std::string_view rest = srs_name.substr(i + 4);
    rest = rest.substr(0, rest.find(','));
    while (!rest.empty() && !is_digit(rest.back())) rest.remove_suffix(1);
    std::size_t begin = rest.size();
    while (begin > 0 && is_digit(rest[begin - 1])) --begin;
    int code = 0;
    const auto [end, error] = std::from_chars(rest.data() + begin, rest.data() + rest.size(), code);
    return error == std::errc() && code > 0 ? code : 0;
  }
  return 0;
}

bool same_horizontal(int epsg_a, int epsg_b) {
  const auto horizontal = [](int epsg) { return epsg == 6697 || epsg == 6667 ? 6668 : epsg; };
  return horizontal(epsg_a) == horizontal(epsg_b);
}

}  // namespace machi
