/// \file  Any bytes as a description and, behind its first NUL, raw values: frames of the size described, or one
/// InputError.
#include <string_view>

#include "engine/core/error.hpp"
#include "io/hazard/gridded_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const std::size_t end = bytes.find('\0');
  try {
    const auto description = machi::parse_frames_description(bytes.substr(0, end), "fuzz.yaml");
    if (description.is_series()) return 0;
    const auto values = machi::open_memory(end == std::string_view::npos ? "" : bytes.substr(end + 1));
    const machi::GriddedFrames got = machi::read_raw_frames(description, *values, "fuzz.bin");
    const std::uint64_t cells = std::uint64_t{got.frames.columns} * got.frames.rows;
    if (got.frames.level_cm.size() != cells * got.frames.time_s.size()) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
