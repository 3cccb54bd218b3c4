#include "engine/grid/leaf_runs.hpp"

#include <algorithm>
#include <utility>

#include "engine/grid/leaf_set.hpp"
#include "engine/grid/spread_polygons.hpp"

namespace machi {
namespace {

constexpr LeafKey last_key = ~LeafKey{0};
// Leaves are looked at by squares of 8 × 8, each 64 keys in a row.
constexpr int square_bits = 3;

// Adds the leaves around a leaf, within reach, for which `wanted` holds.
template <class Wanted>
void insert_around(const GridFrame& frame, LeafXY leaf, const Wanted& wanted, LeafSet& set) {
  for (int dy = -LeafRuns::reach; dy <= LeafRuns::reach; ++dy) {
    for (int dx = -LeafRuns::reach; dx <= LeafRuns::reach; ++dx) {
      const LeafXY near{leaf.x + dx, leaf.y + dy};
      if ((dx != 0 || dy != 0) && frame.inside(near) && wanted(near)) set.insert(near);
    }
  }
}

// Whether all keys of the squares around that of a key lie in [low, high).
bool far_inside(const GridFrame& frame, LeafKey key, LeafKey low, LeafKey high) {
  const LeafXY leaf = frame.leaf(key);
  for (int dy = -1; dy <= 1; ++dy) {
    for (int dx = -1; dx <= 1; ++dx) {
      const LeafXY near{leaf.x + dx * (1 << square_bits), leaf.y + dy * (1 << square_bits)};
      if (!frame.inside(near)) continue;
      const LeafKey begin = frame.key(near) >> (2 * square_bits) << (2 * square_bits);
      if (begin < low || begin + (LeafKey{1} << (2 * square_bits)) > high) return false;
    }
  }
  return true;
}

// Leaves around `keys`, within reach, whose keys lie outside [low, high); ascending.
std::vector<LeafKey> keys_around(const GridFrame& frame, std::span<const LeafKey> keys, LeafKey low, LeafKey high) {
  LeafSet around;
  LeafKey square = last_key;
  bool inside = false;
  for (const LeafKey key : keys) {
    if (key >> (2 * square_bits) != square) {
      square = key >> (2 * square_bits);
      inside = far_inside(frame, key, low, high);
    }
    if (inside) continue;
    insert_around(
        frame, frame.leaf(key),
        [&](LeafXY near) {
          const LeafKey other = frame.key(near);
          return other < low || other >= high;
        },
        around);
  }
  return around.keys(frame);
}

}  // namespace

LeafRuns::LeafRuns(const Comm& comm, GridFrame frame, LeafCuts cuts, std::vector<LeafKey> own, std::uint32_t run_leaves)
    : frame_(frame), cuts_(std::move(cuts)), keys_(std::move(own)) {
  first_ = static_cast<std::uint64_t>(comm.sum_below(static_cast<std::int64_t>(keys_.size())));
  total_ = static_cast<std::uint64_t>(comm.sum(static_cast<std::int64_t>(keys_.size())));
  begin_.push_back(0);
  run_cuts_.cuts.push_back(0);
  for (std::uint64_t leaf = run_leaves - first_ % run_leaves; leaf < keys_.size(); leaf += run_leaves) {
    begin_.push_back(leaf);
    run_cuts_.cuts.push_back(keys_[leaf]);
  }
  begin_.push_back(keys_.size());
  run_cuts_.cuts.push_back(last_key);
  if (comm.size() > 1) request_ghosts(comm);
}

std::span<const LeafKey> LeafRuns::keys(std::size_t run) const {
  return std::span(keys_).subspan(begin_[run], begin_[run + 1] - begin_[run]);
}

void LeafRuns::runs_of(const LeafBox& box, std::vector<int>& runs) const {
  owners_of(frame_, run_cuts_, box, runs);
}

// Asks the owners which of the leaves around mine exist.
void LeafRuns::request_ghosts(const Comm& comm) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  const auto me = static_cast<std::size_t>(comm.rank());
  std::vector<std::vector<LeafKey>> wanted(ranks);
  for (const LeafKey key : keys_around(frame_, keys_, cuts_.cuts[me], cuts_.cuts[me + 1]))
    wanted[static_cast<std::size_t>(cuts_.owner(key))].push_back(key);
  wanted[me].clear();
  auto asked = comm.all_to_all_of(wanted);
  for (auto& row : asked)
    std::erase_if(row, [&](LeafKey key) { return !std::binary_search(keys_.begin(), keys_.end(), key); });
  for (const auto& row : comm.all_to_all_of(asked)) ghosts_.insert(ghosts_.end(), row.begin(), row.end());
  std::sort(ghosts_.begin(), ghosts_.end());
}

bool LeafRuns::exists(LeafKey key) const {
  return std::binary_search(keys_.begin(), keys_.end(), key) || std::binary_search(ghosts_.begin(), ghosts_.end(), key);
}

LeafRun LeafRuns::run(std::size_t index) const {
  const std::span<const LeafKey> own = keys(index);
  std::vector<LeafKey> all;
  std::uint32_t begin = 0;
  if (!own.empty()) {
    std::vector<LeafKey> around = keys_around(frame_, own, own.front(), own.back() + 1);
    std::erase_if(around, [&](LeafKey key) { return !exists(key); });
    const auto after = std::lower_bound(around.begin(), around.end(), own.front());
    begin = static_cast<std::uint32_t>(after - around.begin());
    all.reserve(around.size() + own.size());
    all.insert(all.end(), around.begin(), after);
    all.insert(all.end(), own.begin(), own.end());
    all.insert(all.end(), after, around.end());
  }
  return {LeafDomain(Comm::null(), frame_, LeafCuts{{0, last_key}}, std::move(all), 1), begin,
          static_cast<std::uint32_t>(own.size()), first_ + begin_[index]};
}

}  // namespace machi
