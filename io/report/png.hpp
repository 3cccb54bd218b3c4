/// \file  Writing PNG files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace machi {

/// A PNG of 8-bit red, green, blue, row by row from the top. Throws RunError where libpng fails.
std::vector<std::uint8_t> encode_png(std::span<const std::uint8_t> rgb, int width, int height);

/// Writes bytes beside `path`, then renames: an existing file is replaced at once or not at all. Throws OutputError.
void write_whole_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace machi
