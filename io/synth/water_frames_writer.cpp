#include "io/synth/water_frames_writer.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "engine/core/error.hpp"
#include "io/synth/output.hpp"

namespace machi::synth {
namespace {

constexpr double cell_m = 10;
constexpr int tile_cells = 64;
constexpr std::int16_t dry_value = -32768;
constexpr int tiles_a_round = 16;  // of each rank

/// Cells of a water file, counted from the south-western corner, in the town's own metres.
struct Grid {
  TownPoint corner;
  int columns{0};
  int rows{0};
  int tiles_u() const { return (columns + tile_cells - 1) / tile_cells; }
  int tiles_v() const { return (rows + tile_cells - 1) / tile_cells; }
};

/// The part of the board that the water may cover.
PlanRect reach_of(const World& world, Flood flood) {
  PlanRect reach = world.town.extent();
  reach.v0_m = -250;
  if (flood == Flood::tsunami) reach.v1_m = std::min(reach.v1_m, Water::tsunami_reach_m);
  return reach;
}

Grid grid_of(const World& world, const PlanRect& reach) {
  TownPoint low{1e18, 1e18}, high{-1e18, -1e18};
  const WarpPatch patch(world.town.warp(), reach);
  for (const TownPoint& point : patch.outline(reach)) {
    low = {std::min(low.x_m, point.x_m), std::min(low.y_m, point.y_m)};
    high = {std::max(high.x_m, point.x_m), std::max(high.y_m, point.y_m)};
  }
  Grid grid;
  grid.corner = {100 * std::floor(low.x_m / 100), 100 * std::floor(low.y_m / 100)};
  grid.columns = static_cast<int>(std::ceil((high.x_m - grid.corner.x_m) / cell_m));
  grid.rows = static_cast<int>(std::ceil((high.y_m - grid.corner.y_m) / cell_m));
  return grid;
}

std::string deflated(const std::vector<std::int16_t>& values) {
  const uLong size = static_cast<uLong>(values.size() * sizeof(std::int16_t));
  uLongf bound = compressBound(size);
  std::string packed(bound, '\0');
  // Little-endian as the machine's own: every machine that Machi builds on is.
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &bound, reinterpret_cast<const Bytef*>(values.data()), size,
                1) != Z_OK)
    throw RunError("zlib could not compress a block of water levels (out of memory?)");
  packed.resize(bound);
  return packed;
}

/// The blocks of one tile, frame by frame; empty where the tile is dry.
std::vector<std::string> tile_blocks(const World& world, Flood flood, const Grid& grid, const PlanRect& reach, int tile,
                                     const std::vector<double>& times_s) {
  const int column0 = tile % grid.tiles_u() * tile_cells, row0 = tile / grid.tiles_u() * tile_cells;
  const TownPoint south_west{grid.corner.x_m + column0 * cell_m, grid.corner.y_m + row0 * cell_m};
  const double side = tile_cells * cell_m, margin = Warp::largest_shift_m;
  const WarpPatch patch(world.town.warp(), {south_west.x_m - margin, south_west.y_m - margin,
                                            south_west.x_m + side + margin, south_west.y_m + side + margin});
  std::vector<std::optional<WaterPoint>> points(tile_cells * tile_cells);
  bool any = false;
  for (int row = 0; row < std::min(tile_cells, grid.rows - row0); ++row)
    for (int column = 0; column < std::min(tile_cells, grid.columns - column0); ++column) {
      const PlanPoint at =
          patch.to_plan({south_west.x_m + (column + 0.5) * cell_m, south_west.y_m + (row + 0.5) * cell_m});
      if (at.u_m < reach.u0_m || at.u_m > reach.u1_m || at.v_m < reach.v0_m || at.v_m > reach.v1_m) continue;
      const double ground = world.town.terrain().height_m(at);
      const Water& water = world.town.water();
      const WaterPoint point =
          flood == Flood::tsunami ? water.tsunami_point(at, ground) : water.flood_point(at, ground);
      if (point.never) continue;
      points[static_cast<std::size_t>(row * tile_cells + column)] = point;
      any = true;
    }
  std::vector<std::string> blocks(times_s.size());
  if (!any) return blocks;
  std::vector<std::int16_t> values(points.size());
  for (std::size_t frame = 0; frame < times_s.size(); ++frame) {
    bool wet = false;
    for (std::size_t k = 0; k < points.size(); ++k) {
      const double level = points[k] ? world.town.water().level_m(*points[k], times_s[frame]) : Water::dry;
      values[k] = level == Water::dry ? dry_value : static_cast<std::int16_t>(std::lround(100 * level));
      wet |= level != Water::dry;
    }
    if (wet) blocks[frame] = deflated(values);
  }
  return blocks;
}

