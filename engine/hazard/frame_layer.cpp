/// \file  Water in frames, laid over the cells of the city.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"
#include "engine/hazard/water_layer.hpp"
#include "engine/model/city.hpp"

namespace machi {
namespace {

std::int64_t floor_divided(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// The columns and rows of frames under the cells of a leaf; -1 outside the grid.
struct Under {
  std::array<std::int64_t, leaf_side> column;
  std::array<std::int64_t, leaf_side> row;
};

class FrameLayer final : public WaterLayer {
 public:
  FrameLayer(const LeafDomain& leaves, std::span<const float> terrain_m, const FrameSource& source)
      : leaves_(&leaves),
        terrain_m_(terrain_m),
        source_(source),
        frames_(*source.frames),
        level_cm_(source.level_cm.empty() ? frames_.level_cm : source.level_cm) {
    const std::size_t values = frames_.time_s.size() * plane();
    const bool fits = !frames_.time_s.empty() && frames_.cell_mm > 0 && level_cm_.size() == values &&
                      (source.velocity_cm_s.empty() || source.velocity_cm_s.size() == values);
    if (!fits) throw RunError("water frames '" + frames_.name + "' have no times, or not a value per time and cell");
    if (source.meaning == FrameMeaning::level && terrain_m.size() != std::size_t{leaves.own()} * leaf_cells)
      throw RunError("water frames '" + frames_.name + "' are levels, but there is no terrain per own cell");
    lowest_cm_.resize(leaves.own());
    for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) lowest_cm_[leaf] = lowest_ground_cm(leaf);
    FrameLayer::set_time(0);
  }

  std::string name() const override { return frames_.name; }
  std::string place() const override {
    const auto metres = [](std::int64_t mm) { return std::to_string(floor_divided(mm + 500, 1000)); };
    const std::int64_t east = frames_.x_mm + std::int64_t{frames_.columns} * frames_.cell_mm;
    const std::int64_t north = frames_.y_mm + std::int64_t{frames_.rows} * frames_.cell_mm;
    return "its grid covers x " + metres(frames_.x_mm) + " … " + metres(east) + " m, y " + metres(frames_.y_mm) +
           " … " + metres(north) + " m";
  }
  bool touches(std::uint32_t own_leaf) const override {
    const Under under = under_leaf(own_leaf);
    const auto in = [](std::int64_t k) { return k >= 0; };
    return std::any_of(under.column.begin(), under.column.end(), in) &&
           std::any_of(under.row.begin(), under.row.end(), in);
  }
  bool has_velocity() const override { return !source_.velocity_cm_s.empty(); }

  double last_change_s(double time_s) const override {
    const auto later = std::upper_bound(frames_.time_s.begin(), frames_.time_s.end(), time_s - source_.event_s);
    return later == frames_.time_s.begin() ? -infinity : static_cast<double>(*(later - 1)) + source_.event_s;
  }

  void set_time(double time_s) override {
    const double event_s = time_s - source_.event_s;
    const auto later = std::upper_bound(frames_.time_s.begin(), frames_.time_s.end(), event_s);
    const auto count = static_cast<std::size_t>(later - frames_.time_s.begin());
    shown_ = count > 0 || source_.before == BeforeFirst::as_first;
    now_ = count > 0 ? count - 1 : 0;
    next_ = count > 0 && count < frames_.time_s.size() ? count : now_;
    share_ = next_ == now_ ? 0 : (event_s - time(now_)) / (time(next_) - time(now_));
  }

  std::uint32_t state(std::uint32_t own_leaf) const override {
    if (!shown_) return dry;
    const Under under = under_leaf(own_leaf);
    double highest = -infinity;
    bool changes = has_velocity();
    for_blocks(under, [&](std::size_t cell) {
      const std::int16_t a = level_cm_[now_ * plane() + cell];
      if (a == missing_int) return;
      highest = std::max(highest, value(cell));
      const std::int16_t b = level_cm_[next_ * plane() + cell];
      changes = changes || (b != missing_int && b != a);
    });
    if (!(highest - lowest_cm_[own_leaf] >= 0.5)) return dry;
    return changes && next_ != now_ ? moving : static_cast<std::uint32_t>(now_ + 1);
  }

  void pour(std::uint32_t own_leaf, LeafWater& into) const override {
    if (!shown_) return;
    std::size_t last = std::numeric_limits<std::size_t>::max();
    double surface_cm = 0;
    std::uint16_t speed_cm_s = 0;
    for_cells(own_leaf, [&](std::size_t c, std::size_t cell) {
      if (cell != last) {
        last = cell;
        const bool wet = level_cm_[now_ * plane() + cell] != missing_int;
        surface_cm = wet ? value(cell) : -infinity;
        speed_cm_s = wet ? velocity_cm_s(cell) : std::uint16_t{0};
      }
      pour_cell(into, c, rounded_cm(surface_cm - ground_cm(own_leaf, c)), speed_cm_s);
    });
  }

  void first_wet(std::uint32_t own_leaf, std::uint16_t least_cm, std::span<double, leaf_cells> wet_s) const override {
    std::vector<Rise> rises;  // of the few cells of the frames that lie over the leaf
    for_cells(own_leaf, [&](std::size_t c, std::size_t cell) {
      const double least = least_cm - 0.5 + ground_cm(own_leaf, c);
      auto rise = std::find_if(rises.begin(), rises.end(), [cell](const Rise& one) { return one.cell == cell; });
      if (rise == rises.end()) rise = rises.insert(rise, rise_of(cell));
      wet_s[c] = std::min(wet_s[c], first_at_least(*rise, least) + source_.event_s);
    });
  }

 private:
  std::size_t plane() const { return std::size_t{frames_.rows} * frames_.columns; }
  double time(std::size_t frame) const { return static_cast<double>(frames_.time_s[frame]); }

  double ground_cm(std::uint32_t own_leaf, std::size_t c) const {
    if (source_.meaning == FrameMeaning::depth) return 0;
    if (source_.meaning == FrameMeaning::level_over_plane) return source_.plane_cm;
    return 100.0 * static_cast<double>(terrain_m_[std::size_t{own_leaf} * leaf_cells + c]);
  }
  double lowest_ground_cm(std::uint32_t own_leaf) const {
    double lowest = infinity;
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      const double ground = ground_cm(own_leaf, c);
      if (ground < lowest) lowest = ground;  // not where it is not a number
    }
    return lowest;
  }

