#include "engine/process/energy/zone_block.hpp"

#include <algorithm>
#include <numeric>

namespace machi {
namespace {

// The slope of outer faces' emission is taken at this temperature; any near it gives the same balance.
constexpr double emission_slope_K3 = 4 * 288.15 * 288.15 * 288.15;

}  // namespace

ZoneShape shape_of(const ThermalZone& zone) {
  ZoneShape shape;
  for (const ThermalElement& element : zone.elements)
    shape.push_back(static_cast<std::uint32_t>(element.capacity_J_K.size()));
  return shape;
}

template <class Real>
ZoneBlock<Real>::ZoneBlock(std::span<const ThermalZone* const> zones, double step_s, double start_C)
    : shape_(shape_of(*zones[0])), first_node_{0} {
  for (const ThermalZone* zone : zones) rows_.push_back(zone->row);
  for (const std::uint32_t nodes : shape_) first_node_.push_back(first_node_.back() + nodes);
  order_.resize(shape_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return shape_[a] > shape_[b]; });
  const std::size_t nodes = first_node_.back() * lanes;
  const std::size_t faces = shape_.size() * lanes;
  for (Column* column : {&hold_, &pass_, &carry_}) column->assign(nodes, 0);
  node_C.assign(nodes, static_cast<Real>(start_C - kernels::zone_zero_C));
  for (Column* column : {&outer_, &inner_, &outside_, &emission_, &radiative_, &inside_air_, &inside_star_,
                         &columns.ambient_C, &columns.outer_W, &columns.inner_W})
    column->assign(faces, 0);
  for (Column* column :
       {&air_storage_, &star_, &star_share_, &star_inverse_, &columns.supply_C, &columns.air_gain_W,
        &columns.star_gain_W, &heating_W, &cooling_W, &air_sum_C, &mean_heating_, &mean_cooling_, &mean_air_})
    column->assign(lanes, 0);
  air_pivot_.assign(lanes, 1);
  air_C.assign(lanes, static_cast<Real>(start_C - kernels::zone_zero_C));
  star_C.assign(lanes, static_cast<Real>(start_C - kernels::zone_zero_C));
  for (std::size_t lane = 0; lane < zones.size(); ++lane) set_zone(lane, *zones[lane], step_s);
}

// Eliminates the chains of one zone, then its star. The matrix comes from numbers as they were rounded: where all is at
// one temperature it stays there, else every node would be a small well of heat, and a year's sum would show it.
template <class Real>
void ZoneBlock<Real>::set_zone(std::size_t lane, const ThermalZone& zone, double step_s) {
  air_storage_[lane] = static_cast<Real>(zone.air_J_K / step_s);
  double air_W_K = air_storage_[lane];
  double star_W_K = 0;    // pivot of the star,
  double from_air_W = 0;  // and what faces give to air and star at one degree, less what they get back
  double from_star_W = 0;
  for (std::size_t e = 0; e < zone.elements.size(); ++e) {
    const double inverse = set_chain(lane, e, zone.elements[e], step_s);
    const double air = inside_air_[e * lanes + lane];
    const double star = inside_star_[e * lanes + lane];
    const double face = 1 - static_cast<double>(inner_[e * lanes + lane]) * (air + star);
    from_air_W += air * face;
    from_star_W += star * face;
    star_W_K += star * (1 - star * inverse);
  }
  star_inverse_[lane] = static_cast<Real>(1 / star_W_K);
  star_[lane] = static_cast<Real>(1 / static_cast<double>(star_inverse_[lane]) - from_star_W);
  star_share_[lane] = star_[lane] * star_inverse_[lane];
  air_W_K += from_air_W + static_cast<double>(star_share_[lane]) * from_star_W;
  air_pivot_[lane] = static_cast<Real>(air_W_K);
}

