/// \file  A run as pictures over time, from which any tool makes a film.
#pragma once

#include <cstddef>
#include <string>

#include "io/run/read_result.hpp"

namespace machi {

struct RunFrameOptions {
  int size_pixels{1600};  ///< long side of the pictures
  double every_s{60};     ///< of the run's clock, between two pictures
  std::string title;      ///< in ASCII; empty: that of the run, or its name where its title is in another script
};

/// Writes frame_00000.png … into `folder` (made where missing): town, water, followed persons, who was lost so far,
/// shelters with their load, clock. How many. Memory grows with the followed persons and the pictures. Throws
/// InputError, OutputError.
std::size_t draw_frames(const RunFiles& files, const std::string& folder, const RunFrameOptions& options);

}  // namespace machi
