/// \file  `machi synth`: writes a synthetic coastal Japanese town as a PLATEAU folder (docs/models/synth.md).
#pragma once

#include <cstdint>
#include <string>

#include "engine/comm/comm.hpp"

namespace machi {

class OptionTable;

struct SynthOptions {
  std::int64_t buildings{10000};
  std::int64_t seed{1};
  double awkward{0};       ///< share of features with a defect as found in published files
  double lod2_share{0.3};  ///< share of buildings with a LOD2 roof
  double lod3_share{0.4};  ///< share of roads with sidewalks that have LOD3 traffic areas
  bool force{false};       ///< write into a folder that is not empty
  void declare(OptionTable& table);
};

/// What was written, by all ranks together.
struct SynthSummary {
  std::int64_t files{0};
  std::int64_t bytes{0};
  std::int64_t meshes{0};
  std::int64_t buildings{0};
  std::int64_t building_parts{0};  ///< two for each building that has parts
  std::int64_t buildings_lod2{0};
  std::int64_t roads{0};
  std::int64_t roads_lod3{0};
  std::int64_t bridges{0};
  std::int64_t land_uses{0};
  std::int64_t use_districts{0};
  std::int64_t waters{0};  ///< surfaces of sea and rivers
  std::int64_t dem_triangles{0};
  std::int64_t inundations{0};  ///< water bodies of hazards
  std::int64_t shelters{0};
  std::int64_t persons{0};
  std::int64_t bus_lines{0};
};

/// Writes the town into `directory`, which must not exist or be empty unless options.force. Meshes are shared out over
/// ranks and threads; the bytes depend on `options` only. Peak memory is that of a few meshes, whatever their number.
/// Collective. Throws UsageError for options out of range, OutputError where a file cannot be written; then on all
/// ranks.
SynthSummary write_town(const Comm& comm, const SynthOptions& options, const std::string& directory);

}  // namespace machi
