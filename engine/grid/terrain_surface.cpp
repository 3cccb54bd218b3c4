#include "engine/grid/terrain_surface.hpp"

#include <algorithm>
#include <cmath>

#include "engine/grid/leaf_box.hpp"
#include "engine/grid/plane.hpp"

namespace machi {
namespace {

constexpr std::int64_t most_squares = std::int64_t{1} << 20;
// Heights are summed in 1/256000 m, of which 1 mm and 1/256 m are whole multiples.
constexpr double units_per_m = 256'000.0;
constexpr std::int64_t units_per_mm = 256;
constexpr std::int64_t units_per_256th = 1000;

// One level of the pyramid of means.
struct Level {
  std::int32_t columns{0};
  std::int32_t rows{0};
  std::vector<std::int64_t> sum;
  std::vector<std::int64_t> count;
  std::size_t at(std::int32_t x, std::int32_t y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x);
  }
};

Level coarser(const Level& fine) {
  Level coarse{(fine.columns + 1) / 2, (fine.rows + 1) / 2, {}, {}};
  const std::size_t size = static_cast<std::size_t>(coarse.columns) * static_cast<std::size_t>(coarse.rows);
  coarse.sum.assign(size, 0);
  coarse.count.assign(size, 0);
  for (std::int32_t y = 0; y < fine.rows; ++y) {
    for (std::int32_t x = 0; x < fine.columns; ++x) {
      coarse.sum[coarse.at(x / 2, y / 2)] += fine.sum[fine.at(x, y)];
      coarse.count[coarse.at(x / 2, y / 2)] += fine.count[fine.at(x, y)];
    }
  }
  return coarse;
}

// Heights of a level: its own means, else bilinear between the coarser level's.
std::vector<double> pushed(const Level& fine, const Level& coarse, const std::vector<double>& coarse_m) {
  std::vector<double> height_m(fine.sum.size());
  for (std::int32_t y = 0; y < fine.rows; ++y) {
    // The centre of a square lies a quarter from its parent's centre towards the next parent.
    const std::int32_t parent_y = y / 2;
    const std::int32_t next_y = std::clamp(parent_y + (y % 2 == 0 ? -1 : 1), 0, coarse.rows - 1);
    for (std::int32_t x = 0; x < fine.columns; ++x) {
      const std::size_t at = fine.at(x, y);
      if (fine.count[at] != 0) {
        height_m[at] = static_cast<double>(fine.sum[at]) / (static_cast<double>(fine.count[at]) * units_per_m);
        continue;
      }
      const std::int32_t parent_x = x / 2;
      const std::int32_t next_x = std::clamp(parent_x + (x % 2 == 0 ? -1 : 1), 0, coarse.columns - 1);
      const double here = 0.75 * coarse_m[coarse.at(parent_x, parent_y)] + 0.25 * coarse_m[coarse.at(next_x, parent_y)];
      const double next = 0.75 * coarse_m[coarse.at(parent_x, next_y)] + 0.25 * coarse_m[coarse.at(next_x, next_y)];
      height_m[at] = 0.75 * here + 0.25 * next;
    }
  }
  return height_m;
}

std::vector<double> pull_push(Level finest) {
  std::vector<Level> levels;
  levels.push_back(std::move(finest));
  while (levels.back().columns > 1 || levels.back().rows > 1) levels.push_back(coarser(levels.back()));
  const Level& top = levels.back();
  std::vector<double> height_m = pushed(top, top, {});  // one square, which has samples
  for (std::size_t level = levels.size() - 1; level-- > 0;)
    height_m = pushed(levels[level], levels[level + 1], height_m);
  return height_m;
}

// Lays the squares over the bounding box of all ranks' leaves; none where there is no leaf.
TerrainSquares lay_squares(const Comm& comm, const GridFrame& frame, std::span<const LeafKey> keys) {
  TerrainSquares squares;
  if (!comm.any(!keys.empty())) return squares;
  LeafBox box;
  for (const LeafKey key : keys) box.add(frame.leaf(key));
  std::array<std::int64_t, 4> far{-std::int64_t{box.first.x}, -std::int64_t{box.first.y}, box.last.x, box.last.y};
  comm.max(far);
  for (squares.level = 2;; ++squares.level) {
    const auto square = [&](std::int64_t leaf) { return static_cast<std::int32_t>(leaf >> squares.level); };
    squares.x = square(-far[0]);
    squares.y = square(-far[1]);
    squares.columns = square(far[2]) - squares.x + 1;
    squares.rows = square(far[3]) - squares.y + 1;
    if (std::int64_t{squares.columns} * squares.rows <= most_squares) return squares;
  }
}

TerrainSums sums_of(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                    std::span<const float> terrain_m) {
  TerrainSums sums(comm, domain.frame(), domain.keys());
  sums.add(samples);
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf)
    sums.add(domain.leaf(leaf), terrain_m.subspan(std::size_t{leaf} * leaf_cells, leaf_cells));
  return sums;
}

}  // namespace