  Under under_leaf(std::uint32_t own_leaf) const {
    const LeafXY leaf = leaves_->leaf(own_leaf);
    const std::int64_t cell_mm = leaves_->frame().cell_mm;
    const auto fill = [&](std::array<std::int64_t, leaf_side>& into, std::int64_t leaf_at, std::int32_t origin_mm,
                          std::uint32_t count) {
      const std::int64_t first = leaf_at * leaf_side * cell_mm + cell_mm / 2 - origin_mm;
      std::int64_t k = floor_divided(first, frames_.cell_mm);
      std::int64_t beyond = first - k * frames_.cell_mm;
      for (std::int64_t& at : into) {
        at = k >= 0 && k < count ? k : -1;
        beyond += cell_mm;
        if (beyond < frames_.cell_mm) continue;  // divisions cost more than all the rest
        k += beyond / frames_.cell_mm;
        beyond %= frames_.cell_mm;
      }
    };
    Under under{};
    fill(under.column, leaf.x, frames_.x_mm, frames_.columns);
    fill(under.row, leaf.y, frames_.y_mm, frames_.rows);
    return under;
  }
  // Calls visit(frame cell) once for each that lies under the leaf.
  template <class Visit>
  void for_blocks(const Under& under, const Visit& visit) const {
    for (std::size_t y = 0; y < leaf_side; ++y) {
      if (under.row[y] < 0 || (y > 0 && under.row[y] == under.row[y - 1])) continue;
      for (std::size_t x = 0; x < leaf_side; ++x)
        if (under.column[x] >= 0 && (x == 0 || under.column[x] != under.column[x - 1]))
          visit(static_cast<std::size_t>(under.row[y]) * frames_.columns + static_cast<std::size_t>(under.column[x]));
    }
  }
  // Calls visit(cell of the leaf, frame cell).
  template <class Visit>
  void for_cells(std::uint32_t own_leaf, const Visit& visit) const {
    const Under under = under_leaf(own_leaf);
    for (std::size_t y = 0; y < leaf_side; ++y)
      for (std::size_t x = 0; x < leaf_side; ++x)
        if (under.row[y] >= 0 && under.column[x] >= 0)
          visit(y * leaf_side + x,
                static_cast<std::size_t>(under.row[y]) * frames_.columns + static_cast<std::size_t>(under.column[x]));
  }

