/// \file  The blocks of one rank in the order in which a step works on them, and who else must know what happens there.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/model/walker.hpp"

namespace machi {

/// Blocks of this rank in slots: first the deep ones, whose surroundings no message can change (three and more blocks
/// from any block of another rank), then the shell (two away), then the boundary (beside blocks of other ranks), then
/// the ghosts beside the boundary. Within each, in the order of the curve. Immutable.
class BlockDomain {
 public:
  static constexpr std::uint32_t none = LeafDomain::none;

  /// `cuts` and `own` in keys of frame.blocks(); `wrap` in blocks. Collective.
  BlockDomain(const Comm& comm, BlockFrame frame, LeafCuts cuts, std::vector<LeafKey> own, LeafWrap wrap = {});

  const BlockFrame& frame() const { return frame_; }
  const LeafWrap& wrap() const { return wrap_; }
  std::uint32_t deep() const { return deep_; }    ///< slots [0, deep)
  std::uint32_t inner() const { return inner_; }  ///< deep and shell: slots [0, inner)
  std::uint32_t own() const { return own_; }      ///< slots [0, own)
  std::uint32_t size() const { return static_cast<std::uint32_t>(block_.size()); }  ///< own, then ghosts
  LeafXY block(std::uint32_t slot) const { return block_[slot]; }
  /// Slot of a block (wrapped), or none.
  std::uint32_t find(LeafXY block) const { return directory_.find(wrap_(block)); }
  /// Slots around slot `slot`, in rows from the south-west, itself at 4; none where there is no block, or, around a
  /// ghost, none that this rank holds.
  const std::array<std::uint32_t, 9>& around(std::uint32_t slot) const { return around_[slot]; }

  /// The other ranks with which walkers are exchanged.
  const std::vector<int>& neighbours() const { return neighbours_; }
  /// Owner of a ghost slot, as an index into neighbours(); -1 for own slots.
  int owner(std::uint32_t slot) const { return owner_[slot]; }
  /// Neighbours that hold ghosts of slot `slot`, as indices into neighbours(); for an own or a ghost slot.
  std::span<const int> holders(std::uint32_t slot) const {
    return std::span(holders_).subspan(holder_begin_[slot], holder_begin_[slot + 1] - holder_begin_[slot]);
  }
  /// Own slots by key: the order of the curve.
  const std::vector<std::uint32_t>& by_key() const { return by_key_; }

 private:
  void order_slots(const LeafDomain& leaves);
  void find_holders(const LeafDomain& leaves, const std::vector<std::uint32_t>& index_of_slot);
  int neighbour_of(int rank) const;

  BlockFrame frame_;
  LeafWrap wrap_;
  std::uint32_t deep_{0};
  std::uint32_t inner_{0};
  std::uint32_t own_{0};
  std::vector<LeafXY> block_;
  std::vector<std::array<std::uint32_t, 9>> around_;
  LeafDirectory directory_;
  std::vector<int> neighbours_;
  std::vector<int> owner_;
  std::vector<std::uint32_t> holder_begin_;
  std::vector<int> holders_;
  std::vector<std::uint32_t> by_key_;
};

}  // namespace machi
