#include "io/synth/geodesy.hpp"

#include <proj.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/core/error.hpp"

namespace machi::synth {
namespace {

constexpr double patch_m = 1024;
constexpr int margin_patches = 2;

using Cubic = std::array<std::array<double, 4>, 4>;

/// Where a cubic is fixed: the Chebyshev points of [-1, 1], which keep the error even.
constexpr std::array<double, 4> nodes{-0.92387953251128674, -0.38268343236508977, 0.38268343236508977,
                                      0.92387953251128674};

/// Row i holds the value at each node's share in the coefficient of x^i (Lagrange's polynomials, written out).
Cubic coefficients_of_values() {
  Cubic result{};
  for (std::size_t k = 0; k < 4; ++k) {
    std::array<double, 4> polynomial{1, 0, 0, 0};
    for (std::size_t m = 0; m < 4; ++m) {
      if (m == k) continue;
      const double scale = 1 / (nodes[k] - nodes[m]);
      for (std::size_t i = 3; i > 0; --i) polynomial[i] = scale * (polynomial[i - 1] - nodes[m] * polynomial[i]);
      polynomial[0] *= -scale * nodes[m];
    }
    for (std::size_t i = 0; i < 4; ++i) result[i][k] = polynomial[i];
  }
  return result;
}

Cubic fit(const Cubic& weights, const Cubic& values) {
  Cubic half{}, result{};
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t y = 0; y < 4; ++y)
      for (std::size_t x = 0; x < 4; ++x) half[i][y] += weights[i][x] * values[x][y];
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j)
      for (std::size_t y = 0; y < 4; ++y) result[i][j] += weights[j][y] * half[i][y];
  return result;
}

double value_of(const Cubic& c, double x, double y) {
  double sum = 0;
  for (std::size_t i = 4; i-- > 0;) sum = sum * x + (((c[i][3] * y + c[i][2]) * y + c[i][1]) * y + c[i][0]);
  return sum;
}

struct ProjDeleter {
  void operator()(PJ* transform) const { proj_destroy(transform); }
};

}  // namespace

Mesh mesh_at(const LatLon& point) {
  return {static_cast<std::int32_t>(std::floor(point.lat_deg * 120)),
          static_cast<std::int32_t>(std::floor(point.lon_deg * 80))};
}

std::string Mesh::second_code() const {
  const std::int32_t east = column - 8000;
  return std::to_string(row / 80) + std::to_string(east / 80) + std::to_string(row / 10 % 8) +
         std::to_string(east / 10 % 8);
}

std::string Mesh::code() const {
  return second_code() + std::to_string(row % 10) + std::to_string((column - 8000) % 10);
}

std::uint64_t quarter_mesh_code(const LatLon& point) {
  const Mesh mesh = mesh_at(point);
  const auto north = static_cast<int>((point.lat_deg * 120 - mesh.row) * 4);
  const auto east = static_cast<int>((point.lon_deg * 80 - mesh.column) * 4);
  const int half = 1 + (north / 2) * 2 + east / 2;
  const int quarter = 1 + (north % 2) * 2 + east % 2;
  return std::stoull(mesh.code()) * 100 + static_cast<std::uint64_t>(10 * half + quarter);
}

Geodesy::Geodesy(const TownPoint& low, const TownPoint& high)
    : first_column_(static_cast<int>(std::floor(low.x_m / patch_m)) - margin_patches),
      first_row_(static_cast<int>(std::floor(low.y_m / patch_m)) - margin_patches),
      columns_(static_cast<int>(std::floor(high.x_m / patch_m)) + margin_patches + 1 - first_column_),
      rows_(static_cast<int>(std::floor(high.y_m / patch_m)) + margin_patches + 1 - first_row_) {
  const std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context(proj_context_create(),
                                                                             proj_context_destroy);
  proj_log_level(context.get(), PJ_LOG_NONE);
  const std::unique_ptr<PJ, ProjDeleter> raw(proj_create_crs_to_crs(context.get(), "EPSG:6677", "EPSG:6668", nullptr));
  const std::unique_ptr<PJ, ProjDeleter> transform(raw ? proj_normalize_for_visualization(context.get(), raw.get())
                                                       : nullptr);
  if (!transform) throw RunError("PROJ does not know EPSG:6677 (is its database proj.db installed?). Run machi doctor");
  const Cubic weights = coefficients_of_values();
  for (int row = 0; row < rows_; ++row)
    for (int column = 0; column < columns_; ++column) {
      Cubic lat{}, lon{};
      for (std::size_t x = 0; x < 4; ++x)
        for (std::size_t y = 0; y < 4; ++y) {
          const double east = origin_east_m + (first_column_ + column + 0.5 + 0.5 * nodes[x]) * patch_m;
          const double north = origin_north_m + (first_row_ + row + 0.5 + 0.5 * nodes[y]) * patch_m;
          const PJ_COORD found = proj_trans(transform.get(), PJ_FWD, proj_coord(east, north, 0, 0));
          lon[x][y] = found.xy.x;
          lat[x][y] = found.xy.y;
        }
      patches_.push_back({fit(weights, lat), fit(weights, lon)});
    }
}

LatLon Geodesy::at(const TownPoint& point) const {
  const int column = std::clamp(static_cast<int>(std::floor(point.x_m / patch_m)) - first_column_, 0, columns_ - 1);
  const int row = std::clamp(static_cast<int>(std::floor(point.y_m / patch_m)) - first_row_, 0, rows_ - 1);
  const Patch& patch =
      patches_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column)];
  const double x = 2 * (point.x_m / patch_m - (first_column_ + column)) - 1;
  const double y = 2 * (point.y_m / patch_m - (first_row_ + row)) - 1;
  return {value_of(patch.lat, x, y), value_of(patch.lon, x, y)};
}

}  // namespace machi::synth
