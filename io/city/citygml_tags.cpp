#include "io/city/citygml_tags.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <type_traits>
#include <utility>

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
    {"featureMembers", Tag::member},
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

constexpr std::size_t slots = 1024;

// The first and the last (up to) eight bytes of a name, mixed; names in the vocabulary differ in them.
constexpr std::uint64_t load(const char* p, std::size_t size) {
  std::uint64_t word = 0;
  if (size == 8 && !std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::memcpy(&word, p, 8);
    return word;
  }
  for (std::size_t i = 0; i < size; ++i) word |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
  return word;
}
constexpr std::size_t slot_of(std::string_view name) {
  const std::size_t part = std::min<std::size_t>(name.size(), 8);
  const std::uint64_t first = load(name.data(), part);
  const std::uint64_t last = load(name.data() + name.size() - part, part);
  const std::uint64_t mixed = (first ^ (last << 7 | last >> 57)) * 0x9E3779B97F4A7C15ULL;
  return static_cast<std::size_t>(mixed >> 54);
}

// Open addressing, laid out at compile time.
constexpr std::array<Entry, slots> make_table() {
  std::array<Entry, slots> table{};
  for (const Entry& entry : vocabulary) {
    std::size_t slot = slot_of(entry.text);
    while (!table[slot].text.empty()) slot = (slot + 1) % slots;
    table[slot] = entry;
  }
  return table;
}
constexpr std::array<Entry, slots> table = make_table();

// Feature types of CityGML and of i-UR (urf). Not read: Railway, Waterway, Tunnel, CityFurniture, vegetation, groups,
// underground utilities.
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

bool is_decimal_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

LocalName local_name(std::string_view text) {
  for (auto colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':'))
    text.remove_prefix(colon + 1);
  LocalName name{text, Tag::other};
  if (text.empty()) return name;
  for (std::size_t slot = slot_of(text); !table[slot].text.empty(); slot = (slot + 1) % slots) {
    if (table[slot].text != text) continue;
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
  const auto between = [](std::string_view text, std::string_view before, char after) -> std::optional<Theme> {
    for (int t = 0; t < theme_count; ++t) {
      const std::string_view name = name_of(static_cast<Theme>(t));
      for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        if (!text.substr(0, at).ends_with(before) || at + name.size() >= text.size()) continue;
        if (text[at + name.size()] == after) return static_cast<Theme>(t);
      }
    }
    return std::nullopt;
  };
  if (const auto theme = between(path, "udx/", '/')) return theme;
  return between(path.substr(path.rfind('/') + 1), "_", '_');
}

std::optional<Theme> theme_of_risk(std::string_view block) {
  if (!block.ends_with("RiskAttribute")) return std::nullopt;
  if (contains(block, "Tsunami")) return Theme::tnm;
  if (contains(block, "HighTide")) return Theme::htd;
  if (contains(block, "InlandFlooding")) return Theme::ifld;
  if (contains(block, "RiverFlooding") || contains(block, "ReservoirFlooding")) return Theme::fld;
  return std::nullopt;
}

SurfaceKind kind_of_boundary(Tag tag) {
  switch (tag) {
    case Tag::roof_surface:
      return SurfaceKind::roof;
    case Tag::wall_surface:
      return SurfaceKind::wall;
    case Tag::ground_surface:
      return SurfaceKind::ground;
    case Tag::outer_ceiling_surface:
      return SurfaceKind::outer_ceiling;
    case Tag::outer_floor_surface:
      return SurfaceKind::outer_floor;
    case Tag::closure_surface:
      return SurfaceKind::closure;
    case Tag::traffic_area:
      return SurfaceKind::traffic_other;
    case Tag::auxiliary_traffic_area:
      return SurfaceKind::auxiliary;
    default:
      return SurfaceKind::surface;
  }
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
    while (!rest.empty() && !is_decimal_digit(rest.back())) rest.remove_suffix(1);
    std::size_t begin = rest.size();
    while (begin > 0 && is_decimal_digit(rest[begin - 1])) --begin;
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
