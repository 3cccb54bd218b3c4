/// \file  Sets that are united, with path halving (Tarjan, van Leeuwen 1984).
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace machi {

/// Members 0 … size − 1, at first each a set of its own. A set is named by one of its members, no matter which.
class DisjointSets {
 public:
  explicit DisjointSets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t find(std::uint32_t member) {
    while (parent_[member] != member) member = parent_[member] = parent_[parent_[member]];
    return member;
  }
  void unite(std::uint32_t a, std::uint32_t b) { parent_[find(a)] = find(b); }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace machi
