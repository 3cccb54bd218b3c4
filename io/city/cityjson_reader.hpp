/// \file  Reads CityJSON 1.1 and 2.0.
#pragma once

#include <cstdint>
#include <string>

#include "engine/model/feature.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// The largest document; it is held in memory as a whole, some five times its size.
inline constexpr std::uint64_t max_cityjson_bytes = std::uint64_t{512} << 20;

/// Reads a CityJSON document into `sink`; features come in the order of their ids (JSON objects have none of their
/// own), each with its children: BuildingPart and BridgePart k as part k, installations and constructive elements as
/// plain surfaces. Building → bldg, Bridge → brid, Road, TransportSquare → tran, LandUse → luse, WaterBody → wtr,
/// TINRelief → dem (triangles); other types are skipped with their name as reason. Kinds of surfaces by their
/// semantics, as in citygml_reader.hpp; MultiSurface of LOD 0 is a footprint. Attributes: scalars by name; members of
/// objects as "name/member"; arrays repeat the path; those of parts begin with "BuildingPart/". CRS and units are those
/// of metadata.referenceSystem; 0 where there is none. GeometryTemplates and appearance are passed over.
///
/// Repairs are counted as for CityGML; an index of a vertex that does not exist drops its polygon.
/// Throws InputError(name, …) for what is no JSON, no CityJSON 1.1 or 2.0, larger than max_cityjson_bytes or nested
/// more than 256 deep, and passes on what `sink` throws. Local: any thread.
void read_cityjson(ByteSource& source, const std::string& name, FeatureSink& sink);

}  // namespace machi
