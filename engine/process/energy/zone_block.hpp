/// \file  Up to 16 zones of one shape, laid out for the kernel.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/core/aligned_vector.hpp"
#include "engine/energy/thermal_zone.hpp"
#include "engine/energy/zone_day.hpp"
#include "engine/process/energy/zone_state.hpp"
#include "kernels/zone_hour/zone_hour.hpp"

namespace machi {

/// Nodes of each element; zones of one shape can share a block.
using ZoneShape = std::vector<std::uint32_t>;
ZoneShape shape_of(const ThermalZone& zone);

/// Columns of one block and its state. Real is float in a run; double is for measuring against it. Lanes without a zone
/// stay at rest.
template <class Real>
class ZoneBlock {
 public:
  static constexpr std::size_t lanes = kernels::zone_lanes;
  using Column = AlignedVector<Real>;

  /// 1 … 16 zones of the same shape, which it takes its columns from; all nodes begin at `start_C`.
  ZoneBlock(std::span<const ThermalZone* const> zones, double step_s, double start_C);

  std::size_t size() const { return rows_.size(); }
  std::size_t elements() const { return shape_.size(); }
  /// ThermalZone::row of a zone.
  std::uint32_t row(std::size_t lane) const { return rows_[lane]; }
  std::size_t node_of(std::size_t element) const { return first_node_[element]; }

  /// Runs `steps` steps with what stands in the columns of the hour; the rows of the day's columns begin at
  /// `first_step`. Adds the means of the steps, times their number, to the sums.
  void run(std::size_t first_step, std::size_t steps);
  /// The same with what acts on the zones wherever it stands, and no sums.
  void run(const kernels::ZoneForcing<Real>& forcing, std::size_t steps, const kernels::ZoneMeans<Real>& means) {
    kernels::zone_hour(batch(), forcing, steps, means);
  }

  // What the caller fills in, temperatures counted from kernels::zone_zero_C, [elements][lanes], [lanes] and [steps of
  // a day][lanes].
  struct Columns {
    Column ambient_C, outer_W, inner_W;
    Column supply_C, air_gain_W, star_gain_W;
    Column air_change_W_K, heat_to_C, cool_to_C, heat_most_W, cool_most_W;
  };
  Columns columns;
  /// Sets what a zone's users ask for, the same every day.
  void set_day(std::size_t lane, const ZoneDay& day);
  /// The same for the steps of one hour, with power up to these.
  void set_hour(std::size_t lane, const ZoneDay& day, std::size_t first_step, std::size_t steps, float heat_most_W,
                float cool_most_W);

  // State, and sums over the steps since clear_sums(); temperatures counted as above.
  Column node_C, air_C, star_C;
  Column heating_W, cooling_W, air_sum_C;
  void clear_sums();
  /// The state of one lane; `nodes` [nodes of the zone].
  void keep(std::size_t lane, ZoneState& state, std::span<float> nodes) const;
  void go_on(std::size_t lane, const ZoneState& state, std::span<const float> nodes);
  bool finite() const { return all_finite(node_C) && all_finite(air_C) && all_finite(star_C); }

 private:
  void set_zone(std::size_t lane, const ThermalZone& zone, double step_s);
  double set_chain(std::size_t lane, std::size_t e, const ThermalElement& element, double step_s);
  kernels::ZoneBatch<Real> batch();

  std::vector<std::uint32_t> rows_;
  ZoneShape shape_;
  std::vector<std::uint32_t> first_node_;
  std::vector<std::uint32_t> order_;  ///< elements by their number of nodes
  Column hold_, pass_, carry_;        // [nodes][lanes]
  Column outer_, inner_, outside_, emission_, radiative_, inside_air_, inside_star_;  // [elements][lanes]
  Column air_storage_, air_pivot_, star_, star_share_, star_inverse_;                 // [lanes]
  Column mean_heating_, mean_cooling_, mean_air_;                                     // [lanes]
};

extern template class ZoneBlock<float>;
extern template class ZoneBlock<double>;

}  // namespace machi
