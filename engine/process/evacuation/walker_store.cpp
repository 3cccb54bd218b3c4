#include "engine/process/evacuation/walker_store.hpp"

#include <omp.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/core/ordered_visits.hpp"
#include "kernels/crowd/crowd.hpp"

namespace machi {
namespace {

// A message is two counts, then migrants, then copies for ghosts.
struct MessageHead {
  std::uint64_t migrants;
  std::uint64_t copies;
};

template <class T>
void append(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto more = std::as_bytes(values);
  bytes.insert(bytes.end(), more.begin(), more.end());
}

GhostWalker ghost_of(const Walker& walker) {
  return {walker.id, walker.x, walker.y, walker.vx_m_s, walker.vy_m_s, walker.group, walker.person_class, 0};
}

// Below this many slots a second thread costs more than it brings.
constexpr std::int64_t bins_worth_sharing = 16;

}  // namespace

void Scene::resize(std::size_t size) {
  for (std::vector<float>* column : {&x_m, &y_m, &vx_m_s, &vy_m_s, &radius_m})
    column->resize(size + kernels::crowd_lanes);
  group.resize(size);
}

WalkerStore::WalkerStore(const BlockDomain& blocks, std::vector<float> radius_m)
    : blocks_(&blocks),
      radius_m_(std::move(radius_m)),
      bins_(blocks.frame().bins),
      unit_m_(static_cast<float>(blocks.frame().unit_m())),
      begin_(blocks.size(), 0),
      count_(blocks.size(), 0),
      begin_before_(blocks.size(), 0),
      count_before_(blocks.size(), 0),
      bin_begin_(std::size_t{blocks.size()} * (static_cast<std::size_t>(bins()) + 1), 0),
      leavers_(blocks.own()),
      joining_(blocks.own()),
      ghosts_(blocks.size() - blocks.own()),
      occupied_(blocks.own()),
      occupied_before_(blocks.own()),
      touched_(blocks.own()),
      next_(blocks.own()),
      migrants_(blocks.neighbours().size()),
      copies_(blocks.neighbours().size()) {}

void WalkerStore::move(std::uint32_t slot, std::uint32_t index, std::uint8_t direction) {
  moves_[index] = direction;
  leavers_[slot].push_back({index, direction});
}

void WalkerStore::tell_holders(std::uint32_t slot, const Walker& walker) {
  for (const int neighbour : blocks_->holders(slot))
    copies_[static_cast<std::size_t>(neighbour)].push_back(ghost_of(walker));
}

void WalkerStore::pack_slot(std::uint32_t slot) {
  if (!blocks_->holders(slot).empty()) {
    for (std::uint32_t i = begin_[slot]; i < begin_[slot] + count_[slot]; ++i)
      if (moves_[i] == stays) tell_holders(slot, walkers_[i]);
    for (const Walker& walker : joining_[slot]) tell_holders(slot, walker);
  }
  for (const Leaver& leaver : leavers_[slot]) {
    if (leaver.direction == removed) continue;
    const std::uint32_t target = blocks_->around(slot)[leaver.direction];
    const Walker& walker = walkers_[leaver.index];
    tell_holders(target, walker);
    if (target < blocks_->own()) continue;
    migrants_[static_cast<std::size_t>(blocks_->owner(target))].push_back(walker);
    ghosts_[target - blocks_->own()].push_back(ghost_of(walker));
  }
}

void WalkerStore::pack(NeighbourExchange& exchange) {
  occupied_.for_each(0, blocks_->own(), [&](std::uint32_t slot) { touched_.insert(slot); });
  if (!blocks_->neighbours().empty())
    touched_.for_each(blocks_->deep(), blocks_->own(), [&](std::uint32_t slot) { pack_slot(slot); });
  mark_targets();
  for (std::size_t n = 0; n < migrants_.size(); ++n) {
    const MessageHead head{migrants_[n].size(), copies_[n].size()};
    std::vector<std::byte>& bytes = exchange.outgoing(n);
    append(bytes, std::span(&head, 1));
    append(bytes, std::span<const Walker>(migrants_[n]));
    append(bytes, std::span<const GhostWalker>(copies_[n]));
    migrants_[n].clear();
    copies_[n].clear();
  }
}

void WalkerStore::receive(std::span<const std::byte> bytes) {
  MessageHead head{};
  std::memcpy(&head, bytes.data(), sizeof head);
  const std::byte* at = bytes.data() + sizeof head;
  for (std::uint64_t i = 0; i < head.migrants; ++i, at += sizeof(Walker)) {
    Walker walker;
    std::memcpy(&walker, at, sizeof walker);
    const std::uint32_t slot = blocks_->find(blocks_->frame().block_at(walker.x, walker.y));
    joining_[slot].push_back(walker);
    next_.insert(slot);
  }
  for (std::uint64_t i = 0; i < head.copies; ++i, at += sizeof(GhostWalker)) {
    GhostWalker walker;
    std::memcpy(&walker, at, sizeof walker);
    const std::uint32_t slot = blocks_->find(blocks_->frame().block_at(walker.x, walker.y));
    ghosts_[slot - blocks_->own()].push_back(walker);
  }
}

void WalkerStore::mark_targets() {
  touched_.for_each(0, blocks_->own(), [&](std::uint32_t slot) {
    touched_.erase(slot);
    if (count_[slot] > leavers_[slot].size() || !joining_[slot].empty()) next_.insert(slot);
    for (const Leaver& leaver : leavers_[slot]) {
      const std::uint32_t target =
          leaver.direction == removed ? BlockDomain::none : blocks_->around(slot)[leaver.direction];
      if (target < blocks_->own()) next_.insert(target);
    }
  });
}

void WalkerStore::forget_moves(SlotRange range) {
  occupied_before_.for_each(range.first, range.end, [&](std::uint32_t slot) { leavers_[slot].clear(); });
}

std::uint32_t WalkerStore::count_new(std::uint32_t slot) const {
  std::size_t count = count_before_[slot] - leavers_[slot].size() + joining_[slot].size();
  const auto& around = blocks_->around(slot);
  for (std::size_t side = 0; side < 9; ++side) {
    if (side == 4 || around[side] >= blocks_->own()) continue;
    for (const Leaver& leaver : leavers_[around[side]]) count += leaver.direction == 8 - side;
  }
  return static_cast<std::uint32_t>(count);
}

template <class Take>
void WalkerStore::for_each_new(std::uint32_t slot, Take take) const {
  const Walker* const before = before_.data();
  const std::uint32_t begin = begin_before_[slot];
  for (std::uint32_t i = begin; i < begin + count_before_[slot]; ++i)
    if (moves_before_[i] == stays) take(before[i]);
  const auto& around = blocks_->around(slot);
  for (std::size_t side = 0; side < 9; ++side) {
    if (side == 4 || around[side] >= blocks_->own()) continue;
    for (const Leaver& leaver : leavers_[around[side]])
      if (leaver.direction == 8 - side) take(before[leaver.index]);
  }
  for (const Walker& walker : joining_[slot]) take(walker);
}

template <class Shown>
void WalkerStore::show(std::uint32_t first, const Shown* shown, std::uint32_t count) {
  const std::uint32_t mask = blocks_->frame().units() - 1;
  const float unit_m = unit_m_;
  const float* const radius_m = radius_m_.data();
  float* const x_m = scene_.x_m.data() + first;
  float* const y_m = scene_.y_m.data() + first;
  float* const vx_m_s = scene_.vx_m_s.data() + first;
  float* const vy_m_s = scene_.vy_m_s.data() + first;
  float* const of_radius_m = scene_.radius_m.data() + first;
  std::uint32_t* const group = scene_.group.data() + first;
  for (std::uint32_t i = 0; i < count; ++i) {
    // The mask leaves fewer than 31 bits, and signed numbers become floating ones in one step.
    x_m[i] = static_cast<float>(static_cast<std::int32_t>(shown[i].x & mask)) * unit_m;
    y_m[i] = static_cast<float>(static_cast<std::int32_t>(shown[i].y & mask)) * unit_m;
    vx_m_s[i] = shown[i].vx_m_s;
    vy_m_s[i] = shown[i].vy_m_s;
    of_radius_m[i] = radius_m[shown[i].person_class];
    group[i] = shown[i].group;
  }
}

// Sorts by bin, counting; then each bin by id, inserting: bins hold few. Records are moved once, in their last order.
void WalkerStore::place_own(std::uint32_t slot, Sorting& sorting) {
  const BlockFrame frame = blocks_->frame();
  const std::uint32_t first = begin_[slot];
  const std::uint32_t count = count_[slot];
  std::uint32_t* const offsets = bin_begin_.data() + std::size_t{slot} * (static_cast<std::size_t>(bins()) + 1);
  std::fill(offsets, offsets + bins() + 1, 0);
  sorting.resize(count);
  Sorting::Entry* const collected = sorting.collected.data();
  Sorting::Entry* const order = sorting.order.data();
  std::uint32_t taken = 0;
  for_each_new(slot, [&](const Walker& walker) {
    const auto bin = static_cast<std::uint32_t>(frame.bin_at(walker.x, walker.y));
    ++offsets[bin + 1];
    collected[taken++] = {walker.id, &walker, bin};
  });
  for (int bin = 0; bin < bins(); ++bin) offsets[bin + 1] += offsets[bin];
  sorting.filled.assign(offsets, offsets + bins());
  std::uint32_t* const filled = sorting.filled.data();
  for (std::uint32_t i = 0; i < count; ++i) {
    const Sorting::Entry entry = collected[i];
    std::uint32_t at = filled[entry.bin]++;
    if constexpr (ordered_visits)
      for (; at > offsets[entry.bin] && order[at - 1].id > entry.id; --at) order[at] = order[at - 1];
    order[at] = entry;
  }
  Walker* const out = walkers_.data() + first;
  for (std::uint32_t i = 0; i < count; ++i) out[i] = *order[i].walker;
  std::fill_n(moves_.data() + first, count, stays);
  show(first, out, count);
}

void WalkerStore::place_ghosts(std::uint32_t slot, std::uint32_t first) {
  std::vector<GhostWalker>& ghosts = ghosts_[slot - blocks_->own()];
  const auto bin_of = [&](const GhostWalker& ghost) { return blocks_->frame().bin_at(ghost.x, ghost.y); };
  std::sort(ghosts.begin(), ghosts.end(), [&](const GhostWalker& a, const GhostWalker& b) {
    return ordered_visits ? std::pair(bin_of(a), a.id) < std::pair(bin_of(b), b.id) : bin_of(a) < bin_of(b);
  });
  std::uint32_t* const offsets = bin_begin_.data() + std::size_t{slot} * (static_cast<std::size_t>(bins()) + 1);
  std::fill(offsets, offsets + bins() + 1, 0);
  for (const GhostWalker& ghost : ghosts) ++offsets[bin_of(ghost) + 1];
  show(first, ghosts.data(), static_cast<std::uint32_t>(ghosts.size()));
  for (int bin = 0; bin < bins(); ++bin) offsets[bin + 1] += offsets[bin];
  ghosts.clear();
}

void WalkerStore::arrange_own(SlotRange range, std::uint32_t first_index) {
  std::vector<std::uint32_t> slots;
  std::uint32_t index = first_index;
  occupied_.for_each(range.first, range.end, [&](std::uint32_t slot) {
    occupied_.erase(slot);
    count_[slot] = 0;
  });
  next_.for_each(range.first, range.end, [&](std::uint32_t slot) {
    next_.erase(slot);
    begin_[slot] = index;
    count_[slot] = count_new(slot);
    index += count_[slot];
    if (count_[slot] == 0) return;
    slots.push_back(slot);
    occupied_.insert(slot);
  });
  walkers_.resize(index);
  moves_.resize(index);
  scene_.resize(index);
  const auto end = static_cast<std::int64_t>(slots.size());
#pragma omp parallel if (end >= bins_worth_sharing)
  {
    Sorting sorting;
#pragma omp for schedule(dynamic, 8)
    for (std::int64_t i = 0; i < end; ++i) {
      const std::uint32_t slot = slots[static_cast<std::size_t>(i)];
      place_own(slot, sorting);
      joining_[slot].clear();
    }
  }
}

void WalkerStore::arrange_inner() {
  std::swap(walkers_, before_);
  std::swap(moves_, moves_before_);
  std::swap(begin_, begin_before_);
  std::swap(count_, count_before_);
  std::swap(occupied_, occupied_before_);
  arrange_own({0, blocks_->inner()}, 0);
  forget_moves({0, blocks_->deep()});
  inner_end_ = static_cast<std::uint32_t>(walkers_.size());
}

void WalkerStore::arrange_rest() {
  arrange_own({blocks_->inner(), blocks_->own()}, inner_end_);
  forget_moves({blocks_->deep(), blocks_->own()});
  auto index = static_cast<std::uint32_t>(walkers_.size());
  const std::uint32_t first = index;
  for (std::uint32_t slot = blocks_->own(); slot < blocks_->size(); ++slot) {
    begin_[slot] = index;
    count_[slot] = static_cast<std::uint32_t>(ghosts_[slot - blocks_->own()].size());
    index += count_[slot];
  }
  if (index == first) return;
  scene_.resize(index);
  for (std::uint32_t slot = blocks_->own(); slot < blocks_->size(); ++slot)
    if (count_[slot] != 0) place_ghosts(slot, begin_[slot]);
}

std::vector<Walker> WalkerStore::walkers_now() const {
  std::vector<Walker> walkers;
  for_each_now([&](const Walker& walker) { walkers.push_back(walker); });
  return walkers;
}

std::int64_t WalkerStore::walking_now() const {
  std::int64_t walking = 0;
  occupied_.for_each(0, blocks_->own(), [&](std::uint32_t slot) {
    walking += count_[slot];
    for (const Leaver& leaver : leavers_[slot]) walking -= leaver.direction == removed;
  });
  touched_.for_each(0, blocks_->own(),
                    [&](std::uint32_t slot) { walking += static_cast<std::int64_t>(joining_[slot].size()); });
  return walking;
}

}  // namespace machi
