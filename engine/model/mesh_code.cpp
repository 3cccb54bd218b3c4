/// \file  Mesh codes in whole units of 0.75″ of latitude and 1.125″ of longitude, of which every cell is a multiple.
#include "engine/model/mesh_code.hpp"

#include <cmath>

namespace machi {
namespace {

constexpr double lat_units_per_deg = 4800.0;
constexpr double lon_units_per_deg = 3200.0;
constexpr double first_longitude_deg = 100.0;
constexpr int lat_limit = 100 * 3200;  ///< two digits of first-level rows
constexpr int lon_limit = 80 * 3200;   ///< to 180° E

constexpr int units_of(MeshLevel level) {
  constexpr int units[] = {3200, 400, 40, 20, 10, 5, 4};
  return units[static_cast<int>(level)];
}

/// Row and column of a point in units; or of a cell's south-west corner.
struct Units {
  int lat{0};
  int lon{0};
};

/// The unit that holds `deg`, so that a cell's own corner (zero_deg + units / per_deg) is always inside it.
int unit_at(double deg, double zero_deg, double per_deg) {
  const double low = std::floor((deg - zero_deg) * per_deg);
  if (zero_deg + (low + 1) / per_deg <= deg) return static_cast<int>(low) + 1;
  return static_cast<int>(zero_deg + low / per_deg <= deg ? low : low - 1);
}

/// One digit below `limit` at `code[index]`, or -1.
int digit(std::string_view code, std::size_t index, int limit) {
  const int value = code[index] - '0';
  return value >= 0 && value < limit ? value : -1;
}

/// Adds the two digits of a row and a column, as the levels second, third and tenth have them.
bool add_pair(std::string_view code, std::size_t index, int limit, int units, Units& corner) {
  const int row = digit(code, index, limit);
  const int column = digit(code, index + 1, limit);
  if (row < 0 || column < 0) return false;
  corner.lat += row * units;
  corner.lon += column * units;
  return true;
}

/// Adds a quadrant digit: 1 south-west, 2 south-east, 3 north-west, 4 north-east.
bool add_quadrant(std::string_view code, std::size_t index, int units, Units& corner) {
  const int quadrant = digit(code, index, 5) - 1;
  if (quadrant < 0) return false;
  corner.lat += (quadrant / 2) * units;
  corner.lon += (quadrant % 2) * units;
  return true;
}

/// Sets the corner from two digits of row and two of column.
bool add_first(std::string_view code, Units& corner) {
  const int row_tens = digit(code, 0, 10);
  const int row_ones = digit(code, 1, 10);
  const int column_tens = digit(code, 2, 8);
  const int column_ones = digit(code, 3, 10);
  if (row_tens < 0 || row_ones < 0 || column_tens < 0 || column_ones < 0) return false;
  corner.lat = (row_tens * 10 + row_ones) * units_of(MeshLevel::first);
  corner.lon = (column_tens * 10 + column_ones) * units_of(MeshLevel::first);
  return true;
}

void append_pair(std::string& code, Units& rest, int units) {
  code += static_cast<char>('0' + rest.lat / units);
  code += static_cast<char>('0' + rest.lon / units);
  rest = {rest.lat % units, rest.lon % units};
}

}  // namespace

int mesh_digits(MeshLevel level) {
  constexpr int digits[] = {4, 6, 8, 9, 10, 11, 10};
  return digits[static_cast<int>(level)];
}

std::optional<MeshCell> mesh_cell(std::string_view code, MeshLevel level) {
  if (static_cast<int>(code.size()) != mesh_digits(level)) return std::nullopt;
  Units corner;
  bool good = add_first(code, corner);
  if (level >= MeshLevel::second) good = good && add_pair(code, 4, 8, units_of(MeshLevel::second), corner);
  if (level >= MeshLevel::third) good = good && add_pair(code, 6, 10, units_of(MeshLevel::third), corner);
  if (level == MeshLevel::tenth) {
    good = good && add_pair(code, 8, 10, units_of(MeshLevel::tenth), corner);
  } else {
    if (level >= MeshLevel::half) good = good && add_quadrant(code, 8, units_of(MeshLevel::half), corner);
    if (level >= MeshLevel::quarter) good = good && add_quadrant(code, 9, units_of(MeshLevel::quarter), corner);
    if (level >= MeshLevel::eighth) good = good && add_quadrant(code, 10, units_of(MeshLevel::eighth), corner);
  }
  if (!good) return std::nullopt;
  return MeshCell{level, corner.lat / lat_units_per_deg, first_longitude_deg + corner.lon / lon_units_per_deg,
                  units_of(level) / lat_units_per_deg, units_of(level) / lon_units_per_deg};
}

std::optional<MeshCell> mesh_cell(std::string_view code) {
  for (const MeshLevel level : {MeshLevel::first, MeshLevel::second, MeshLevel::third, MeshLevel::half,
                                MeshLevel::quarter, MeshLevel::eighth, MeshLevel::tenth}) {
    if (const auto cell = mesh_cell(code, level)) return cell;
  }
  return std::nullopt;
}

std::string mesh_code(double latitude_deg, double longitude_deg, MeshLevel level) {
  const bool inside = latitude_deg >= 0 && latitude_deg < lat_limit / lat_units_per_deg &&
                      longitude_deg >= first_longitude_deg &&
                      longitude_deg < first_longitude_deg + lon_limit / lon_units_per_deg;
  if (!inside) return {};
  Units rest{unit_at(latitude_deg, 0, lat_units_per_deg),
             unit_at(longitude_deg, first_longitude_deg, lon_units_per_deg)};
  std::string code;
  const int first = units_of(MeshLevel::first);
  for (const int part : {rest.lat / first, rest.lon / first}) {
    code += static_cast<char>('0' + part / 10);
    code += static_cast<char>('0' + part % 10);
  }
  rest = {rest.lat % first, rest.lon % first};
  if (level >= MeshLevel::second) append_pair(code, rest, units_of(MeshLevel::second));
  if (level >= MeshLevel::third) append_pair(code, rest, units_of(MeshLevel::third));
  if (level == MeshLevel::tenth) {
    append_pair(code, rest, units_of(MeshLevel::tenth));
    return code;
  }
  for (const MeshLevel finer : {MeshLevel::half, MeshLevel::quarter, MeshLevel::eighth}) {
    if (level < finer) break;
    const int units = units_of(finer);
    code += static_cast<char>('1' + 2 * (rest.lat / units) + rest.lon / units);
    rest = {rest.lat % units, rest.lon % units};
  }
  return code;
}

}  // namespace machi
