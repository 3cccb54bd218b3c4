/// \file  The leaves of one rank and the ghost leaves around them; exchange of leaf fields between neighbour ranks.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <span>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/leaf.hpp"

namespace machi {

/// Cuts of the Hilbert curve: rank r owns the keys in [cuts[r], cuts[r + 1]).
struct LeafCuts {
  std::vector<LeafKey> cuts;
  int owner(LeafKey key) const;
};

/// Cuts that give every rank about the same weight. `keys` are this rank's leaves, any order, on any rank once or more
/// often (they are united first); all leaves weigh the same. Collective; the same answer on all ranks.
/// On return `keys` holds this rank's own leaves, ascending and unique.
LeafCuts partition_leaves(const Comm& comm, std::vector<LeafKey>& keys);

/// Finds local leaves by column and row: a hash table of pages of 64 × 64 leaves.
class LeafDirectory {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;
  void insert(LeafXY leaf, std::uint32_t index);
  std::uint32_t find(LeafXY leaf) const;

  /// Finds leaves that lie close together with few look-ups of pages: it remembers the last one. One per thread.
  class Cursor {
   public:
    explicit Cursor(const LeafDirectory& directory) : directory_(&directory) {}
    std::uint32_t find(LeafXY leaf) {
      const std::uint64_t page = page_of(leaf);
      if (page != page_) {
        page_ = page;
        slots_ = directory_->slots_of(page);
      }
      return slots_ == nullptr ? none : slots_[slot_of(leaf)];
    }

   private:
    const LeafDirectory* directory_;
    std::uint64_t page_{~std::uint64_t{0}};
    const std::uint32_t* slots_{nullptr};
  };

 private:
  static constexpr int page_bits = 6;
  static constexpr int page_side = 1 << page_bits;
  static std::uint64_t page_of(LeafXY leaf) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(leaf.x >> page_bits)) << 32 |
           static_cast<std::uint32_t>(leaf.y >> page_bits);
  }
  static std::size_t slot_of(LeafXY leaf) {
    return static_cast<std::size_t>(leaf.y & (page_side - 1)) * page_side +
           static_cast<std::size_t>(leaf.x & (page_side - 1));
  }
  const std::uint32_t* slots_of(std::uint64_t page) const;

  using Page = std::array<std::uint32_t, page_side * page_side>;
  std::unordered_map<std::uint64_t, std::uint32_t> pages_;
  std::deque<Page> slots_;  ///< does not move, and so never holds its pages twice, as it grows
};

/// After how many leaves a periodic axis begins again; 0: it does not.
struct LeafWrap {
  std::int32_t x{0};
  std::int32_t y{0};
  LeafXY operator()(LeafXY leaf) const { return {wrapped(leaf.x, x), wrapped(leaf.y, y)}; }

 private:
  static std::int32_t wrapped(std::int32_t at, std::int32_t period) {
    return period == 0 ? at : ((at % period) + period) % period;
  }
};

/// The leaves that this rank owns and the ghosts within `radius` leaves of them that exist elsewhere. Immutable.
class LeafDomain {
 public:
  static constexpr std::uint32_t none = LeafDirectory::none;

  /// `own` ascending, as partition_leaves leaves it. Collective.
  LeafDomain(const Comm& comm, GridFrame frame, LeafCuts cuts, std::vector<LeafKey> own, int radius,
             LeafWrap wrap = {});

  const GridFrame& frame() const { return frame_; }
  const LeafCuts& cuts() const { return cuts_; }
  int rank() const { return rank_; }                       ///< that owns the own leaves
  std::span<const LeafKey> keys() const { return keys_; }  ///< [own], ascending
  std::uint32_t own() const { return static_cast<std::uint32_t>(keys_.size()); }
  std::uint32_t ghosts() const { return static_cast<std::uint32_t>(leaves_.size()) - own(); }
  std::uint32_t size() const { return static_cast<std::uint32_t>(leaves_.size()); }  ///< own, then ghosts
  std::uint64_t first() const { return first_; }  ///< index of keys()[0] among all leaves
  std::uint64_t total() const { return total_; }  ///< leaves on all ranks
  int radius() const { return radius_; }
  LeafXY leaf(std::uint32_t index) const { return leaves_[index]; }
  /// Local index of a leaf (own or ghost), or none.
  std::uint32_t find(LeafXY leaf) const { return directory_.find(leaf); }
  /// For many look-ups; valid as long as the domain.
  LeafDirectory::Cursor cursor() const { return LeafDirectory::Cursor(directory_); }
  /// Places in `around`, besides 0 south-west, 2 south-east, 5 north-west, 7 north-east.
  static constexpr std::size_t south = 1, west = 3, east = 4, north = 6;
  /// Local indices of the eight leaves around own or ghost leaf `index`, or none.
  const std::array<std::uint32_t, 8>& around(std::uint32_t index) const { return around_[index]; }

  /// Overwrites the ghosts of `field` ([size()] values of any plain type) with their owners' values. Collective.
  template <class T>
  void exchange(const Comm& comm, std::span<T> field) const;

  /// The owners' values of my ghosts, where own values ([own()] of any plain type) and ghosts ([ghosts()]) are kept
  /// apart. Collective.
  template <class T>
  std::vector<T> ghost_values(const Comm& comm, std::span<const T> own_values) const;

 private:
  void request_ghosts(const Comm& comm);
  void exchange_bytes(const Comm& comm, const std::byte* own, std::byte* ghosts, std::size_t value_size) const;

  GridFrame frame_;
  LeafCuts cuts_;
  int rank_;
  int radius_;
  LeafWrap wrap_;
  std::vector<LeafKey> keys_;
  std::vector<LeafXY> leaves_;
  std::vector<std::array<std::uint32_t, 8>> around_;
  LeafDirectory directory_;
  std::uint64_t first_{0};
  std::uint64_t total_{0};
  std::vector<std::vector<std::uint32_t>> send_;     ///< [ranks] own leaves that rank r holds as ghosts
  std::vector<std::vector<std::uint32_t>> receive_;  ///< [ranks] ghosts that rank r owns, counted from own()
};

template <class T>
void LeafDomain::exchange(const Comm& comm, std::span<T> field) const {
  static_assert(std::is_trivially_copyable_v<T>);
  auto* const bytes = reinterpret_cast<std::byte*>(field.data());
  exchange_bytes(comm, bytes, bytes + own() * sizeof(T), sizeof(T));
}

template <class T>
std::vector<T> LeafDomain::ghost_values(const Comm& comm, std::span<const T> own_values) const {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> values(ghosts());
  exchange_bytes(comm, reinterpret_cast<const std::byte*>(own_values.data()),
                 reinterpret_cast<std::byte*>(values.data()), sizeof(T));
  return values;
}

}  // namespace machi
