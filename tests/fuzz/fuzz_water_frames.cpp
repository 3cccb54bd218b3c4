/// \file  Any bytes as water frames: blocks within the grid, or one InputError.
#include "engine/core/error.hpp"
#include "io/hazard/water_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = machi::open_memory({reinterpret_cast<const char*>(data), size});
  try {
    machi::visit_water_frames(
        *source, "fuzz.wframes", [](const machi::WaterHeader&) {},
        [](const machi::WaterHeader& header, const machi::WaterBlock& block) {
          if (block.tile_east >= header.tiles_east() || block.tile_north >= header.tiles_north()) __builtin_trap();
          if (block.frame >= header.time_s.size()) __builtin_trap();
        });
  } catch (const machi::InputError&) {
  }
  return 0;
}
