/// \file  Leaves that wait for a visit, in buckets by the earliest time that concerns them.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace machi {

/// A bucket queue of leaves. The order of visits is a matter of speed only. Local: one thread.
class LeafQueue {
 public:
  static constexpr std::uint32_t none = 0xffffffffU;
  /// `width` is the range of keys in one bucket, at least 1.
  LeafQueue(std::uint32_t leaves, std::uint32_t width) : width_(width), key_(leaves, none) {}

  bool empty() const { return buckets_.empty(); }
  /// A lower bound of all keys; not for an empty queue.
  std::uint32_t lowest() const { return buckets_.begin()->first * width_; }
  /// Adds a leaf, or lowers its key.
  void push(std::uint32_t leaf, std::uint32_t key) {
    if (key >= key_[leaf]) return;
    const bool same_bucket = key_[leaf] != none && key_[leaf] / width_ == key / width_;
    key_[leaf] = key;
    if (!same_bucket) buckets_[key / width_].push_back(leaf);
  }
  /// Replaces `leaves` by those of the lowest bucket, and takes them out.
  void take(std::vector<std::uint32_t>& leaves) {
    const auto lowest = buckets_.begin();
    leaves.clear();
    for (const std::uint32_t leaf : lowest->second) {
      if (key_[leaf] == none || key_[leaf] / width_ != lowest->first) continue;  // it was taken from a lower bucket
      key_[leaf] = none;
      leaves.push_back(leaf);
    }
    buckets_.erase(lowest);
  }

 private:
  std::uint32_t width_;
  std::vector<std::uint32_t> key_;  ///< [leaves] none: not waiting
  std::map<std::uint32_t, std::vector<std::uint32_t>> buckets_;
};

}  // namespace machi
