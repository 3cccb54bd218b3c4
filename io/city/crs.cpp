#include "io/city/crs.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "io/city/proj_handles.hpp"
#include "kernels/quadratic_map/quadratic_map.hpp"

namespace machi {
namespace {

constexpr double tile_deg = 0.01;
constexpr double tile_m = 1000;
constexpr double max_height_m = 1e6;
constexpr double max_projected_m = 1e8;
constexpr double max_fit_error_m = 20e-6;
// Tiles that are remembered; a city has some hundred.
constexpr std::size_t max_tiles = 16384;
// Points that go through the kernel at once.
constexpr std::size_t block = 256;
constexpr std::size_t nodes = 4;

// The horizontal part of a CRS by its EPSG code.
ProjObject horizontal_crs(const ProjContext& context, int epsg) {
  ProjObject crs(
      proj_create_from_database(context.get(), "EPSG", std::to_string(epsg).c_str(), PJ_CATEGORY_CRS, 0, nullptr));
  if (crs && proj_get_type(crs.get()) == PJ_TYPE_COMPOUND_CRS)
    crs.reset(proj_crs_get_sub_crs(context.get(), crs.get(), 0));
  if (!crs)
    throw InputError(fmt::format("EPSG:{}", epsg),
                     "is no coordinate reference system that PROJ knows. Correct srsName");
  return crs;
}

bool is_geographic(const PJ* crs) {
  const PJ_TYPE type = proj_get_type(crs);
  return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

bool first_axis_points_north(const ProjContext& context, const PJ* crs) {
  const ProjObject system(proj_crs_get_coordinate_system(context.get(), crs));
  const char* direction = nullptr;
  if (!system || proj_cs_get_axis_info(context.get(), system.get(), 0, nullptr, nullptr, &direction, nullptr, nullptr,
                                       nullptr, nullptr) == 0)
    return false;
  return direction != nullptr && std::strcmp(direction, "north") == 0;
}

std::int32_t to_mm(double metres) {
  constexpr double bound = std::numeric_limits<std::int32_t>::max();
  const double mm = std::floor(metres * 1000 + 0.5);
  return static_cast<std::int32_t>(mm > bound ? bound : mm < -bound ? -bound : mm);
}

// Chebyshev nodes in [-1, 1].
std::array<double, nodes> chebyshev_nodes() {
  std::array<double, nodes> u{};
  for (std::size_t k = 0; k < nodes; ++k)
    u[k] = std::cos(std::numbers::pi * static_cast<double>(2 * k + 1) / static_cast<double>(2 * nodes));
  return u;
}

// The quadratic through values at the 4 × 4 nodes, by discrete orthogonality of the Chebyshev polynomials T0, T1, T2.
std::array<double, 6> fit_quadratic(const std::array<double, nodes * nodes>& values) {
  static const std::array<double, nodes> u = chebyshev_nodes();
  const auto t = [&](int order, std::size_t k) { return order == 0 ? 1.0 : order == 1 ? u[k] : 2 * u[k] * u[k] - 1; };
  const auto coefficient = [&](int i, int j) {
    double sum = 0;
    for (std::size_t a = 0; a < nodes; ++a)
      for (std::size_t b = 0; b < nodes; ++b) sum += values[a * nodes + b] * t(i, a) * t(j, b);
    return sum * (i == 0 ? 1 : 2) * (j == 0 ? 1 : 2) / static_cast<double>(nodes * nodes);
  };
  const double c20 = coefficient(2, 0);
  const double c02 = coefficient(0, 2);
  return {coefficient(0, 0) - c20 - c02, coefficient(1, 0), coefficient(0, 1), 2 * c20, coefficient(1, 1), 2 * c02};
}

}  // namespace

struct LocalCrs::State {
  struct Tile {
    bool fitted{false};
    kernels::QuadraticMap map;
  };
  struct TileKey {
    std::int64_t first{0};
    std::int64_t second{0};
    friend bool operator==(const TileKey&, const TileKey&) = default;
  };
  struct TileHash {
    std::size_t operator()(const TileKey& key) const {
      return static_cast<std::size_t>(static_cast<std::uint64_t>(key.first) * 0x9E3779B97F4A7C15ULL ^
                                      static_cast<std::uint64_t>(key.second) * 0xC2B2AE3D27D4EB4FULL);
    }
  };

