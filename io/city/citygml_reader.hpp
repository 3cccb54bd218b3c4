/// \file  Reads CityGML 2.0 and 3.0 with i-UR (uro, urf) of any version, as PLATEAU publishes it: in one pass, in
/// memory that does not grow with the file.
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/feature.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// What a document says of itself.
struct CityGmlSummary {
  int epsg{0};           ///< of the Envelope; 0 where it names none
  std::string srs_name;  ///< as written
  std::string version;   ///< "1.0", "2.0", "3.0"; empty where no namespace says it
  std::uint64_t bytes{0};
  bool has_envelope{false};
  Position lower, upper;     ///< corners of the Envelope as written, not trusted
  std::uint64_t members{0};  ///< city objects in the document, read or not
};

/// The most numbers in one posList; a longer one ends the reading of the file.
inline constexpr std::size_t max_list_numbers = std::size_t{4} << 20;
/// The longest value of an attribute, in bytes; a longer one ends the reading of the file.
inline constexpr std::size_t max_value_bytes = std::size_t{1} << 20;

/// Streams one CityGML document into `sink`; `name` (path and file name) is for errors, "file:line: …", and for the
/// theme where the content does not tell it (WaterBody without a risk, GenericCityObject).
///
/// Elements are matched by local name, so that neither prefixes nor the versions' namespaces matter. Attributes have
/// the chain of local names below the feature as path; gen: attributes carry their name in brackets, without the
/// `value`: "stringAttribute[建物ID]", "genericAttributeSet[多摩川…]/measureAttribute[浸水深]", the same for
/// CityGML 2.0 and 3.0; a property without text but with xlink:href has that as its value. Attributes of a BuildingPart
/// begin with "consistsOfBuildingPart/BuildingPart/" (3.0: "buildingPart/…"). `group` is 0 for what stands directly in
/// the feature, else the number of the outermost repeated block within its object (all blocks nested in that share it).
///
/// Polygons: `kind` is footprint or roof_edge for LOD0 outlines (CityGML 3.0's lod0MultiSurface: roof_edge), solid for
/// other faces of buildings, the kind of the boundary surface or traffic area that they lie in, else surface. Rings
/// come closed. Appearance, rooms and furniture, curves and points are passed over.
///
/// Throws InputError("file:line", …) for what is not XML or not CityGML (io/xml/xml_pass.hpp), for lists and values
/// above the limits, and passes on what `sink` throws. Local: any thread.
CityGmlSummary read_citygml(ByteSource& source, const std::string& name, FeatureSink& sink);

/// Where a document lies.
struct Peek {
  bool found{false};
  int epsg{0};
  Position position;  ///< the middle of the Envelope, or the first coordinates where it has none
};

/// Reads only as far as the first place. Throws as read_citygml.
Peek peek_citygml(ByteSource& source, const std::string& name);

}  // namespace machi