std::size_t TerrainSquares::at(LeafXY leaf) const {
  return static_cast<std::size_t>((leaf.y >> level) - y) * static_cast<std::size_t>(columns) +
         static_cast<std::size_t>((leaf.x >> level) - x);
}

TerrainSums::TerrainSums(const Comm& comm, const GridFrame& frame, std::span<const LeafKey> keys)
    : frame_(frame),
      squares_(lay_squares(comm, frame, keys)),
      sum_(squares_.size()),
      count_(squares_.size()),
      kind_(squares_.size()) {}

void TerrainSums::add(std::span<const TerrainSample> samples) {
  for (const TerrainSample& sample : samples) {
    if (!is_height(sample.point.z_mm)) continue;
    const LeafXY leaf = frame_.leaf_at(sample.point.x_mm, sample.point.y_mm);
    const std::int32_t x = (leaf.x >> squares_.level) - squares_.x;
    const std::int32_t y = (leaf.y >> squares_.level) - squares_.y;
    if (x < 0 || y < 0 || x >= squares_.columns || y >= squares_.rows) continue;
    const std::size_t at = squares_.at(leaf);
    sum_[at] += sample.point.z_mm * units_per_mm;
    count_[at] += 1;
    kind_[at] = std::max<std::int64_t>(kind_[at], sample.kind == TerrainSource::building_base ? 2 : 1);
  }
}

void TerrainSums::add(LeafXY leaf, std::span<const float> height_m) {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (const float height : height_m) {
    const bool known = !std::isnan(height);
    sum += known ? static_cast<std::int64_t>(height * 256.0F) : 0;
    count += known ? 1 : 0;
  }
  const std::size_t at = squares_.at(leaf);
  sum_[at] += sum * units_per_256th;
  count_[at] += count;
}

TerrainSurface::TerrainSurface(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                               std::span<const float> terrain_m)
    : TerrainSurface(comm, sums_of(comm, domain, samples, terrain_m)) {}

TerrainSurface::TerrainSurface(const Comm& comm, TerrainSums sums) : squares_(sums.squares_) {
  if (squares_.size() == 0) return;
  comm.sum(sums.sum_);
  comm.sum(sums.count_);
  comm.max(sums.kind_);
  if (std::all_of(sums.count_.begin(), sums.count_.end(), [](std::int64_t n) { return n == 0; })) return;
  sources_.resize(squares_.size());
  std::transform(sums.kind_.begin(), sums.kind_.end(), sources_.begin(), [](std::int64_t kind) {
    return kind == 2 ? TerrainSource::building_base : kind == 1 ? TerrainSource::road : TerrainSource::interpolated;
  });
  sums.kind_ = {};
  height_m_ = pull_push({squares_.columns, squares_.rows, std::move(sums.sum_), std::move(sums.count_)});
}

TerrainSource TerrainSurface::source(LeafXY leaf) const {
  return sources_[squares_.at(leaf)];
}

std::array<float, leaf_cells> TerrainSurface::heights_m(LeafXY leaf) const {
  // A leaf lies in one patch between four centres, for centres lie on corners of leaves. In halves of a leaf's cell:
  const std::int32_t side = leaf_side << (squares_.level + 1);  // of a square
  const auto patch = [&](std::int32_t leaf_index, std::int32_t first, std::int32_t count) {
    const std::int32_t from_centre = leaf_index * 2 * leaf_side - first * side - side / 2;
    const std::int32_t low = from_centre < 0 ? -1 : from_centre / side;
    struct Patch {
      std::size_t low, high;
      double at, step;
    };
    return Patch{static_cast<std::size_t>(std::max(low, 0)), static_cast<std::size_t>(std::min(low + 1, count - 1)),
                 (from_centre - low * side + 1) / static_cast<double>(side), 2 / static_cast<double>(side)};
  };
  const auto x = patch(leaf.x, squares_.x, squares_.columns);
  const auto y = patch(leaf.y, squares_.y, squares_.rows);
  const auto columns = static_cast<std::size_t>(squares_.columns);
  const double south_west = height_m_[y.low * columns + x.low];
  const double south_east = height_m_[y.low * columns + x.high];
  const double north_west = height_m_[y.high * columns + x.low];
  const double north_east = height_m_[y.high * columns + x.high];
  std::array<float, leaf_cells> result{};
  for (std::size_t row = 0; row < leaf_side; ++row) {
    const double v = y.at + y.step * static_cast<double>(row);
    const double west = south_west + v * (north_west - south_west);
    const double east = south_east + v * (north_east - south_east);
    for (std::size_t column = 0; column < leaf_side; ++column) {
      const double u = x.at + x.step * static_cast<double>(column);
      const double height_256th = (west + u * (east - west)) * 256.0;
      result[row * leaf_side + column] = static_cast<float>(std::floor(height_256th + 0.5) / 256.0);
    }
  }
  return result;
}

}  // namespace machi