/// One chain; the answer is 1 / pivot of its last node.
template <class Real>
double ZoneBlock<Real>::set_chain(std::size_t lane, std::size_t e, const ThermalElement& element, double step_s) {
  const std::size_t face = e * lanes + lane;
  const std::size_t nodes = shape_[e];
  outside_[face] = static_cast<Real>(element.outside_W_K);
  emission_[face] = static_cast<Real>(element.emission_W_K4);
  radiative_[face] = static_cast<Real>(element.emission_W_K4 * emission_slope_K3);
  inside_air_[face] = static_cast<Real>(element.inside_air_W_K);
  inside_star_[face] = static_cast<Real>(element.inside_star_W_K);
  const double outer_W_K = static_cast<double>(outside_[face]) + static_cast<double>(radiative_[face]);
  const double inner_W_K = static_cast<double>(inside_air_[face]) + static_cast<double>(inside_star_[face]);
  double inverse = 0;
  for (std::size_t n = 0; n < nodes; ++n) {
    const std::size_t at = (first_node_[e] + n) * lanes + lane;
    const double link_W_K = n == 0 ? 0 : element.link_W_K[n - 1];
    const double onward_W_K = n + 1 == nodes ? 0 : element.link_W_K[n];
    const double ends_W_K = (n == 0 ? outer_W_K : 0) + (n + 1 == nodes ? inner_W_K : 0);
    const double storage_W_K = element.capacity_J_K[n] / step_s;
    inverse = 1 / (storage_W_K + link_W_K + onward_W_K + ends_W_K - link_W_K * link_W_K * inverse);
    Real hold = static_cast<Real>(storage_W_K * inverse);
    Real pass = static_cast<Real>(link_W_K * inverse);
    Real onward = static_cast<Real>(onward_W_K * inverse);
    const auto rounded = static_cast<Real>(inverse);
    const double before = 1 - static_cast<double>(carry_[at]);
    const double missing = 1 - static_cast<double>(hold) - static_cast<double>(pass) * before -
                           static_cast<double>(onward) - static_cast<double>(rounded) * ends_W_K;
    // The smallest of the three can be set most finely.
    const auto is_least = [&](Real value) {
      return value > 0 && (hold <= 0 || value <= hold) && (pass <= 0 || value <= pass) &&
             (onward <= 0 || value <= onward);
    };
    if (is_least(hold))
      hold = static_cast<Real>(static_cast<double>(hold) + missing);
    else if (is_least(onward))
      onward = static_cast<Real>(static_cast<double>(onward) + missing);
    else if (is_least(pass))
      pass = static_cast<Real>(static_cast<double>(pass) + missing / before);
    hold_[at] = hold;
    pass_[at] = pass;
    if (n + 1 < nodes) carry_[at + lanes] = onward;
    if (n == 0) outer_[face] = rounded;
    inner_[face] = rounded;
  }
  return inverse;
}

template <class Real>
void ZoneBlock<Real>::set_day(std::size_t lane, const ZoneDay& day) {
  const auto set = [&](Column& column, const std::vector<float>& values, double zero = 0) {
    column.resize(values.size() * lanes, 0);
    for (std::size_t row = 0; row < values.size(); ++row)
      column[row * lanes + lane] = static_cast<Real>(static_cast<double>(values[row]) - zero);
  };
  set(columns.air_change_W_K, day.air_change_W_K);
  set(columns.heat_to_C, day.heat_to_C, kernels::zone_zero_C);
  set(columns.cool_to_C, day.cool_to_C, kernels::zone_zero_C);
  set(columns.heat_most_W, day.heat_most_W);
  set(columns.cool_most_W, day.cool_most_W);
}

