/// \file  A largest depth that rises once the water has arrived.
#include <algorithm>
#include <cmath>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"
#include "engine/hazard/water_layer.hpp"

namespace machi {
namespace {

class RiseLayer final : public WaterLayer {
 public:
  RiseLayer(const LeafDomain& leaves, const RiseSource& source) : leaves_(&leaves), source_(source) {
    if (source.depth_cm.size() != std::size_t{leaves.own()} * leaf_cells)
      throw RunError("the largest depths of '" + source.name + "' are not one per own cell");
    if (!source.front) return;
    const WaveFront& front = *source.front;
    const double length = std::sqrt(front.towards_x * front.towards_x + front.towards_y * front.towards_y);
    if (!(length > 0) || !(front.speed_m_s > 0))
      throw RunError("the front of '" + source.name + "' has no direction or no speed");
    delay_x_s_mm_ = front.towards_x / length / (1000 * front.speed_m_s);
    delay_y_s_mm_ = front.towards_y / length / (1000 * front.speed_m_s);
  }

  std::string name() const override { return source_.name; }
  std::string place() const override { return "its largest depth is 0 in every cell"; }
  bool touches(std::uint32_t own_leaf) const override {
    const auto depths = source_.depth_cm.subspan(std::size_t{own_leaf} * leaf_cells, leaf_cells);
    return std::any_of(depths.begin(), depths.end(), [](std::uint16_t depth) { return depth > 0; });
  }
  bool has_velocity() const override { return false; }
  double last_change_s(double) const override { return -infinity; }
  void set_time(double time_s) override { time_s_ = time_s; }

  std::uint32_t state(std::uint32_t own_leaf) const override {
    // Arrival is a plane cut off at arrival_s, so the corners of the leaf hold its extremes.
    double earliest = infinity, latest = -infinity;
    for (const std::size_t corner : {0, leaf_side - 1, leaf_cells - leaf_side, leaf_cells - 1}) {
      const double arrival = arrival_s(own_leaf, corner);
      earliest = std::min(earliest, arrival);
      latest = std::max(latest, arrival);
    }
    if (time_s_ < earliest) return dry;
    return time_s_ >= latest + source_.rise_s ? 1 : moving;
  }

  void pour(std::uint32_t own_leaf, LeafWater& into) const override {
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      const std::uint16_t largest = source_.depth_cm[std::size_t{own_leaf} * leaf_cells + c];
      if (largest == 0) continue;
      pour_cell(into, c, rounded_cm(largest * share(time_s_ - arrival_s(own_leaf, c))), 0);
    }
  }

  void first_wet(std::uint32_t own_leaf, std::uint64_t cells, std::uint16_t least_cm,
                 std::span<double, leaf_cells> wet_s) const override {
    for (std::size_t c = 0; c < leaf_cells; ++c) {
      if ((cells >> c & 1) == 0) continue;
      const std::uint16_t largest = source_.depth_cm[std::size_t{own_leaf} * leaf_cells + c];
      if (largest < least_cm || largest == 0) continue;
      const double part = (least_cm - 0.5) / largest;
      wet_s[c] = std::min(wet_s[c], arrival_s(own_leaf, c) + std::max(part, 0.0) * std::max(source_.rise_s, 0.0));
    }
  }

 private:
  double share(double since_s) const {
    if (since_s < 0) return 0;
    return since_s >= source_.rise_s ? 1 : since_s / source_.rise_s;
  }
  double arrival_s(std::uint32_t own_leaf, std::size_t cell) const {
    if (!source_.front) return source_.arrival_s;
    const LeafXY leaf = leaves_->leaf(own_leaf);
    const std::int64_t cell_mm = leaves_->frame().cell_mm;
    const auto centre = [&](std::int32_t leaf_at, std::size_t in_leaf) {
      return (std::int64_t{leaf_at} * leaf_side + static_cast<std::int64_t>(in_leaf)) * cell_mm + cell_mm / 2;
    };
    const auto x = static_cast<double>(centre(leaf.x, cell % leaf_side) - source_.front->x_mm);
    const auto y = static_cast<double>(centre(leaf.y, cell / leaf_side) - source_.front->y_mm);
    return source_.arrival_s + std::max(x * delay_x_s_mm_ + y * delay_y_s_mm_, 0.0);
  }

  const LeafDomain* leaves_;
  RiseSource source_;
  double delay_x_s_mm_{0};
  double delay_y_s_mm_{0};
  double time_s_{-infinity};
};

}  // namespace

std::unique_ptr<WaterLayer> make_layer(const LeafDomain& leaves, std::span<const float>, const RiseSource& source) {
  return std::make_unique<RiseLayer>(leaves, source);
}

}  // namespace machi
