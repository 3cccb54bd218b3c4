/// \file  The national grid of Japan (JIS X 0410): codes of its cells and where they lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace machi {

/// Kinds of cells of JIS X 0410, with the digits of their code and their size in latitude × longitude.
enum class MeshLevel : std::uint8_t {
  first,    ///< 4 digits, 40′ × 1° (about 80 km)
  second,   ///< 6 digits, 5′ × 7.5′ (10 km)
  third,    ///< 8 digits, 30″ × 45″ (1 km)
  half,     ///< 9 digits, 15″ × 22.5″ (500 m)
  quarter,  ///< 10 digits, 7.5″ × 11.25″ (250 m)
  eighth,   ///< 11 digits, 3.75″ × 5.625″ (125 m)
  tenth     ///< 10 digits, 3″ × 4.5″ (100 m)
};

/// The box of one cell, in degrees of latitude and longitude.
struct MeshCell {
  MeshLevel level{MeshLevel::third};
  double south_deg{0};
  double west_deg{0};
  double height_deg{0};
  double width_deg{0};
};

/// Digits of the codes of a level.
int mesh_digits(MeshLevel level);

/// The cell of a code of the given level; nothing where the code is none. Throws nothing. Any thread.
std::optional<MeshCell> mesh_cell(std::string_view code, MeshLevel level);

/// The cell of a code whose level is told by its digits. Ten digits are a quarter when the last two are 1 to 4, else a
/// tenth: give the level where it is known.
std::optional<MeshCell> mesh_cell(std::string_view code);

/// The code of the cell that holds a point; empty outside latitude 0 to 66.66 and longitude 100 to 180 (exclusive),
/// where the grid has no codes. A point on an edge belongs to the cell north or east of it.
std::string mesh_code(double latitude_deg, double longitude_deg, MeshLevel level);

}  // namespace machi