template <class Real>
void ZoneBlock<Real>::set_hour(std::size_t lane, const ZoneDay& day, std::size_t first_step, std::size_t steps,
                               float heat_most_W, float cool_most_W) {
  for (std::size_t step = first_step; step < first_step + steps; ++step) {
    const std::size_t at = step * lanes + lane;
    columns.air_change_W_K[at] = static_cast<Real>(day.air_change_W_K[step]);
    columns.heat_to_C[at] = static_cast<Real>(static_cast<double>(day.heat_to_C[step]) - kernels::zone_zero_C);
    columns.cool_to_C[at] = static_cast<Real>(static_cast<double>(day.cool_to_C[step]) - kernels::zone_zero_C);
    columns.heat_most_W[at] = static_cast<Real>(std::min(day.heat_most_W[step], heat_most_W));
    columns.cool_most_W[at] = static_cast<Real>(std::min(day.cool_most_W[step], cool_most_W));
  }
}

template <class Real>
void ZoneBlock<Real>::run(std::size_t first_step, std::size_t steps) {
  const std::size_t row = first_step * lanes;
  const kernels::ZoneForcing<Real> forcing{columns.ambient_C.data(),
                                           columns.outer_W.data(),
                                           columns.inner_W.data(),
                                           columns.supply_C.data(),
                                           columns.air_gain_W.data(),
                                           columns.star_gain_W.data(),
                                           columns.air_change_W_K.data() + row,
                                           columns.heat_to_C.data() + row,
                                           columns.cool_to_C.data() + row,
                                           columns.heat_most_W.data() + row,
                                           columns.cool_most_W.data() + row};
  kernels::zone_hour(batch(), forcing, steps, {mean_heating_.data(), mean_cooling_.data(), mean_air_.data()});
  const Real count = static_cast<Real>(steps);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    heating_W[lane] += count * mean_heating_[lane];
    cooling_W[lane] += count * mean_cooling_[lane];
    air_sum_C[lane] += count * mean_air_[lane];
  }
}

template <class Real>
void ZoneBlock<Real>::clear_sums() {
  for (Column* sums : {&heating_W, &cooling_W, &air_sum_C}) std::fill(sums->begin(), sums->end(), Real(0));
}

template <class Real>
void ZoneBlock<Real>::keep(std::size_t lane, ZoneState& state, std::span<float> nodes) const {
  state.air_C = static_cast<float>(air_C[lane]);
  state.star_C = static_cast<float>(star_C[lane]);
  for (std::size_t n = 0; n < nodes.size(); ++n) nodes[n] = static_cast<float>(node_C[n * lanes + lane]);
}

template <class Real>
void ZoneBlock<Real>::go_on(std::size_t lane, const ZoneState& state, std::span<const float> nodes) {
  air_C[lane] = static_cast<Real>(state.air_C);
  star_C[lane] = static_cast<Real>(state.star_C);
  for (std::size_t n = 0; n < nodes.size(); ++n) node_C[n * lanes + lane] = static_cast<Real>(nodes[n]);
}

template <class Real>
kernels::ZoneBatch<Real> ZoneBlock<Real>::batch() {
  kernels::ZoneBatch<Real> zones;
  zones.elements = shape_.size();
  zones.first_node = first_node_.data();
  zones.order = order_.data();
  zones.hold = hold_.data();
  zones.pass = pass_.data();
  zones.carry = carry_.data();
  zones.outer_K_W = outer_.data();
  zones.inner_K_W = inner_.data();
  zones.outside_W_K = outside_.data();
  zones.emission_W_K4 = emission_.data();
  zones.radiative_W_K = radiative_.data();
  zones.inside_air_W_K = inside_air_.data();
  zones.inside_star_W_K = inside_star_.data();
  zones.air_storage_W_K = air_storage_.data();
  zones.air_W_K = air_pivot_.data();
  zones.star_W_K = star_.data();
  zones.star_share = star_share_.data();
  zones.star_inverse_K_W = star_inverse_.data();
  zones.node_C = node_C.data();
  zones.air_C = air_C.data();
  zones.star_C = star_C.data();
  return zones;
}

template class ZoneBlock<float>;
template class ZoneBlock<double>;

}  // namespace machi
