#include "engine/grid/terrain_surface.hpp"

#include <algorithm>
#include <cmath>

#include "engine/grid/leaf_box.hpp"

namespace machi {
namespace {

constexpr std::int64_t most_squares = std::int64_t{1} << 20;
constexpr std::int32_t highest_mm = 16'000'000;
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

}  // namespace

// What is known of each square. Kinds are ordered, so that the largest over all ranks is the one to name.
struct TerrainSurface::Sums {
  std::vector<std::int64_t> sum;
  std::vector<std::int64_t> count;
  std::vector<std::int64_t> kind;  ///< 2 building bases, 1 roads, 0 neither
};

TerrainSurface::TerrainSurface(const Comm& comm, const LeafDomain& domain, std::span<const TerrainSample> samples,
                               std::span<const float> terrain_m) {
  if (!place(comm, domain)) return;
  const std::size_t size = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  Sums sums{std::vector<std::int64_t>(size), std::vector<std::int64_t>(size), std::vector<std::int64_t>(size)};
  add(domain, samples, sums);
  add(domain, terrain_m, sums);
  comm.sum(sums.sum);
  comm.sum(sums.count);
  comm.max(sums.kind);
  if (std::all_of(sums.count.begin(), sums.count.end(), [](std::int64_t n) { return n == 0; })) return;
  sources_.resize(size);
  std::transform(sums.kind.begin(), sums.kind.end(), sources_.begin(), [](std::int64_t kind) {
    return kind == 2 ? TerrainSource::building_base : kind == 1 ? TerrainSource::road : TerrainSource::interpolated;
  });
  sums.kind = {};
  height_m_ = pull_push({columns_, rows_, std::move(sums.sum), std::move(sums.count)});
}

// Lays the squares over the bounding box of all ranks' leaves; false where there is none.
bool TerrainSurface::place(const Comm& comm, const LeafDomain& domain) {
  if (domain.total() == 0) return false;
  LeafBox box;
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf) box.add(domain.leaf(leaf));
  std::array<std::int64_t, 4> far{-std::int64_t{box.first.x}, -std::int64_t{box.first.y}, box.last.x, box.last.y};
  comm.max(far);
  const auto square = [&](std::int64_t leaf) { return static_cast<std::int32_t>(leaf >> level_); };
  for (level_ = 2;; ++level_) {
    x_ = square(-far[0]);
    y_ = square(-far[1]);
    columns_ = square(far[2]) - x_ + 1;
    rows_ = square(far[3]) - y_ + 1;
    if (std::int64_t{columns_} * rows_ <= most_squares) return true;
  }
}

std::size_t TerrainSurface::square(LeafXY leaf) const {
  const auto x = static_cast<std::size_t>((leaf.x >> level_) - x_);
  const auto y = static_cast<std::size_t>((leaf.y >> level_) - y_);
  return y * static_cast<std::size_t>(columns_) + x;
}

void TerrainSurface::add(const LeafDomain& domain, std::span<const TerrainSample> samples, Sums& sums) const {
  for (const TerrainSample& sample : samples) {
    if (sample.point.z_mm < -highest_mm || sample.point.z_mm > highest_mm) continue;
    const LeafXY leaf = domain.frame().leaf_at(sample.point.x_mm, sample.point.y_mm);
    const std::int32_t x = (leaf.x >> level_) - x_;
    const std::int32_t y = (leaf.y >> level_) - y_;
    if (x < 0 || y < 0 || x >= columns_ || y >= rows_) continue;
    const std::size_t at = square(leaf);
    sums.sum[at] += sample.point.z_mm * units_per_mm;
    sums.count[at] += 1;
    sums.kind[at] = std::max<std::int64_t>(sums.kind[at], sample.kind == TerrainSource::building_base ? 2 : 1);
  }
}

void TerrainSurface::add(const LeafDomain& domain, std::span<const float> terrain_m, Sums& sums) const {
  for (std::uint32_t leaf = 0; leaf < domain.own(); ++leaf) {
    std::int64_t sum = 0;
    std::int64_t count = 0;
    for (const float height_m : terrain_m.subspan(std::size_t{leaf} * leaf_cells, leaf_cells)) {
      const bool known = !std::isnan(height_m);
      sum += known ? static_cast<std::int64_t>(height_m * 256.0F) : 0;
      count += known ? 1 : 0;
    }
    const std::size_t at = square(domain.leaf(leaf));
    sums.sum[at] += sum * units_per_256th;
    sums.count[at] += count;
  }
}

TerrainSource TerrainSurface::source(LeafXY leaf) const {
  return sources_[square(leaf)];
}

std::array<float, leaf_cells> TerrainSurface::heights_m(LeafXY leaf) const {
  // A leaf lies in one patch between four centres, for centres lie on corners of leaves. In halves of a leaf's cell:
  const std::int32_t side = leaf_side << (level_ + 1);  // of a square
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
  const auto x = patch(leaf.x, x_, columns_);
  const auto y = patch(leaf.y, y_, rows_);
  const auto columns = static_cast<std::size_t>(columns_);
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
