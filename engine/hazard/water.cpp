#include "engine/hazard/water.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/core/constants.hpp"
#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr double microsecond = 1e-6;

// Copies into a leaf's cells; whether anything there was different.
bool replaced(std::span<std::uint16_t> values, std::uint32_t leaf,
              const std::array<std::uint16_t, leaf_cells>& wanted) {
  const auto cells = values.subspan(std::size_t{leaf} * leaf_cells, leaf_cells);
  if (std::equal(cells.begin(), cells.end(), wanted.begin())) return false;
  std::copy(wanted.begin(), wanted.end(), cells.begin());
  return true;
}

// "x 0 … 1200 m, y 0 … 800 m" of the leaves of all ranks.
std::string extent_of(const Comm& comm, const LeafDomain& leaves) {
  std::array<std::int64_t, 4> box{INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX};
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    const LeafXY at = leaves.leaf(leaf);
    box = {std::min<std::int64_t>(box[0], at.x), std::min<std::int64_t>(box[1], at.y),
           std::min<std::int64_t>(box[2], -(at.x + 1)), std::min<std::int64_t>(box[3], -(at.y + 1))};
  }
  comm.min(box);
  const auto metres = [&](std::int64_t leaf) { return std::to_string(leaf * leaves.frame().leaf_mm() / 1000); };
  return "x " + metres(box[0]) + " … " + metres(-box[2]) + " m, y " + metres(box[1]) + " … " + metres(-box[3]) + " m";
}

}  // namespace

Water::Water(const LeafDomain& leaves, std::span<const float> terrain_m, std::span<const WaterSource> sources,
             double interval_s)
    : leaves_(&leaves), interval_s_(interval_s), now_s_(-infinity) {
  if (!(interval_s > 0)) throw RunError("the interval of the water is not above 0");
  for (const WaterSource& source : sources)
    layers_.push_back(std::visit([&](const auto& one) { return make_layer(leaves, terrain_m, one); }, source));
  leaves_under_.assign(layers_.size(), 0);
  for (std::uint32_t leaf = 0; leaf < leaves.own(); ++leaf) {
    bool touched = false;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      const bool here = layers_[k]->touches(leaf);
      leaves_under_[k] += here;
      touched = touched || here;
    }
    if (touched) touched_.push_back(leaf);
  }
  states_.assign(touched_.size() * layers_.size(), WaterLayer::dry);
  differs_.assign(touched_.size(), 0);
  depth_cm_.assign(std::size_t{leaves.own()} * leaf_cells, 0);
  const bool flows = std::any_of(layers_.begin(), layers_.end(), [](const auto& l) { return l->has_velocity(); });
  if (flows) velocity_cm_s_.assign(depth_cm_.size(), 0);
}

double Water::instant_s(double time_s) const {
  const double time = time_s + microsecond;
  double instant = std::floor(time / interval_s_) * interval_s_;
  for (const auto& layer : layers_) instant = std::max(instant, layer->last_change_s(time));
  return instant;
}

// Fills the cells of one touched leaf anew, unless all that wets it says that nothing can have changed.
bool Water::refresh(std::size_t place) {
  const std::uint32_t leaf = touched_[place];
  bool same = true;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    std::uint32_t& last = states_[place * layers_.size() + k];
    const std::uint32_t state = layers_[k]->state(leaf);
    same = same && state == last && state != WaterLayer::moving;
    last = state;
  }
  if (same) return false;
  LeafWater water;
  for (std::size_t k = 0; k < layers_.size(); ++k)
    if (states_[place * layers_.size() + k] != WaterLayer::dry) layers_[k]->pour(leaf, water);
  const bool deeper = replaced(depth_cm_, leaf, water.depth_cm);
  const bool faster = !velocity_cm_s_.empty() && replaced(velocity_cm_s_, leaf, water.velocity_cm_s);
  return deeper || faster;
}

bool Water::advance(double time_s, std::vector<std::uint32_t>& changed) {
  changed.clear();
  const double instant = instant_s(time_s);
  if (instant == now_s_) return false;
  now_s_ = instant;
  for (const auto& layer : layers_) layer->set_time(instant);
#pragma omp parallel for schedule(dynamic, 256)
  for (std::size_t place = 0; place < touched_.size(); ++place) differs_[place] = refresh(place) ? 1 : 0;
  for (std::size_t place = 0; place < touched_.size(); ++place)
    if (differs_[place] != 0) changed.push_back(touched_[place]);
  return !changed.empty();
}

void Water::first_wet(const LeafMask& in, std::uint16_t least_cm, float* wet_s) const {
  std::array<double, leaf_cells> first;
  first.fill(infinity);
  for (const auto& layer : layers_)
    if (layer->touches(in.leaf)) layer->first_wet(in.leaf, in.cells, least_cm, first);
  for (std::size_t c = 0; c < leaf_cells; ++c) wet_s[c] = static_cast<float>(first[c]);
}

std::vector<float> Water::first_wet_s(std::uint16_t least_cm) const {
  std::vector<float> wet_s(depth_cm_.size(), std::numeric_limits<float>::infinity());
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t place = 0; place < touched_.size(); ++place) {
    const std::uint32_t leaf = touched_[place];
    first_wet({leaf, ~std::uint64_t{0}}, least_cm, wet_s.data() + std::size_t{leaf} * leaf_cells);
  }
  return wet_s;
}

std::vector<float> Water::first_wet_s(std::uint16_t least_cm, std::span<const LeafMask> leaves) const {
  std::vector<float> wet_s(leaves.size() * leaf_cells);
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t k = 0; k < leaves.size(); ++k) first_wet(leaves[k], least_cm, wet_s.data() + k * leaf_cells);
  return wet_s;
}

void Water::check_overlap(const Comm& comm) const {
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    if (comm.sum(static_cast<std::int64_t>(leaves_under_[k])) > 0) continue;
    throw InputError(layers_[k]->name(), "this water lies elsewhere than the city (" + layers_[k]->place() +
                                             ", the city " + extent_of(comm, *leaves_) +
                                             "). Check its coordinates and their reference system");
  }
}

}  // namespace machi
