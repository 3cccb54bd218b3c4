#include "io/report/map_ground.hpp"

#include <algorithm>
#include <cmath>

#include "io/report/palette.hpp"

namespace machi {
namespace {

constexpr std::uint64_t map_slice_leaves = 16384;

// Sums of what lies on each pixel of the picture.
struct GroundPixels {
  std::vector<Colour> colour;
  std::vector<float> weight;
  std::vector<float> height_m;
  std::vector<float> height_weight;
  explicit GroundPixels(const Canvas& canvas)
      : colour(static_cast<std::size_t>(canvas.width()) * static_cast<std::size_t>(canvas.height())),
        weight(colour.size()),
        height_m(colour.size()),
        height_weight(colour.size()) {}
  void add(std::size_t pixel, const Colour& cell, float terrain_m, float share) {
    colour[pixel].red += cell.red * share;
    colour[pixel].green += cell.green * share;
    colour[pixel].blue += cell.blue * share;
    weight[pixel] += share;
    if (std::isnan(terrain_m)) return;
    height_m[pixel] += terrain_m * share;
    height_weight[pixel] += share;
  }
};

class CellColours {
 public:
  CellColours(const CityFileSummary& summary, MapLayer layer)
      : layer_(layer), low_m_(summary.terrain_min_m), range_m_(std::max(summary.terrain_max_m - low_m_, 1.0F)) {}

  Colour of(const Grid& grid, std::size_t cell) const {
    const float rise = std::isnan(grid.terrain_m[cell]) ? 0 : (grid.terrain_m[cell] - low_m_) / range_m_;
    const Colour plain = palette::cover_colour(grid.cover[cell], std::clamp(rise, 0.0F, 1.0F));
    const bool is_water = grid.cover[cell] == Cover::water;
    if (layer_ == MapLayer::slope && !is_water)
      return palette::slopes[palette::step_of(palette::slopes, grid.slope_percent[cell])].colour;
    if (layer_ == MapLayer::water && !is_water) {
      std::uint16_t depth_cm = 0;
      for (const Hazard& hazard : grid.hazards) depth_cm = std::max(depth_cm, hazard.depth_cm[cell]);
      const float depth_m = static_cast<float>(depth_cm) / 100;
      if (depth_m > 0) return mix(plain, palette::depths[palette::step_of(palette::depths, depth_m)].colour, 0.85F);
    }
    if (layer_ == MapLayer::network && !is_water) return mix(plain, palette::paper, 0.5F);
    return plain;
  }