std::string header_of(Flood flood, const Grid& grid, const std::vector<double>& times_s) {
  const bool tsunami = flood == Flood::tsunami;
  std::string times;
  for (const double t : times_s) times += fmt::format("{}{:.0f}", times.empty() ? "" : ",", t);
  std::string header = fmt::format(
      R"x({{"format":"machi water frames","version":1,"name":"{}","kind":"{}","attribution":"Machi synth (fictitious)",)x"
      R"x("epsg":{},"origin_east_m":{:.0f},"origin_north_m":{:.0f},"cell_m":{:.0f},"columns":{},"rows":{},"tile":{},)x"
      R"x("unit":"cm","datum":"T.P.","dry":{},"times_s":[{}]}})x",
      tsunami ? "海町市津波（架空）" : "町川洪水（架空、想定最大規模）", tsunami ? "tsunami" : "river_flood",
      Geodesy::epsg, Geodesy::origin_east_m + grid.corner.x_m, Geodesy::origin_north_m + grid.corner.y_m, cell_m,
      grid.columns, grid.rows, tile_cells, dry_value, times);
  header.append((4 - header.size() % 4) % 4, ' ');
  const auto size = static_cast<std::uint32_t>(header.size());
  return "MACHIWF1" + std::string(reinterpret_cast<const char*>(&size), 4) + header;
}

std::string_view bytes_of(const std::vector<std::uint64_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint64_t)};
}

/// One file in the making: rounds of tiles are computed by all ranks at once and written behind one another.
class FramesFile {
 public:
  FramesFile(const Comm& comm, const World& world, Flood flood)
      : comm_(comm),
        world_(world),
        flood_(flood),
        reach_(reach_of(world, flood)),
        grid_(grid_of(world, reach_)),
        times_s_(flood == Flood::tsunami ? Water::tsunami_times_s() : Water::flood_times_s()),
        tiles_(grid_.tiles_u() * grid_.tiles_v()) {}

  std::int64_t write(const std::string& path) {
    const std::string header = header_of(flood_, grid_, times_s_);
    index_at_ = header.size();
    end_ = index_at_ + 8 * (blocks_before(tiles_) + 1);
    comm_.agree([&] {
      if (!comm_.first()) return;
      file_.emplace(path, true);
      file_->write(header, 0);
    });
    comm_.agree([&] {
      if (!comm_.first()) file_.emplace(path, false);
    });
    for (int round = 0; round < tiles_; round += tiles_a_round * comm_.size()) write_round(round);
    comm_.agree([&] {
      if (comm_.first()) file_->write(bytes_of({end_}), index_at_ + 8 * blocks_before(tiles_));
      file_->close();
    });
    return static_cast<std::int64_t>(end_);
  }

 private:
  std::uint64_t blocks_before(int tile) const { return static_cast<std::uint64_t>(tile) * times_s_.size(); }

  /// The blocks of my tiles of a round, tile by tile; none for tiles beyond the last.
  std::vector<std::string> my_blocks(int round) const {
    const int first = round + comm_.rank() * tiles_a_round;
    std::vector<std::vector<std::string>> of_tile(tiles_a_round);
    std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic)
    for (int k = 0; k < tiles_a_round; ++k) {
      try {
        if (first + k < tiles_)
          of_tile[static_cast<std::size_t>(k)] = tile_blocks(world_, flood_, grid_, reach_, first + k, times_s_);
      } catch (...) {
#pragma omp critical
        failure = std::current_exception();
      }
    }
    if (failure) std::rethrow_exception(failure);
    std::vector<std::string> blocks;
    for (auto& tile : of_tile) std::move(tile.begin(), tile.end(), std::back_inserter(blocks));
    return blocks;
  }

  void write_round(int round) {
    std::vector<std::string> blocks;
    comm_.agree([&] { blocks = my_blocks(round); });
    std::vector<std::uint64_t> sizes;
    for (const std::string& block : blocks) sizes.push_back(block.size());
    const std::uint64_t before_mine =
        static_cast<std::uint64_t>(comm_.sum_below(static_cast<std::int64_t>(sizes.size())));
    const std::vector<std::uint64_t> all = comm_.all_gather_of<std::uint64_t>(sizes);
    std::vector<std::uint64_t> offsets;
    for (const std::uint64_t size : all) {
      offsets.push_back(end_);
      end_ += size;
    }
    comm_.agree([&] {
      for (std::size_t k = 0; k < blocks.size(); ++k) file_->write(blocks[k], offsets[before_mine + k]);
      if (comm_.first()) file_->write(bytes_of(offsets), index_at_ + 8 * blocks_before(round));
    });
  }

  const Comm& comm_;
  const World& world_;
  Flood flood_;
  PlanRect reach_;
  Grid grid_;
  std::vector<double> times_s_;
  int tiles_;
  std::uint64_t index_at_{0};
  std::uint64_t end_{0};  ///< where the next block goes; the same on all ranks
  std::optional<SharedFile> file_;
};

}  // namespace

std::int64_t write_water_frames(const Comm& comm, const World& world, Flood flood, const std::string& path) {
  return FramesFile(comm, world, flood).write(path);
}

}  // namespace machi::synth
