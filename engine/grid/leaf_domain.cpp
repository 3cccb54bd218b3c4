#include "engine/grid/leaf_domain.hpp"

#include <algorithm>
#include <cstring>

namespace machi {
namespace {

void sort_unique(std::vector<LeafKey>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

// Each key goes to the rank that `owner` names; the answer is ascending and unique.
template <class Owner>
std::vector<LeafKey> route_keys(const Comm& comm, const std::vector<LeafKey>& keys, Owner owner) {
  std::vector<std::vector<LeafKey>> rows(static_cast<std::size_t>(comm.size()));
  for (const LeafKey key : keys) rows[static_cast<std::size_t>(owner(key))].push_back(key);
  std::vector<LeafKey> mine;
  for (const auto& row : comm.all_to_all_of(rows)) mine.insert(mine.end(), row.begin(), row.end());
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
  keys = route_keys(comm, keys, [&](LeafKey key) { return key / share; });
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
  keys = route_keys(comm, keys, [&](LeafKey key) { return result.owner(key); });
  return result;
}

void LeafDirectory::insert(LeafXY leaf, std::uint32_t index) {
  const std::uint64_t page = static_cast<std::uint64_t>(static_cast<std::uint32_t>(leaf.x >> page_bits)) << 32 |
                             static_cast<std::uint32_t>(leaf.y >> page_bits);
  const auto [it, is_new] = pages_.try_emplace(page, static_cast<std::uint32_t>(pages_.size()));
  if (is_new) slots_.resize(slots_.size() + page_side * page_side, none);
  slots_[(static_cast<std::size_t>(it->second) * page_side + static_cast<std::size_t>(leaf.y & (page_side - 1))) *
             page_side +
         static_cast<std::size_t>(leaf.x & (page_side - 1))] = index;
}

std::uint32_t LeafDirectory::find(LeafXY leaf) const {
  const std::uint64_t page = static_cast<std::uint64_t>(static_cast<std::uint32_t>(leaf.x >> page_bits)) << 32 |
                             static_cast<std::uint32_t>(leaf.y >> page_bits);
  const auto it = pages_.find(page);
  if (it == pages_.end()) return none;
  return slots_[(static_cast<std::size_t>(it->second) * page_side +
                 static_cast<std::size_t>(leaf.y & (page_side - 1))) *
                    page_side +
                static_cast<std::size_t>(leaf.x & (page_side - 1))];
}

LeafDomain::LeafDomain(const Comm& comm, GridFrame frame, LeafCuts cuts, std::vector<LeafKey> own, int radius)
    : frame_(frame), cuts_(std::move(cuts)), radius_(radius), keys_(std::move(own)) {
  first_ = static_cast<std::uint64_t>(comm.sum_below(static_cast<std::int64_t>(keys_.size())));
  total_ = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(keys_.size())));
  leaves_.reserve(keys_.size());
  for (const LeafKey key : keys_) {
    directory_.insert(frame_.leaf(key), static_cast<std::uint32_t>(leaves_.size()));
    leaves_.push_back(frame_.leaf(key));
  }

  // Ask the owners which of the leaves around mine exist.
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<LeafKey>> wanted(ranks);
  if (comm.size() > 1) {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      for (int dy = -radius; dy <= radius; ++dy) {
        for (int dx = -radius; dx <= radius; ++dx) {
          const LeafXY near{leaves_[i].x + dx, leaves_[i].y + dy};
          if (!frame_.inside(near)) continue;
          const LeafKey key = frame_.key(near);
          if (const int owner = cuts_.owner(key); owner != comm.rank())
            wanted[static_cast<std::size_t>(owner)].push_back(key);
        }
      }
    }
    for (auto& row : wanted) sort_unique(row);
  }
  send_.resize(ranks);
  receive_.resize(ranks);
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
      const auto index = static_cast<std::uint32_t>(leaves_.size());
      directory_.insert(frame_.leaf(key), index);
      leaves_.push_back(frame_.leaf(key));
      receive_[r].push_back(index);
    }
  }

  around_.resize(leaves_.size());
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    std::size_t side = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx != 0 || dy != 0) around_[i][side++] = directory_.find({leaves_[i].x + dx, leaves_[i].y + dy});
  }
}

void LeafDomain::exchange_bytes(const Comm& comm, std::byte* field, std::size_t value_size) const {
  if (comm.size() == 1) return;
  std::vector<std::vector<std::byte>> rows(send_.size());
  for (std::size_t r = 0; r < send_.size(); ++r) {
    rows[r].resize(send_[r].size() * value_size);
    for (std::size_t k = 0; k < send_[r].size(); ++k)
      std::memcpy(rows[r].data() + k * value_size, field + send_[r][k] * value_size, value_size);
  }
  const ByteRows got = comm.all_to_all(rows);
  for (std::size_t r = 0; r < receive_.size(); ++r)
    for (std::size_t k = 0; k < receive_[r].size(); ++k)
      std::memcpy(field + receive_[r][k] * value_size, got.bytes.data() + got.offsets[r] + k * value_size, value_size);
}

}  // namespace machi