  double value(std::size_t cell) const {
    const std::int16_t a = level_cm_[now_ * plane() + cell];
    const std::int16_t b = level_cm_[next_ * plane() + cell];
    return b == missing_int ? a : a + (b - a) * share_;
  }
  std::uint16_t velocity_cm_s(std::size_t cell) const {
    if (!has_velocity()) return 0;
    const int a = source_.velocity_cm_s[now_ * plane() + cell];
    if (level_cm_[next_ * plane() + cell] == missing_int) return static_cast<std::uint16_t>(a);
    return rounded_cm(a + (source_.velocity_cm_s[next_ * plane() + cell] - a) * share_);
  }
  // First time on the frames' clock at which a cell's value is at least `least`; comparisons with an unknown ground are
  // false.
  /// The highest level of a cell up to each frame.
  struct Rise {
    std::size_t cell{0};
    std::vector<std::int16_t> highest_cm;
  };
  Rise rise_of(std::size_t cell) const {
    static_assert(missing_int == std::numeric_limits<std::int16_t>::min());
    Rise rise{cell, std::vector<std::int16_t>(frames_.time_s.size())};
    std::int16_t highest = missing_int;
    for (std::size_t f = 0; f < rise.highest_cm.size(); ++f)
      rise.highest_cm[f] = highest = std::max(highest, level_cm_[f * plane() + cell]);
    return rise;
  }
  double first_at_least(const Rise& rise, double least) const {
    const auto found =
        std::partition_point(rise.highest_cm.begin(), rise.highest_cm.end(),
                             [least](std::int16_t level) { return level == missing_int || !(level >= least); });
    if (found == rise.highest_cm.end()) return infinity;
    const auto f = static_cast<std::size_t>(found - rise.highest_cm.begin());
    const std::int16_t b = *found;
    const std::int16_t a = f > 0 ? level_cm_[(f - 1) * plane() + rise.cell] : missing_int;
    if (a == missing_int) return time(f);
    return time(f - 1) + (least - a) / (b - a) * (time(f) - time(f - 1));
  }

  const LeafDomain* leaves_;
  std::span<const float> terrain_m_;
  FrameSource source_;
  const WaterFrames& frames_;
  std::span<const std::int16_t> level_cm_;  ///< [frames × rows × columns]
  std::vector<double> lowest_cm_;           ///< [own] of the known ground; infinity where none is known
  bool shown_{false};                       ///< whether there is any water yet
  std::size_t now_{0};
  std::size_t next_{0};
  double share_{0};  ///< of the way from frame now_ to next_
};

}  // namespace

std::uint16_t rounded_cm(double depth_cm) {
  if (!(depth_cm >= 0.5)) return 0;
  return static_cast<std::uint16_t>(std::min(depth_cm + 0.5, 65535.0));  // above 0 to cut off is to round down
}

std::unique_ptr<WaterLayer> make_layer(const LeafDomain& leaves, std::span<const float> terrain_m,
                                       const FrameSource& source) {
  return std::make_unique<FrameLayer>(leaves, terrain_m, source);
}

}  // namespace machi
