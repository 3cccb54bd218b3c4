/// \file  Horizons of a city's faces on disk, so that the next run of the same city need not look for them again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/energy/zone_horizons.hpp"
#include "engine/model/city_zone.hpp"

namespace machi {

/// Where the horizons of a city file are kept: beside it, `CITY.h5.horizons`.
std::string horizon_cache_path(const std::string& city_file);

/// What the faces of a rank's buildings see, in the buildings' order.
struct CityHorizons {
  ZoneHorizons steps;
  std::vector<std::vector<FaceView>> views;  ///< [buildings][faces]
};

/// The horizons of this rank's buildings, where `path` holds those of a city with this SHA-256 made by the same rules;
/// nothing on all ranks where it does not, or cannot be read. Collective.
std::optional<CityHorizons> read_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                                          std::span<const BuildingPrism> mine);

/// Writes the horizons of all ranks; whether it could be done, the same on all ranks. Collective.
bool write_horizons(const Comm& comm, const std::string& path, const std::string& city_sha256,
                    std::span<const BuildingPrism> mine, const CityHorizons& horizons);

}  // namespace machi
