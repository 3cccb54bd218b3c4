/// \file  The vocabulary of CityGML 2.0 and 3.0 and of i-UR: local names, feature types, codes, CRS names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/model/feature.hpp"

namespace machi {

/// Elements that mean something to the reader. Everything else is `other`: an attribute, or a wrapper.
enum class Tag : std::uint8_t {
  other,
  // The document.
  city_model,
  member,      ///< cityObjectMember, featureMember
  appearance,  ///< Appearance and its properties: passed over
  envelope,
  lower_corner,
  upper_corner,
  // Things of their own inside a feature.
  part,          ///< BuildingPart, BridgePart
  boundary,      ///< boundedBy, boundary
  roof_surface,  ///< … and the other thematic surfaces
  wall_surface,
  ground_surface,
  outer_ceiling_surface,
  outer_floor_surface,
  closure_surface,
  other_surface,  ///< WaterSurface and its kin
  traffic_area,
  auxiliary_traffic_area,
  object,    ///< other objects with attributes and geometry of their own
  interior,  ///< rooms and what is in them: passed over
  tin_relief,
  other_relief,
  // Geometry.
  geometry,     ///< Solid, MultiSurface, … where no lod<n> property stands above
  no_polygons,  ///< curves, points, implicit geometry
  patch,        ///< Polygon, PolygonPatch, Rectangle
  triangle,
  exterior,
  interior_ring,
  ring,
  pos_list,  ///< posList, pos, coordinates
  tin,       ///< the geometry property of TINRelief
  // Attributes with a special form.
  generic_attribute,  ///< gen:stringAttribute and its kin
  generic_set,
  generic_wrapper,  ///< gen:genericAttribute of CityGML 3.0
  name,
  value,
  function
};

/// A qualified name taken apart.
struct LocalName {
  std::string_view text;
  Tag tag{Tag::other};
};

/// Drops the prefix and looks the rest up.
LocalName local_name(std::string_view qualified);

/// lod0RoofEdge, lod2Solid, lod1MultiSurface, …
struct LodProperty {
  enum class Shape : std::uint8_t { footprint, roof_edge, solid, surface, no_polygons };
  std::uint8_t lod;
  Shape shape;
};
std::optional<LodProperty> lod_property(std::string_view local);

/// The theme of a feature by its type; empty where the type does not decide (GenericCityObject) or is not read.
std::optional<Theme> theme_of_type(std::string_view type);

/// The theme that the name or path of a file says: `udx/<theme>/` first, else `_<theme>_` in the file's name.
std::optional<Theme> theme_of_path(std::string_view path);

/// The theme of a WaterBody that carries an attribute block of this name, e.g. RiverFloodingRiskAttribute.
std::optional<Theme> theme_of_risk(std::string_view block);

/// What polygons of a boundary surface or a (auxiliary) traffic area are; surface for other elements.
SurfaceKind kind_of_boundary(Tag tag);

/// What a TrafficArea with this function code is (TrafficArea_function.xml of the PLATEAU code lists); traffic_other
/// where the code is none of those that part carriageway and sidewalk.
SurfaceKind traffic_kind(std::string_view function_code);

/// The EPSG code in a srsName: http://www.opengis.net/def/crs/EPSG/0/6697, urn:ogc:def:crs:EPSG::6697, EPSG:6697,
/// urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::7837 (the first, horizontal one). 0 where there is none.
int epsg_of(std::string_view srs_name);

/// Whether two CRS have the same latitude and longitude: JGD2011 alone (6668), with height (6697) or in 3-D (6667).
bool same_horizontal(int epsg_a, int epsg_b);

}  // namespace machi
