/// \file  The walkers of one rank, sorted anew every step by block, bin and id, and the messages that keep ranks in
/// step.
#pragma once

#include <array>
#include <cstdint>
#include <new>
#include <span>
#include <vector>

#include "engine/comm/neighbours.hpp"
#include "engine/core/bit_set.hpp"
#include "engine/model/walker.hpp"
#include "engine/partition/block_domain.hpp"
#include "kernels/crowd_count/crowd_count.hpp"

namespace machi {

/// Slots [first, end).
struct SlotRange {
  std::uint32_t first{0};
  std::uint32_t end{0};
};

/// Puts arrays at the beginning of a line of the cache, so that a record of 64 bytes is one line.
template <class T>
struct LineAllocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};
  LineAllocator() = default;
  template <class U>
  explicit LineAllocator(const LineAllocator<U>&) {}
  T* allocate(std::size_t size) { return static_cast<T*>(::operator new(size * sizeof(T), line)); }
  void deallocate(T* at, std::size_t) { ::operator delete(at, line); }
  friend bool operator==(const LineAllocator&, const LineAllocator&) { return true; }
};

/// What everyone sees of everyone at the beginning of a step: columns in the order of the store, own walkers and
/// ghosts. Coordinates are relative to the south-west corner of the walker's block. Columns of numbers are longer by
/// kernels::crowd_lanes than there are walkers, so that kernels may read on to the end of their run.
struct Scene {
  std::vector<float> x_m;
  std::vector<float> y_m;
  std::vector<float> vx_m_s;
  std::vector<float> vy_m_s;
  std::vector<float> radius_m;
  std::vector<std::uint32_t> group;
  void resize(std::size_t size);
};

/// A step reads the scene and writes the walkers' records; where a walker's new place lies in another block, or it
/// leaves the street, the step says so by move(). Then pack() fills the messages, and arrange() sorts the walkers into
/// their new places. The order within a bin is that of ids, so it depends neither on ranks nor on threads.
///
/// Blocks that no message can change are arranged while the messages fly: arrange(deep and shell), then receive(), then
/// arrange(boundary and ghosts). Where an arrangement has begun, its slots' walkers of the step before are gone.
class WalkerStore {
 public:
  static constexpr std::uint8_t stays = 4;    ///< in its block
  static constexpr std::uint8_t removed = 9;  ///< from the street

  /// `radius_m` by person class. The blocks must outlive the store.
  WalkerStore(const BlockDomain& blocks, std::vector<float> radius_m);

  const BlockDomain& blocks() const { return *blocks_; }
  int bins() const { return bins_ * bins_; }  ///< of a block
  bool occupied(std::uint32_t slot) const { return count_[slot] != 0; }
  std::uint32_t begin(std::uint32_t slot) const { return begin_[slot]; }
  std::uint32_t count(std::uint32_t slot) const { return count_[slot]; }
  /// Walkers of one bin: indices [first, first + count) of walkers and scene.
  using Bin = kernels::BinnedCrowd::Bin;
  Bin bin(std::uint32_t slot, int bin) const {
    if (count_[slot] == 0) return {0, 0};
    const std::uint32_t* const offsets = bin_begin_.data() + std::size_t{slot} * (bins() + 1);
    return {begin_[slot] + offsets[bin], offsets[bin + 1] - offsets[bin]};
  }
  const Scene& scene() const { return scene_; }
  /// Own walkers only. Between a step and its arrangement the records are those of the step's end.
  Walker& walker(std::uint32_t index) { return walkers_[index]; }
  const Walker& walker(std::uint32_t index) const { return walkers_[index]; }
  /// Calls visit(slot) for the own occupied slots in a range, in slot order.
  template <class Visit>
  void for_each_occupied(SlotRange range, Visit visit) const {
    occupied_.for_each(range.first, range.end, visit);
  }

  /// Notes that own walker `index` of `slot` goes to side `direction` (0 … 8, BlockDomain::around) or is `removed`. One
  /// thread a slot.
  void move(std::uint32_t slot, std::uint32_t index, std::uint8_t direction);
  /// Puts a walker on the street of own slot `slot` from the next arrangement on. One thread a slot, which must have
  /// been announced.
  void join(std::uint32_t slot, const Walker& walker) { joining_[slot].push_back(walker); }
  /// Says that a slot that may be empty will be joined. One thread.
  void announce(std::uint32_t slot) { touched_.insert(slot); }

