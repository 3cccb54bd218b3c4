/// \file  Writes the tsunami and the river flood as water frames (docs/formats/water_frames.md).
#pragma once

#include <string>

#include "engine/comm/comm.hpp"
#include "io/synth/tile.hpp"

namespace machi::synth {

enum class Flood { tsunami, river };

/// Writes one file and answers with its size. Tiles are shared out over ranks and threads. Collective; throws
/// OutputError on all ranks.
std::int64_t write_water_frames(const Comm& comm, const World& world, Flood flood, const std::string& path);

}  // namespace machi::synth
