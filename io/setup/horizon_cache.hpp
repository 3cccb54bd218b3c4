/// \file  Horizons of a city's faces on disk, so that the next run of the same city need not look for them again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/energy/neighbours.hpp"
#include "engine/model/city_zone.hpp"

namespace machi {

/// Where the horizons of a city file are kept: beside it, `CITY.h5.horizons`.
std::string horizon_cache_path(const std::string& city_file);

/// The horizons of this rank's buildings, in their order, where `path` holds those of a city with this SHA-256 made by
/// the same rules; nothing on all ranks where it does not, or cannot be read. Collective.
std::optional<std::vector<std::vector<FaceHorizon>>> read_horizons(const Comm& comm, const std::string& path,
                                                                   const std::string& city_sha256,
                                                                   std::span<const BuildingPrism> mine);

/// Writes the horizons of all ranks; whether it could be done, the same on all ranks. Collective.
bool write_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                    std::span<const BuildingPrism> mine, const std::vector<std::vector<FaceHorizon>>& faces);

}  // namespace machi