 private:
  MapLayer layer_;
  float low_m_;
  float range_m_;
};

// Adds a cell to the pixels under it, in proportion to how much of each it covers.
void add_cell(GroundPixels& ground, const Canvas& canvas, Pixel corner, double side, const Colour& colour,
              float terrain_m) {
  const int x0 = std::max(0, static_cast<int>(std::floor(corner.x)));
  const int y0 = std::max(0, static_cast<int>(std::floor(corner.y)));
  const int x1 = std::min(canvas.width() - 1, static_cast<int>(std::floor(corner.x + side)));
  const int y1 = std::min(canvas.height() - 1, static_cast<int>(std::floor(corner.y + side)));
  for (int y = y0; y <= y1; ++y) {
    const double high = std::min<double>(y + 1, corner.y + side) - std::max<double>(y, corner.y);
    for (int x = x0; x <= x1; ++x) {
      const double wide = std::min<double>(x + 1, corner.x + side) - std::max<double>(x, corner.x);
      const auto share = static_cast<float>(wide * high);
      const auto pixel =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width()) + static_cast<std::size_t>(x);
      if (share > 0) ground.add(pixel, colour, terrain_m, share);
    }
  }
}

void add_leaves(GroundPixels& ground, const Canvas& canvas, const MapFrame& frame, const Grid& grid,
                const CellColours& colours) {
  const double side = grid.frame.cell_mm / frame.mm_per_pixel;
  const double soft = side > 1.2 ? 0.35 * side : 0;  // cells larger than pixels run into each other a little
  for (std::size_t i = 0; i < grid.keys.size(); ++i) {
    const LeafXY leaf = grid.frame.leaf(grid.keys[i]);
    const Pixel corner = frame.at(double{1} * leaf.x * grid.frame.leaf_mm(), double{1} * leaf.y * grid.frame.leaf_mm());
    for (int cell = 0; cell < leaf_cells; ++cell) {
      const std::size_t index = i * leaf_cells + static_cast<std::size_t>(cell);
      const int column = cell % leaf_side;
      const int row = cell / leaf_side;
      const Pixel at{corner.x + column * side - soft, corner.y - (row + 1) * side - soft};
      add_cell(ground, canvas, at, side + 2 * soft, colours.of(grid, index), grid.terrain_m[index]);
    }
  }
}

// Mean over `radius` pixels on both sides along rows (step 1) or columns (step = stride), weights kept beside.
void blur_lines(std::vector<float>& value, std::vector<float>& weight, int lines, int length, std::ptrdiff_t line_step,
                std::ptrdiff_t step, int radius) {
  std::vector<double> sum(static_cast<std::size_t>(length) + 1);
  std::vector<double> mass(sum.size());
  for (int line = 0; line < lines; ++line) {
    float* const v = value.data() + line * line_step;
    float* const w = weight.data() + line * line_step;
    for (int i = 0; i < length; ++i) {
      const auto k = static_cast<std::size_t>(i);
      sum[k + 1] = sum[k] + static_cast<double>(v[i * step]);
      mass[k + 1] = mass[k] + static_cast<double>(w[i * step]);
    }
    for (int i = 0; i < length; ++i) {
      const auto from = static_cast<std::size_t>(std::max(0, i - radius));
      const auto to = static_cast<std::size_t>(std::min(length, i + radius + 1));
      v[i * step] = static_cast<float>(sum[to] - sum[from]);
      w[i * step] = static_cast<float>(mass[to] - mass[from]);
    }
  }
}

// Light on each pixel; 1 on level ground.
std::vector<float> relief(GroundPixels& ground, const Canvas& canvas, const MapFrame& frame,
                          const CityFileSummary& summary) {
  const int width = canvas.width();
  const int height = canvas.height();
  // Ground between the bases of buildings is no more than a guess, so its detail is smoothed away.
  const auto dem = summary.terrain_source_cells[static_cast<std::size_t>(TerrainSource::dem)];
  const double detail_m = 2 * dem > summary.cells() ? 8 : 24;
  const int radius = std::clamp(static_cast<int>(std::lround(detail_m / frame.metres_per_pixel())), 1, 40);
  for (int pass = 0; pass < 2; ++pass) {
    blur_lines(ground.height_m, ground.height_weight, height, width, width, 1, radius);
    blur_lines(ground.height_m, ground.height_weight, width, height, 1, width, radius);
  }
  const double extent_m = frame.map_width * frame.metres_per_pixel();
  const double range_m = std::max(1.0, static_cast<double>(summary.terrain_max_m - summary.terrain_min_m));
  const double steeper = std::clamp(0.1 * extent_m / range_m, 1.0, 5.0);
  std::vector<float> light(ground.colour.size(), 1);
  const auto level = [&](std::ptrdiff_t i) {
    const auto k = static_cast<std::size_t>(i);
    return static_cast<double>(ground.height_m[k]) / static_cast<double>(ground.height_weight[k]);
  };
  const auto known = [&](std::ptrdiff_t i) { return ground.height_weight[static_cast<std::size_t>(i)] > 0; };
  for (int y = 1; y + 1 < height; ++y) {
    for (int x = 1; x + 1 < width; ++x) {
      const std::ptrdiff_t i = std::ptrdiff_t{y} * width + x;
      if (!known(i - 1) || !known(i + 1) || !known(i - width) || !known(i + width)) continue;
      const double dx = (level(i + 1) - level(i - 1)) / 2 / frame.metres_per_pixel() * steeper;
      const double dy = (level(i + width) - level(i - width)) / 2 / frame.metres_per_pixel() * steeper;
      // Light from the upper left, 45° high: direction (-1, -1, √2) / 2.
      const double cosine = (dx + dy + std::sqrt(2.0)) / 2 / std::sqrt(dx * dx + dy * dy + 1);
      light[static_cast<std::size_t>(i)] =
          static_cast<float>(std::clamp(1 + 0.75 * (cosine - std::sqrt(0.5)), 0.6, 1.15));
    }
  }
  return light;
}

}  // namespace

void draw_ground(Canvas& canvas, const MapFrame& frame, const H5Input& file, const CityFileSummary& summary,
                 MapLayer layer) {
  GroundPixels ground(canvas);
  const CellColours colours(summary, layer);
  each_grid_slice(file, map_slice_leaves, [&](const Grid& grid) { add_leaves(ground, canvas, frame, grid, colours); });
  const std::vector<float> light = relief(ground, canvas, frame, summary);
  for (int y = 0; y < canvas.height(); ++y) {
    for (int x = 0; x < canvas.width(); ++x) {
      const auto i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(canvas.width()) + static_cast<std::size_t>(x);
      if (ground.weight[i] <= 0) continue;
      const Colour mean = scaled(ground.colour[i], light[i] / ground.weight[i]);
      canvas.blend(x, y, mean, std::min(ground.weight[i], 1.0F));
    }
  }
}

}  // namespace machi
