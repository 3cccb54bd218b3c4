#include "engine/field/leaf_rounds.hpp"

#include <algorithm>
#include <utility>

namespace machi {
namespace {

struct LeafMessage {
  LeafKey key;
  std::array<std::uint32_t, leaf_cells> values;
};

std::size_t colour_of(LeafXY leaf) {
  return static_cast<std::size_t>((leaf.x & 1) | (leaf.y & 1) << 1);
}

}  // namespace

LeafNews::LeafNews(const LeafDomain& leaves) : leaves_(&leaves), changed_(leaves.own(), 0) {
  std::vector<std::pair<std::uint32_t, int>> holders;
  for (std::uint32_t ghost = leaves.own(); ghost < leaves.size(); ++ghost) {
    const int owner = leaves.cuts().owner(leaves.frame().key(leaves.leaf(ghost)));
    for (const std::uint32_t near : leaves.around(ghost))
      if (near != LeafDomain::none && near < leaves.own()) holders.emplace_back(near, owner);
  }
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  for (const auto& [leaf, rank] : holders) holders_.push_back({leaf, rank});
}

std::vector<LeafNews::Before> LeafNews::exchange(const Comm& comm, std::span<std::uint32_t> field) {
  std::vector<std::vector<LeafMessage>> rows(static_cast<std::size_t>(comm.size()));
  for (const Holder& holder : holders_) {
    if (changed_[holder.leaf] == 0) continue;
    LeafMessage message{leaves_->keys()[holder.leaf], {}};
    std::copy_n(field.data() + std::size_t{holder.leaf} * leaf_cells, leaf_cells, message.values.data());
    rows[static_cast<std::size_t>(holder.rank)].push_back(message);
    ++sent_;
  }
  for (const Holder& holder : holders_) changed_[holder.leaf] = 0;
  std::vector<Before> changes;
  for (const auto& row : comm.all_to_all_of(rows)) {
    for (const LeafMessage& message : row) {
      const std::uint32_t ghost = leaves_->find(leaves_->frame().leaf(message.key));
      std::uint32_t* const values = field.data() + std::size_t{ghost} * leaf_cells;
      if (std::equal(message.values.begin(), message.values.end(), values)) continue;
      Before before{ghost, {}};
      std::copy_n(values, leaf_cells, before.values.data());
      std::copy_n(message.values.data(), leaf_cells, values);
      changes.push_back(before);
    }
  }
  return changes;
}

void LeafRounds::push_around(std::uint32_t own_leaf, std::uint32_t key) {
  push(own_leaf, key);
  for (const std::uint32_t near : leaves_->around(own_leaf))
    if (near != LeafDomain::none && near < leaves_->own()) push(near, key);
}

void LeafRounds::wake(std::uint32_t leaf, const Wakes& wakes) {
  const std::array<std::uint32_t, 8>& around = leaves_->around(leaf);
  for (std::size_t side = 0; side < around.size(); ++side)
    if (wakes[side] != LeafQueue::none && around[side] != LeafDomain::none && around[side] < leaves_->own())
      queue_.push(around[side], wakes[side]);
}

// Leaves of one colour (parity of column and row) never touch.
void LeafRounds::sort_by_colour() {
  std::array<std::size_t, 5> begin{};
  for (const std::uint32_t leaf : batch_) ++begin[colour_of(leaves_->leaf(leaf)) + 1];
  for (std::size_t c = 0; c < 4; ++c) begin[c + 1] += begin[c];
  colour_begin_ = begin;
  sorted_.resize(batch_.size());
  for (const std::uint32_t leaf : batch_) sorted_[begin[colour_of(leaves_->leaf(leaf))]++] = leaf;
  batch_.swap(sorted_);
}

}  // namespace machi
