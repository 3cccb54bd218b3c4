#include "engine/partition/block_domain.hpp"

#include <algorithm>

namespace machi {
namespace {

// Distance in blocks to the nearest block of another rank, at most 3: by two rounds of spreading from the ghosts.
std::vector<std::uint8_t> distance_to_others(const LeafDomain& leaves) {
  std::vector<std::uint8_t> distance(leaves.size(), 3);
  std::fill(distance.begin() + leaves.own(), distance.end(), std::uint8_t{0});
  for (std::uint8_t round = 1; round < 3; ++round)
    for (std::uint32_t i = 0; i < leaves.own(); ++i)
      for (const std::uint32_t other : leaves.around(i))
        if (other != LeafDomain::none && distance[other] == round - 1 && distance[i] > round) distance[i] = round;
  return distance;
}

}  // namespace

BlockDomain::BlockDomain(const Comm& comm, BlockFrame frame, LeafCuts cuts, std::vector<LeafKey> own, LeafWrap wrap)
    : frame_(frame), wrap_(wrap) {
  const LeafDomain leaves(comm, frame.blocks(), std::move(cuts), std::move(own), 2, wrap);
  order_slots(leaves);
}

void BlockDomain::order_slots(const LeafDomain& leaves) {
  const std::vector<std::uint8_t> distance = distance_to_others(leaves);
  std::vector<std::uint32_t> index_of_slot;
  for (const int wanted : {3, 2, 1}) {
    for (std::uint32_t i = 0; i < leaves.own(); ++i)
      if (distance[i] == wanted) index_of_slot.push_back(i);
    if (wanted == 3) deep_ = static_cast<std::uint32_t>(index_of_slot.size());
    if (wanted == 2) inner_ = static_cast<std::uint32_t>(index_of_slot.size());
  }
  own_ = static_cast<std::uint32_t>(index_of_slot.size());
  for (std::uint32_t i = leaves.own(); i < leaves.size(); ++i) {
    const auto& around = leaves.around(i);
    if (std::any_of(around.begin(), around.end(), [&](std::uint32_t n) { return n < leaves.own(); }))
      index_of_slot.push_back(i);
  }
  std::vector<std::uint32_t> slot_of_index(leaves.size(), none);
  by_key_.resize(own_);
  for (std::uint32_t slot = 0; slot < index_of_slot.size(); ++slot) {
    const std::uint32_t index = index_of_slot[slot];
    slot_of_index[index] = slot;
    if (slot < own_) by_key_[index] = slot;
    block_.push_back(leaves.leaf(index));
    directory_.insert(block_.back(), slot);
  }
  around_.resize(block_.size());
  for (std::uint32_t slot = 0; slot < block_.size(); ++slot) {
    const auto& around = leaves.around(index_of_slot[slot]);
    for (std::size_t side = 0; side < 9; ++side) {
      const std::uint32_t index = side == 4 ? index_of_slot[slot] : around[side < 4 ? side : side - 1];
      around_[slot][side] = index == LeafDomain::none ? none : slot_of_index[index];
    }
  }
  for (std::uint32_t i = leaves.own(); i < leaves.size(); ++i)
    neighbours_.push_back(leaves.cuts().owner(leaves.frame().key(leaves.leaf(i))));
  std::sort(neighbours_.begin(), neighbours_.end());
  neighbours_.erase(std::unique(neighbours_.begin(), neighbours_.end()), neighbours_.end());
  find_holders(leaves, index_of_slot);
}

int BlockDomain::neighbour_of(int rank) const {
  return static_cast<int>(std::lower_bound(neighbours_.begin(), neighbours_.end(), rank) - neighbours_.begin());
}

void BlockDomain::find_holders(const LeafDomain& leaves, const std::vector<std::uint32_t>& index_of_slot) {
  const auto rank_of = [&](std::uint32_t index) {
    return index < leaves.own() ? leaves.rank() : leaves.cuts().owner(leaves.frame().key(leaves.leaf(index)));
  };
  holder_begin_.push_back(0);
  for (const std::uint32_t index : index_of_slot) {
    const int owner = rank_of(index);
    owner_.push_back(owner == leaves.rank() ? -1 : neighbour_of(owner));
    std::vector<int> ranks;
    for (const std::uint32_t other : leaves.around(index))
      if (other != LeafDomain::none) ranks.push_back(rank_of(other));
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    for (const int rank : ranks)
      if (rank != owner && rank != leaves.rank()) holders_.push_back(neighbour_of(rank));
    holder_begin_.push_back(static_cast<std::uint32_t>(holders_.size()));
  }
}

}  // namespace machi
