#include "engine/network/thin.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "kernels/thin_leaf/thin_leaf.hpp"

namespace machi {
namespace {

constexpr int sides = 4;
constexpr std::size_t block_leaves = 64;
constexpr std::int64_t least_parallel_blocks = 64;

// Thins own leaves and ghosts; knows which leaves can still change.
class Thinner {
 public:
  Thinner(const LeafDomain& leaves, std::span<const std::uint64_t> keep, std::span<std::uint64_t> mask)
      : leaves_(leaves), keep_(keep), mask_(mask), touched_(leaves.size(), -1) {
    for (std::uint32_t i = 0; i < leaves_.own(); ++i) touch(i);
  }

  /// Ghosts came anew from their owners.
  void touch_ghosts() {
    for (std::uint32_t i = leaves_.own(); i < leaves_.size(); ++i) touch_around(i);
  }

  /// One step; whether an own leaf changed.
  bool step() {
    find_active();
    const auto side = static_cast<kernels::ThinSide>(time_ % sides);
    ++time_;
    recent().clear();
    const auto blocks = static_cast<std::int64_t>((active_.size() + block_leaves - 1) / block_leaves);
#pragma omp parallel for schedule(static) if (blocks >= least_parallel_blocks)
    for (std::int64_t block = 0; block < blocks; ++block) compute(side, static_cast<std::size_t>(block) * block_leaves);
    bool changed = false;
    for (std::size_t k = 0; k < active_.size(); ++k) {
      if (removed_[k] == 0) continue;
      const std::uint32_t leaf = active_[k];
      mask_[leaf] &= ~removed_[k];
      touch_around(leaf);
      changed = changed || leaf < leaves_.own();
    }
    return changed;
  }

 private:
  // The leaves whose last change, or that of one around them, came before the step `time_`.
  std::vector<std::uint32_t>& recent() {
    return recent_[static_cast<std::size_t>(time_ % sides)];
  }

  // Nothing can change in a leaf whose neighbourhood is as it was when the same side was last tried.
  void find_active() {
    active_.clear();
    for (int age = 0; age < std::min(sides, time_ + 1); ++age)
      for (const std::uint32_t leaf : recent_[static_cast<std::size_t>((time_ - age) % sides)])
        if (touched_[leaf] == time_ - age && mask_[leaf] != 0) active_.push_back(leaf);
    removed_.resize(active_.size());
  }

  void touch(std::uint32_t leaf) {
    if (touched_[leaf] == time_) return;
    touched_[leaf] = time_;
    recent().push_back(leaf);
  }

  void touch_around(std::uint32_t leaf) {
    touch(leaf);
    for (const std::uint32_t near : leaves_.around(leaf))
      if (near != LeafDomain::none) touch(near);
  }

  void compute(kernels::ThinSide side, std::size_t begin) {
    const std::size_t count = std::min(block_leaves, active_.size() - begin);
    std::array<std::uint64_t, kernels::thin_planes * block_leaves> nine;
    for (std::size_t k = 0; k < count; ++k) {
      const std::uint32_t leaf = active_[begin + k];
      const auto& around = leaves_.around(leaf);
      for (std::size_t n = 0; n < around.size(); ++n)
        nine[(n < 4 ? n : n + 1) * count + k] = around[n] == LeafDomain::none ? 0 : mask_[around[n]];
      nine[4 * count + k] = mask_[leaf];
    }
    const std::span<std::uint64_t> out = std::span(removed_).subspan(begin, count);
    kernels::thin_leaf(variant_, side, std::span(nine).first(kernels::thin_planes * count), out);
    for (std::size_t k = 0; k < count; ++k) out[k] &= ~keep_[active_[begin + k]];
  }

  const kernels::Variant variant_{kernels::selected_variant()};  // may throw, so not within the threads
  const LeafDomain& leaves_;
  std::span<const std::uint64_t> keep_;
  std::span<std::uint64_t> mask_;
  std::vector<int> touched_;  ///< [leaves] the step before which the leaf or one around it last changed
  std::array<std::vector<std::uint32_t>, sides> recent_;  ///< by step, modulo 4
  std::vector<std::uint32_t> active_;
  std::vector<std::uint64_t> removed_;
  int time_{0};
};

}  // namespace

void thin(const Comm& comm, const LeafDomain& leaves, std::span<const std::uint64_t> keep,
          std::span<std::uint64_t> mask) {
  // A step spoils one more row of cells at the outer edge of the ghosts, so that they last for eight steps a leaf.
  const int steps = leaf_side * leaves.radius();
  Thinner thinner(leaves, keep, mask);
  bool changing = true;
  while (changing) {
    leaves.exchange(comm, mask);
    thinner.touch_ghosts();
    std::array<bool, sides> changed{true, true, true, true};
    for (int step = 0; step < steps; ++step) changed[static_cast<std::size_t>(step % sides)] = thinner.step();
    changing = comm.any(std::find(changed.begin(), changed.end(), true) != changed.end());
  }
  leaves.exchange(comm, mask);
}

}  // namespace machi