  State(int source_epsg, int target_epsg) {
    const ProjObject source = horizontal_crs(context, source_epsg);
    const ProjObject target = horizontal_crs(context, target_epsg);
    geographic = is_geographic(source.get());
    first_is_north = first_axis_points_north(context, source.get());
    tile_size = geographic ? tile_deg : tile_m;
    const ProjObject raw(proj_create_crs_to_crs_from_pj(context.get(), source.get(), target.get(), nullptr, nullptr));
    if (raw) transformation.reset(proj_normalize_for_visualization(context.get(), raw.get()));
    if (!transformation)
      throw InputError(
          fmt::format("EPSG:{}", source_epsg),
          fmt::format("cannot be converted into EPSG:{}. Correct srsName, or choose another --crs", target_epsg));
  }

  bool is_on_earth(const Position& p) const {
    const double north = first_is_north ? p.first : p.second;
    const double east = first_is_north ? p.second : p.first;
    return std::abs(north) <= (geographic ? 90 : max_projected_m) &&
           std::abs(east) <= (geographic ? 180 : max_projected_m) && std::abs(p.height_m) <= max_height_m;
  }

  std::optional<EastNorth> project(double first, double second) {
    const PJ_COORD from = first_is_north ? proj_coord(second, first, 0, 0) : proj_coord(first, second, 0, 0);
    const PJ_COORD to = proj_trans(transformation.get(), PJ_FWD, from);
    if (!std::isfinite(to.xy.x) || !std::isfinite(to.xy.y)) return std::nullopt;
    return EastNorth{to.xy.x, to.xy.y};
  }

  TileKey key_of(const Position& p) const {
    return {static_cast<std::int64_t>(std::floor(p.first / tile_size)),
            static_cast<std::int64_t>(std::floor(p.second / tile_size))};
  }

  // Whether a position lies in the tile, and so on Earth; may refuse one on its very edge.
  bool holds(const TileKey& key, const Position& p) const {
    const double first_low = static_cast<double>(key.first) * tile_size;
    const double second_low = static_cast<double>(key.second) * tile_size;
    return p.first > first_low && p.first < first_low + tile_size && p.second > second_low &&
           p.second < second_low + tile_size && std::abs(p.height_m) <= max_height_m;
  }

  const Tile& tile(const TileKey& key) {
    if (const auto it = tiles.find(key); it != tiles.end()) return it->second;
    if (tiles.size() >= max_tiles) tiles.clear();
    return tiles.emplace(key, fit(key)).first->second;
  }

  Tile fit(const TileKey& key) {
    Tile tile;
    kernels::QuadraticMap& map = tile.map;
    const double half = 0.5 * tile_size;
    map.centre_first = (static_cast<double>(key.first) + 0.5) * tile_size;
    map.centre_second = (static_cast<double>(key.second) + 0.5) * tile_size;
    map.per_first = map.per_second = 1 / half;
    static const std::array<double, nodes> u = chebyshev_nodes();
    std::array<double, nodes * nodes> east{};
    std::array<double, nodes * nodes> north{};
    for (std::size_t a = 0; a < nodes; ++a) {
      for (std::size_t b = 0; b < nodes; ++b) {
        const auto point = project(map.centre_first + half * u[a], map.centre_second + half * u[b]);
        if (!point) return tile;
        east[a * nodes + b] = point->east_m;
        north[a * nodes + b] = point->north_m;
      }
    }
    map.x = fit_quadratic(east);
    map.y = fit_quadratic(north);
    tile.fitted = fits(map, half);
    return tile;
  }