  /// After all own slots have stepped: fills the messages and keeps what the rank itself needs of them.
  void pack(NeighbourExchange& exchange);
  /// Bytes that a neighbour's pack() made.
  void receive(std::span<const std::byte> bytes);
  /// Sorts the slots' walkers into their new order: first own slots [0, inner), then the rest.
  void arrange_inner();
  void arrange_rest();

  /// Calls visit(walker) for all own walkers as they are after a step, those that were removed left out.
  template <class Visit>
  void for_each_now(Visit visit) const {
    occupied_.for_each(0, blocks_->own(), [&](std::uint32_t slot) {
      for (std::uint32_t i = begin_[slot]; i < begin_[slot] + count_[slot]; ++i)
        if (moves_[i] != removed) visit(walkers_[i]);
    });
    touched_.for_each(0, blocks_->own(), [&](std::uint32_t slot) {
      for (const Walker& walker : joining_[slot]) visit(walker);
    });
  }
  /// The same in a column; for checkpoints and for the end.
  std::vector<Walker> walkers_now() const;
  std::int64_t walking_now() const;  ///< how many walkers_now() has

 private:
  struct Leaver {
    std::uint32_t index;
    std::uint8_t direction;
  };
  /// Room to sort the walkers of a slot in.
  struct Sorting {
    struct Entry {
      std::uint64_t id;
      const Walker* walker;
      std::uint32_t bin;
    };
    std::vector<Entry> collected;
    std::vector<Entry> order;
    std::vector<std::uint32_t> filled;  ///< by bin
    void resize(std::size_t size) {
      if (collected.size() >= size) return;
      collected.resize(2 * size);
      order.resize(2 * size);
    }
  };
  void pack_slot(std::uint32_t slot);
  void tell_holders(std::uint32_t slot, const Walker& walker);
  void mark_targets();
  void forget_moves(SlotRange range);
  void arrange_own(SlotRange range, std::uint32_t first_index);
  /// Calls take(walker) for everyone who will be in a slot: those who stay, those who come from around, those who join.
  template <class Take>
  void for_each_new(std::uint32_t slot, Take take) const;
  std::uint32_t count_new(std::uint32_t slot) const;
  void place_own(std::uint32_t slot, Sorting& sorting);
  void place_ghosts(std::uint32_t slot, std::uint32_t first);
  /// Writes what is seen of walkers or ghosts into the scene, from `first` on.
  template <class Shown>
  void show(std::uint32_t first, const Shown* shown, std::uint32_t count);

  const BlockDomain* blocks_;
  std::vector<float> radius_m_;
  int bins_;
  float unit_m_;
  std::vector<Walker, LineAllocator<Walker>> walkers_;  ///< now
  std::vector<Walker, LineAllocator<Walker>> before_;   ///< of the arrangement before
  std::vector<std::uint8_t> moves_;
  std::vector<std::uint8_t> moves_before_;
  Scene scene_;
  std::vector<std::uint32_t> begin_;  ///< [slots]
  std::vector<std::uint32_t> count_;
  std::vector<std::uint32_t> begin_before_;
  std::vector<std::uint32_t> count_before_;
  std::vector<std::uint32_t> bin_begin_;          ///< [slots * (bins + 1)]
  std::vector<std::vector<Leaver>> leavers_;      ///< [own]
  std::vector<std::vector<Walker>> joining_;      ///< [own]
  std::vector<std::vector<GhostWalker>> ghosts_;  ///< [ghosts]
  BitSet occupied_;                               ///< own slots with walkers, as last arranged
  BitSet occupied_before_;                        ///< of the arrangement before
  BitSet touched_;                                ///< own slots whose moves and joiners are not arranged yet
  BitSet next_;                                   ///< own slots that have walkers after the next arrangement
  std::vector<std::vector<Walker>> migrants_;     ///< [neighbours] to be sent
  std::vector<std::vector<GhostWalker>> copies_;  ///< [neighbours] to be sent
  std::uint32_t inner_end_{0};                    ///< index after the walkers of inner slots
};

}  // namespace machi
