/// \file  A picture of a run as a PNG: where it was crowded, where people went and where they were lost, and how it
/// went over time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/report/map_frame.hpp"
#include "io/run/read_result.hpp"

namespace machi {

struct RunMapOptions {
  int size_pixels{1600};  ///< long side of the picture
  std::string title;      ///< empty: the scenario's title
};

struct RunPicture {
  std::vector<std::uint8_t> png;
  MapFrame map;  ///< where on the picture a place lies
};

/// Draws the run in `files`, on the map of its town where its city file still stands where it was. Persons and ways are
/// read in slices; memory grows with the picture, the blocks and who was lost. Throws InputError.
RunPicture draw_run(const RunFiles& files, const RunMapOptions& options);

}  // namespace machi
