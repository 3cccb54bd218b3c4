#include "engine/grid/leaf_domain.hpp"

#include <algorithm>
#include <cstring>

#include "engine/grid/leaf_set.hpp"

namespace machi {
namespace {

void sort_unique(std::vector<LeafKey>& keys) {
  if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

// Each key goes to the rank that `owner` names, which must not fall as keys rise; `keys` and the answer are ascending
// and unique. The keys are let go before others come: a rank that read a large polygon holds most of the city's.
template <class Owner>
std::vector<LeafKey> route_keys(const Comm& comm, std::vector<LeafKey> keys, Owner owner) {
  if (comm.size() == 1) return keys;
  std::vector<std::vector<std::byte>> rows(static_cast<std::size_t>(comm.size()));
  auto begin = keys.begin();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto end =
        std::partition_point(begin, keys.end(), [&](LeafKey key) { return static_cast<std::size_t>(owner(key)) <= r; });
    const auto bytes = std::as_bytes(std::span(begin, end));
    rows[r].assign(bytes.begin(), bytes.end());
    begin = end;
  }
  keys = {};
  std::vector<LeafKey> mine = vector_of<LeafKey>(comm.all_to_all(rows).bytes);
  sort_unique(mine);
  return mine;
}

}  // namespace

int LeafCuts::owner(LeafKey key) const {
  return static_cast<int>(std::upper_bound(cuts.begin() + 1, cuts.end() - 1, key) - cuts.begin()) - 1;
}

LeafCuts partition_leaves(const Comm& comm, std::vector<LeafKey>& keys) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  // Unite first, on a cut of the key range into equal parts; then move the cuts to equal counts.
  sort_unique(keys);
  const auto highest = static_cast<LeafKey>(comm.max(keys.empty() ? 0 : static_cast<std::int64_t>(keys.back())));
  const LeafKey share = highest / ranks + 1;
  keys = route_keys(comm, std::move(keys), [&](LeafKey key) { return key / share; });
  const auto before = static_cast<std::uint64_t>(comm.sum_below(static_cast<std::int64_t>(keys.size())));
  const auto total = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(keys.size())));
  std::vector<std::int64_t> cuts(ranks + 1, 0);
  for (std::uint64_t r = 1; r < ranks; ++r) {
    const std::uint64_t place = total * r / ranks;  // index of the first leaf of rank r
    if (place >= before && place < before + keys.size()) cuts[r] = static_cast<std::int64_t>(keys[place - before]);
  }
  comm.max(cuts);
  cuts[ranks] = static_cast<std::int64_t>(highest) + 1;
  LeafCuts result;
  for (const std::int64_t cut : cuts) result.cuts.push_back(static_cast<LeafKey>(cut));
  keys = route_keys(comm, std::move(keys), [&](LeafKey key) { return result.owner(key); });
  return result;
}

const std::uint32_t* LeafDirectory::slots_of(std::uint64_t page) const {
  const auto it = pages_.find(page);
  return it == pages_.end() ? nullptr : slots_[it->second].data();
}

void LeafDirectory::insert(LeafXY leaf, std::uint32_t index) {
  const auto [it, is_new] = pages_.try_emplace(page_of(leaf), static_cast<std::uint32_t>(pages_.size()));
  if (is_new) slots_.emplace_back().fill(none);
  slots_[it->second][slot_of(leaf)] = index;
}

std::uint32_t LeafDirectory::find(LeafXY leaf) const {
  const std::uint32_t* const slots = slots_of(page_of(leaf));
  return slots == nullptr ? none : slots[slot_of(leaf)];
}

LeafDomain::LeafDomain(const Comm& comm, GridFrame frame, LeafCuts cuts, std::vector<LeafKey> own, int radius,
                       LeafWrap wrap)
    : frame_(frame), cuts_(std::move(cuts)), rank_(comm.rank()), radius_(radius), wrap_(wrap), keys_(std::move(own)) {
  first_ = static_cast<std::uint64_t>(comm.sum_below(static_cast<std::int64_t>(keys_.size())));
  total_ = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(keys_.size())));
  leaves_.reserve(keys_.size());
  for (const LeafKey key : keys_) {
    const LeafXY leaf = frame_.leaf(key);
    directory_.insert(leaf, static_cast<std::uint32_t>(leaves_.size()));
    leaves_.push_back(leaf);
  }
  send_.resize(static_cast<std::size_t>(comm.size()));
  receive_.resize(static_cast<std::size_t>(comm.size()));
  if (comm.size() > 1) request_ghosts(comm);

  around_.resize(leaves_.size());
  LeafDirectory::Cursor near = cursor();
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    std::size_t side = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx != 0 || dy != 0) around_[i][side++] = near.find(wrap_({leaves_[i].x + dx, leaves_[i].y + dy}));
  }
}

// Asks the owners which of the leaves around mine exist; those become my ghosts.
void LeafDomain::request_ghosts(const Comm& comm) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  LeafSet around;
  LeafDirectory::Cursor mine = cursor();
  for (const LeafXY leaf : leaves_) {
    for (int dy = -radius_; dy <= radius_; ++dy) {
      for (int dx = -radius_; dx <= radius_; ++dx) {
        const LeafXY near = wrap_({leaf.x + dx, leaf.y + dy});
        if (mine.find(near) == none && frame_.inside(near)) around.insert(near);
      }
    }
  }
  std::vector<std::vector<LeafKey>> wanted(ranks);
  for (const LeafKey key : around.keys(frame_)) {
    const int owner = cuts_.owner(key);
    if (owner != comm.rank()) wanted[static_cast<std::size_t>(owner)].push_back(key);
  }
  std::vector<std::vector<LeafKey>> existing(ranks);
  const auto asked = comm.all_to_all_of(wanted);
  for (std::size_t r = 0; r < ranks; ++r) {
    for (const LeafKey key : asked[r]) {
      const auto it = std::lower_bound(keys_.begin(), keys_.end(), key);
      if (it == keys_.end() || *it != key) continue;
      send_[r].push_back(static_cast<std::uint32_t>(it - keys_.begin()));
      existing[r].push_back(key);
    }
  }
  const auto granted = comm.all_to_all_of(existing);
  for (std::size_t r = 0; r < ranks; ++r) {
    for (const LeafKey key : granted[r]) {
      const LeafXY leaf = frame_.leaf(key);
      receive_[r].push_back(ghosts());
      directory_.insert(leaf, static_cast<std::uint32_t>(leaves_.size()));
      leaves_.push_back(leaf);
    }
  }
}

void LeafDomain::exchange_bytes(const Comm& comm, const std::byte* own, std::byte* ghosts,
                                std::size_t value_size) const {
  if (comm.size() == 1) return;
  std::vector<std::vector<std::byte>> rows(send_.size());
  for (std::size_t r = 0; r < send_.size(); ++r) {
    rows[r].resize(send_[r].size() * value_size);
    for (std::size_t k = 0; k < send_[r].size(); ++k)
      std::memcpy(rows[r].data() + k * value_size, own + send_[r][k] * value_size, value_size);
  }
  const ByteRows got = comm.all_to_all(rows);
  for (std::size_t r = 0; r < receive_.size(); ++r)
    for (std::size_t k = 0; k < receive_[r].size(); ++k)
      std::memcpy(ghosts + receive_[r][k] * value_size, got.bytes.data() + got.offsets[r] + k * value_size, value_size);
}

}  // namespace machi