  // Compares the map with PROJ where a quadratic errs most: the corners, the middles of the sides, the centre.
  bool fits(const kernels::QuadraticMap& map, double half) {
    for (const int a : {-1, 0, 1}) {
      for (const int b : {-1, 0, 1}) {
        const std::array<double, 1> first{map.centre_first + a * half};
        const std::array<double, 1> second{map.centre_second + b * half};
        std::array<double, 1> x{};
        std::array<double, 1> y{};
        kernels::quadratic_map(map, first, second, x, y);
        const auto point = project(first[0], second[0]);
        if (!point || std::hypot(point->east_m - x[0], point->north_m - y[0]) > max_fit_error_m) return false;
      }
    }
    return true;
  }

  // Positions of one tile, at most `block` of them, into metres.
  bool convert(const Tile& tile, std::span<const Position> positions) {
    const std::size_t count = positions.size();
    if (tile.fitted) {
      for (std::size_t i = 0; i < count; ++i) {
        block_first[i] = positions[i].first;
        block_second[i] = positions[i].second;
      }
      kernels::quadratic_map(tile.map, std::span(block_first).first(count), std::span(block_second).first(count),
                             std::span(block_east).first(count), std::span(block_north).first(count));
      return true;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto point = project(positions[i].first, positions[i].second);
      if (!point) return false;
      block_east[i] = point->east_m;
      block_north[i] = point->north_m;
    }
    return true;
  }

  ProjContext context{quiet_context()};
  ProjObject transformation;
  bool geographic{true};
  bool first_is_north{true};
  double tile_size{tile_deg};
  std::unordered_map<TileKey, Tile, TileHash> tiles;
  std::array<double, block> block_first{};
  std::array<double, block> block_second{};
  std::array<double, block> block_east{};
  std::array<double, block> block_north{};
};

LocalCrs::LocalCrs(int source_epsg, int target_epsg) : state_(std::make_unique<State>(source_epsg, target_epsg)) {}
LocalCrs::~LocalCrs() = default;

bool LocalCrs::to_local_mm(std::span<const Position> positions, double origin_east_m, double origin_north_m,
                           std::span<PointMm> points) {
  State& state = *state_;
  for (std::size_t begin = 0; begin < positions.size();) {
    if (!state.is_on_earth(positions[begin])) return false;
    const State::TileKey key = state.key_of(positions[begin]);
    const std::size_t last = std::min(positions.size(), begin + block);
    std::size_t end = begin + 1;
    while (end < last && state.holds(key, positions[end])) ++end;
    if (!state.convert(state.tile(key), positions.subspan(begin, end - begin))) return false;
    for (std::size_t i = begin; i < end; ++i)
      points[i] = {to_mm(state.block_east[i - begin] - origin_east_m),
                   to_mm(state.block_north[i - begin] - origin_north_m), to_mm(positions[i].height_m)};
    begin = end;
  }
  return true;
}

std::optional<LocalCrs::EastNorth> LocalCrs::exact(const Position& position) {
  if (!state_->is_on_earth(position)) return std::nullopt;
  return state_->project(position.first, position.second);
}

int LocalCrs::choose_epsg(double lat_deg, double lon_deg) {
  if (const auto zone = plane_rectangular_zone(lat_deg, lon_deg)) return 6668 + *zone;
  const double wrapped = lon_deg - 360 * std::floor((lon_deg + 180) / 360);
  const int zone = std::min(60, 1 + static_cast<int>(std::floor((wrapped + 180) / 6)));
  return (lat_deg < 0 ? 32700 : 32600) + zone;
}

std::optional<LatLon> LocalCrs::to_lat_lon(int source_epsg, const Position& position) {
  State state(source_epsg, 4326);
  if (!state.is_on_earth(position)) return std::nullopt;
  const auto place = state.project(position.first, position.second);
  if (!place) return std::nullopt;
  return LatLon{place->north_m, place->east_m};
}

}  // namespace machi
