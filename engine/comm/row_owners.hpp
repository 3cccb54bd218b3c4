/// \file  Which rank has which rows of a table that lies on the ranks in rank order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

class RowOwners {
 public:
  /// Collective.
  RowOwners(const Comm& comm, std::uint64_t mine) {
    for (const std::uint64_t rows : comm.all_gather_of(std::span<const std::uint64_t>(&mine, 1)))
      firsts_.push_back(firsts_.back() + rows);
  }
  int owner(std::uint64_t row) const {
    return static_cast<int>(std::upper_bound(firsts_.begin() + 1, firsts_.end() - 1, row) - firsts_.begin()) - 1;
  }
  std::uint64_t first(int rank) const { return firsts_[static_cast<std::size_t>(rank)]; }
  std::uint64_t total() const { return firsts_.back(); }

 private:
  std::vector<std::uint64_t> firsts_{0};  ///< [ranks + 1]
};

}  // namespace machi
