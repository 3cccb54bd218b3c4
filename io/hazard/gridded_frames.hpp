/// \file  Reads water in gridded frames: raw values or a series of GeoTIFF with a YAML description
/// (docs/formats/gridded_frames.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/grid.hpp"
#include "io/archive/source.hpp"
#include "io/hazard/frames_description.hpp"

namespace machi {

/// Frames in memory: 2 bytes a value, 4 with velocities; at most 2^30 values.
struct GriddedFrames {
  /// level_cm holds levels over T.P. or depths as `is_depth` says, missing_int where dry. x_mm and y_mm are unset.
  WaterFrames frames;
  bool is_depth{false};
  std::optional<double> ground_m;  ///< levels stand over this height instead of the city's terrain
  bool as_first_before{false};     ///< the first frame holds before its time, too
  int epsg{0};                     ///< 0: the scenario's own frame
  double origin_east_m{0};         ///< south-west corner of cell (0, 0)
  double origin_north_m{0};
  std::vector<std::uint16_t> velocity_cm_s;  ///< as frames.level_cm, 0 where unknown; empty where not given
};

/// Reads the description at `path` and the files that it names, which lie relative to it. Throws InputError, one
/// sentence: a file that is missing, of another size or type than described, or whose values do not fit int16
/// centimetres; times that do not rise; grids that differ. Local.
GriddedFrames read_gridded_frames(const std::string& path);

/// The same for raw values that are given as bytes, without velocities.
GriddedFrames read_raw_frames(const FramesDescription& description, ByteSource& values, const std::string& name);

/// Lays the frames into a city's or scenario's frame (sets x_mm and y_mm). Throws InputError where the CRS differ, or
/// the place is farther from the origin than 2,147 km.
void place_frames(GriddedFrames& frames, const CityFrame& city, const std::string& name);

}  // namespace machi
