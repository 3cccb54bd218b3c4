/// \file  The city model: what city.h5 holds besides grid and network. Every table is a set of columns in leaf order;
/// each rank holds the rows whose leaf it owns.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/feature.hpp"
#include "engine/model/geometry.hpp"

namespace machi {

/// Strings stored end to end.
struct StringTable {
  std::vector<char> text;
  std::vector<std::uint64_t> begin{0};  ///< [size + 1]
  std::uint64_t size() const { return begin.size() - 1; }
  std::string_view at(std::uint64_t index) const {
    return {text.data() + begin[index], begin[index + 1] - begin[index]};
  }
  void add(std::string_view string) {
    text.insert(text.end(), string.begin(), string.end());
    begin.push_back(text.size());
  }
};

/// Every attribute of every feature of a theme, as published. Row k of feature f lies in [feature_begin[f],
/// feature_begin[f + 1]).
struct AttributeTable {
  std::vector<std::uint64_t> feature_begin{0};  ///< [features + 1]
  std::vector<std::uint32_t> key;               ///< [rows] into keys
  std::vector<std::uint32_t> group;             ///< [rows] rows of one repeated block share it
  StringTable value;                            ///< [rows]
  std::vector<std::string> keys;                ///< path, sorted, the same on all ranks
  std::vector<std::string> key_code_space;      ///< file name of the code list, empty where none
  std::vector<std::string> key_unit;            ///< uom, empty where none
};

/// The features of one theme.
struct Layer {
  StringTable id;                               ///< gml:id
  StringTable type;                             ///< local element name
  std::vector<std::uint32_t> file;              ///< into City::files
  std::vector<std::uint64_t> polygon_begin{0};  ///< [features + 1] into polygons
  PolygonTable polygons;
  AttributeTable attributes;
  std::uint64_t size() const { return file.size(); }
};

/// What a missing value is in typed columns.
inline constexpr std::int16_t missing_int = std::numeric_limits<std::int16_t>::min();

/// Typed columns of the building layer; NaN or missing_int where the file has nothing or a dummy.
struct BuildingColumns {
  std::vector<std::int16_t> usage;           ///< Building_usage code, e.g. 411
  std::vector<std::int16_t> building_class;  ///< Building_class code, e.g. 3001
  std::vector<std::int16_t> structure;       ///< BuildingDetailAttribute_buildingStructureType code, e.g. 601
  std::vector<std::int16_t> storeys_above_ground;
  std::vector<std::int16_t> storeys_below_ground;
  std::vector<std::int16_t> year_of_construction;
  std::vector<float> height_m;           ///< measuredHeight, above ground
  std::vector<float> floor_area_m2;      ///< totalFloorArea
  std::vector<float> footprint_area_m2;  ///< computed
  std::vector<float> base_m;             ///< lowest point of the solid, T.P.
  std::vector<float> top_m;              ///< highest point of the solid, T.P.
  std::vector<std::uint8_t> lod;         ///< highest level of detail with geometry
  std::vector<std::uint16_t> parts;      ///< BuildingPart elements
  std::vector<std::int32_t> x_mm;        ///< a point inside the footprint
  std::vector<std::int32_t> y_mm;
  std::vector<std::uint32_t> entrance_node;  ///< node of the walk network
  std::vector<std::uint32_t> entrance_link;  ///< link that passes the entrance
  std::vector<float> entrance_offset_m;      ///< along that link from its first node
};

/// Typed columns of the road layer.
struct RoadColumns {
  std::vector<std::int16_t> function;  ///< Road_function code
  std::vector<std::int16_t>
      section_type;  ///< 1 ordinary, 2 viaduct, 3 bridge, 4 intersection, 5 underpass, 6 tunnel, 7 bridge/viaduct
  std::vector<float> width_m;
  std::vector<std::int16_t> lanes;
  std::vector<std::uint8_t> lod;
};

/// Typed columns of the land-use layer.
struct LandUseColumns {
  std::vector<std::int16_t> code;  ///< Common_landUseType code, 201 …
  std::vector<float> area_m2;
};

/// Designated shelters and other places with a name; few: in a run every rank holds all, in an import the first.
struct Place {
  std::string id;
  std::string name;
  std::string kind;  ///< "shelter_emergency", "shelter", "facility", …
  std::string
      hazards;  ///< comma-separated: flood, landslide, storm_surge, earthquake, tsunami, fire, inland_flood, volcano
  PointMm point;
  double capacity{-1};          ///< persons; < 0 unknown
  std::string capacity_source;  ///< "given", "area default", "unknown"
};

/// People of one cell of the national grid (JIS X 0410) and one age class.
struct MeshPeople {
  std::string mesh_code;
  std::int16_t age_low{0};
  std::int16_t age_high{0};
  double persons{0};
};

struct CodeList {
  std::string name;                                          ///< file name without folder, e.g. Building_usage.xml
  std::vector<std::pair<std::string, std::string>> entries;  ///< code, text
};

/// A coordinate reference system and where its (0, 0) mm lies.
struct CityFrame {
  int epsg{0};               ///< projected, metric
  double origin_east_m{0};   ///< easting of PointMm x = 0
  double origin_north_m{0};  ///< northing of PointMm y = 0
};

struct City {
  CityFrame frame;
  std::vector<std::string> files;  ///< sorted; the same on all ranks
  std::array<Layer, theme_count> layers;
  BuildingColumns buildings;
  RoadColumns roads;
  LandUseColumns land_use;
  std::vector<Place> places;
  std::vector<MeshPeople> people;
  std::vector<CodeList> code_lists;
  std::uint64_t dem_triangles{0};

  Layer& layer(Theme theme) { return layers[static_cast<std::size_t>(theme)]; }
  const Layer& layer(Theme theme) const { return layers[static_cast<std::size_t>(theme)]; }
};

}  // namespace machi
