#include "engine/climate/skyline.hpp"

#include <cmath>
#include <numbers>

#include "engine/core/constants.hpp"

namespace machi {
namespace {

using std::numbers::pi;
constexpr double cell_m = Skyline::cell_m;
constexpr double step_off_m = 1e-6;

double azimuth_apart(double a_deg, double b_deg) {
  const double apart = std::abs(std::fmod(a_deg - b_deg, 360));
  return apart > 180 ? 360 - apart : apart;
}

bool is_in(const BuildingPrism& prism, double x_m, double y_m) {
  bool inside = false;
  for (const std::vector<PointMm>& ring : prism.rings)
    for (std::size_t k = 0; k < ring.size(); ++k) {
      const PointMm& a = ring[k];
      const PointMm& b = ring[(k + 1) % ring.size()];
      const double ay = 1e-3 * a.y_mm, by = 1e-3 * b.y_mm;
      if ((ay > y_m) == (by > y_m)) continue;
      const double x = 1e-3 * a.x_mm + (y_m - ay) / (by - ay) * 1e-3 * (static_cast<double>(b.x_mm) - a.x_mm);
      if (x > x_m) inside = !inside;
    }
  return inside;
}

/// Cells that a straight line passes.
template <class Visit>
void walk_cells(double ax, double ay, double bx, double by, const Visit& visit) {
  auto i = static_cast<std::int64_t>(std::floor(ax / cell_m));
  auto j = static_cast<std::int64_t>(std::floor(ay / cell_m));
  const auto i_end = static_cast<std::int64_t>(std::floor(bx / cell_m));
  const auto j_end = static_cast<std::int64_t>(std::floor(by / cell_m));
  const double dx = bx - ax, dy = by - ay;
  const std::int64_t di = dx > 0 ? 1 : -1, dj = dy > 0 ? 1 : -1;
  const auto border = [](std::int64_t cell, std::int64_t step) {
    return static_cast<double>(cell + (step > 0)) * cell_m;
  };
  double ti = dx != 0 ? (border(i, di) - ax) / dx : 2;
  double tj = dy != 0 ? (border(j, dj) - ay) / dy : 2;
  const double step_i = dx != 0 ? cell_m / std::abs(dx) : 0, step_j = dy != 0 ? cell_m / std::abs(dy) : 0;
  const std::int64_t steps = std::abs(i_end - i) + std::abs(j_end - j);
  visit(i, j);
  for (std::int64_t k = 0; k < steps; ++k) {
    if (ti < tj) {
      i += di;
      ti += step_i;
    } else {
      j += dj;
      tj += step_j;
    }
    visit(i, j);
  }
}

}  // namespace

Skyline::Skyline(std::vector<BuildingPrism> prisms, TerrainRaster terrain)
    : prisms_(std::move(prisms)), terrain_(std::move(terrain)) {
  BoxMm box;
  for (const BuildingPrism& prism : prisms_) box.add(prism.box);
  if (!box.empty()) {
    x_m_ = 1e-3 * box.x_min - cell_m;
    y_m_ = 1e-3 * box.y_min - cell_m;
    columns_ = static_cast<std::int64_t>((1e-3 * box.x_max - x_m_) / cell_m) + 2;
    rows_ = static_cast<std::int64_t>((1e-3 * box.y_max - y_m_) / cell_m) + 2;
  }
  for (const float height : terrain_.height_m)
    if (height > highest_ground_m_) highest_ground_m_ = height;
  add_edges();
  index(prisms_);
}

void Skyline::add_edges() {
  for (std::uint32_t p = 0; p < prisms_.size(); ++p) {
    const BuildingPrism& prism = prisms_[p];
    highest_m_ = std::max(highest_m_, prism.top_m);
    for (const std::vector<PointMm>& ring : prism.rings)
      for (std::size_t k = 0; k < ring.size(); ++k) {
        const PointMm& a = ring[k];
        const PointMm& b = ring[(k + 1) % ring.size()];
        edges_.push_back(
            {1e-3 * a.x_mm - x_m_, 1e-3 * a.y_mm - y_m_, 1e-3 * b.x_mm - x_m_, 1e-3 * b.y_mm - y_m_, prism.top_m, p});
      }
  }
}

// Counts, then fills: cells in order of their number, items ascending.
void Skyline::index(std::span<const BuildingPrism> prisms) {
  const auto cells = static_cast<std::size_t>(columns_ * rows_);
  cell_top_m_.assign(cells, -1e9F);
  const auto fill = [&](Cells& table, std::size_t items, const auto& each_cell) {
    table.begin.assign(cells + 1, 0);
    for (std::size_t item = 0; item < items; ++item) each_cell(item, [&](std::size_t c) { ++table.begin[c + 1]; });
    for (std::size_t c = 0; c < cells; ++c) table.begin[c + 1] += table.begin[c];
    table.items.resize(table.begin[cells]);
    std::vector<std::uint32_t> next(table.begin.begin(), table.begin.end() - 1);
    for (std::size_t item = 0; item < items; ++item)
      each_cell(item, [&](std::size_t c) { table.items[next[c]++] = static_cast<std::uint32_t>(item); });
  };
  fill(cell_edges_, edges_.size(), [&](std::size_t item, const auto& visit) {
    const Edge& e = edges_[item];
    walk_cells(e.ax, e.ay, e.bx, e.by, [&](std::int64_t i, std::int64_t j) {
      if (i < 0 || j < 0 || i >= columns_ || j >= rows_) return;
      const auto c = static_cast<std::size_t>(j * columns_ + i);
      cell_top_m_[c] = std::max(cell_top_m_[c], e.top_m);
      visit(c);
    });
  });
  fill(cell_prisms_, prisms.size(), [&](std::size_t item, const auto& visit) {
    const BoxMm& box = prisms[item].box;
    const auto at = [](double value) { return static_cast<std::int64_t>(value / cell_m); };
    for (std::int64_t j = at(1e-3 * box.y_min - y_m_); j <= at(1e-3 * box.y_max - y_m_); ++j)
      for (std::int64_t i = at(1e-3 * box.x_min - x_m_); i <= at(1e-3 * box.x_max - x_m_); ++i)
        visit(static_cast<std::size_t>(j * columns_ + i));
  });
}

double Skyline::top_over(double x_m, double y_m, std::uint32_t self) const {
  const double x = x_m - x_m_, y = y_m - y_m_;
  double top_m = std::numeric_limits<double>::quiet_NaN();
  if (x < 0 || y < 0 || x >= cell_m * static_cast<double>(columns_) || y >= cell_m * static_cast<double>(rows_))
    return top_m;
  const auto c = static_cast<std::size_t>(static_cast<std::int64_t>(y / cell_m) * columns_ +
                                          static_cast<std::int64_t>(x / cell_m));
  for (std::uint32_t k = cell_prisms_.begin[c]; k < cell_prisms_.begin[c + 1]; ++k) {
    const BuildingPrism& prism = prisms_[cell_prisms_.items[k]];
    const auto top = static_cast<double>(prism.top_m);
    if (prism.building != self && !(top_m >= top) && is_in(prism, x_m, y_m)) top_m = top;
  }
  return top_m;
}

// The tangent of the horizon's elevation along a ray, cell by cell; a cell is looked into only where it could rise
// above what has been seen.
double Skyline::tangent(const Viewpoint& from, std::uint32_t self, double dx, double dy, double least) const {
  const double ox = from.x_m - x_m_, oy = from.y_m - y_m_;
  double best = least;
  auto i = static_cast<std::int64_t>(std::floor(ox / cell_m));
  auto j = static_cast<std::int64_t>(std::floor(oy / cell_m));
  const std::int64_t di = dx > 0 ? 1 : -1, dj = dy > 0 ? 1 : -1;
  constexpr double never = 1e18;
  const double step_i = dx != 0 ? cell_m / std::abs(dx) : never, step_j = dy != 0 ? cell_m / std::abs(dy) : never;
  double ti = dx != 0 ? (static_cast<double>(i + (di > 0)) * cell_m - ox) / dx : never;
  double tj = dy != 0 ? (static_cast<double>(j + (dj > 0)) * cell_m - oy) / dy : never;
  double entered = 0;
  const double rise_most = static_cast<double>(highest_m_) - from.z_m;
  while (entered < reach_m && rise_most > best * entered) {
    if (i >= 0 && j >= 0 && i < columns_ && j < rows_) {
      const auto c = static_cast<std::size_t>(j * columns_ + i);
      if (static_cast<double>(cell_top_m_[c]) - from.z_m > best * entered)
        for (std::uint32_t k = cell_edges_.begin[c]; k < cell_edges_.begin[c + 1]; ++k) {
          const Edge& e = edges_[cell_edges_.items[k]];
          const double rise = static_cast<double>(e.top_m) - from.z_m;
          if (rise <= 0) continue;
          const double ex = e.bx - e.ax, ey = e.by - e.ay;
          const double cross = dx * ey - dy * ex;
          if (cross == 0) continue;
          const double px = e.ax - ox, py = e.ay - oy;
          const double t = (px * ey - py * ex) / cross;
          const double u = (px * dy - py * dx) / cross;
          if (t < step_off_m || t > reach_m || u < 0 || u > 1 || prisms_[e.prism].building == self) continue;
          if (rise > best * t) best = rise / t;
        }
    }
    entered = std::min(ti, tj);
    if (ti < tj) {
      i += di;
      ti += step_i;
    } else {
      j += dj;
      tj += step_j;
    }
  }
  return best;
}

double Skyline::terrain_tangent(const Viewpoint& from, double dx, double dy, double least) const {
  double best = least;
  const double rise_most = static_cast<double>(highest_ground_m_) - from.z_m;
  for (double t = 2 * terrain_.cell_m; t < terrain_reach_m && rise_most > best * t; t *= 1.06) {
    const double x = (from.x_m + t * dx - terrain_.x_m) / terrain_.cell_m;
    const double y = (from.y_m + t * dy - terrain_.y_m) / terrain_.cell_m;
    if (x < 0 || y < 0 || x >= static_cast<double>(terrain_.columns) || y >= static_cast<double>(terrain_.rows)) break;
    const float ground = terrain_.height_m[static_cast<std::size_t>(static_cast<std::int64_t>(y) * terrain_.columns +
                                                                    static_cast<std::int64_t>(x))];
    const double rise = static_cast<double>(ground) - from.z_m;
    if (rise > best * t) best = rise / t;
  }
  return best;
}

void Skyline::look(const Viewpoint& from, std::uint32_t self, std::size_t sector, Horizon& elevation_deg) const {
  const double azimuth = (static_cast<double>(sector) + 0.5) * sector_deg * degree;
  const double dx = std::sin(azimuth), dy = std::cos(azimuth);
  const double near = tangent(from, self, dx, dy, 0);
  elevation_deg[sector] = static_cast<float>(std::atan(terrain_tangent(from, dx, dy, near)) / degree);
}

void Skyline::horizon(const Viewpoint& from, std::uint32_t self, Horizon& elevation_deg) const {
  elevation_deg.fill(0);
  for (std::size_t sector = 0; sector < sky_sectors; ++sector) look(from, self, sector, elevation_deg);
}

void Skyline::horizon_before(const Viewpoint& from, double facing_deg, Horizon& elevation_deg) const {
  elevation_deg.fill(0);
  for (std::size_t sector = 0; sector < sky_sectors; ++sector)
    if (azimuth_apart((static_cast<double>(sector) + 0.5) * sector_deg, facing_deg) < 90 + sector_deg / 2)
      look(from, no_building, sector, elevation_deg);
}

FaceView view_past(PlaneFacing facing, std::span<const Horizon> horizons) {
  if (horizons.empty()) return {1, 1, (1 - std::cos(facing.tilt_deg * degree)) / 2};
  constexpr double band_deg = 6.5;
  const double rise = std::cos(facing.tilt_deg * degree), lean = std::sin(facing.tilt_deg * degree);
  double sky = 0, band = 0, whole_band = 0;
  // Of A cos + B sin, times cos, over the elevation.
  const auto integral = [](double a, double b, double from) {
    const auto upto = [&](double e) { return a * (e / 2 + std::sin(2 * e) / 4) + b * std::sin(e) * std::sin(e) / 2; };
    return upto(pi / 2) - upto(from);
  };
  for (std::size_t sector = 0; sector < sky_sectors; ++sector) {
    const double a = lean * std::cos(((static_cast<double>(sector) + 0.5) * sector_deg - facing.azimuth_deg) * degree);
    const double own = a >= 0 ? 0 : (rise > 0 ? std::atan2(-a, rise) : pi / 2);
    for (const Horizon& horizon : horizons) {
      const auto elevation_deg = static_cast<double>(horizon[sector]);
      sky += integral(a, rise, std::max(own, elevation_deg * degree));
      whole_band += std::max(0.0, a);
      if (elevation_deg < band_deg) band += std::max(0.0, a);
    }
  }
  const double count = static_cast<double>(std::max<std::size_t>(1, horizons.size()));
  const double even = (1 + rise) / 2;
  FaceView view;
  const double seen = std::clamp(sky * sector_deg * degree / pi / count, 0.0, even);
  view.sky = seen / even;
  view.horizon = whole_band > 0 ? band / whole_band : 1;
  view.ground = (1 - rise) / 2 + even - seen;
  return view;
}

}  // namespace machi
