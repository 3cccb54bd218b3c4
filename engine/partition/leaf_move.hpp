/// \file  Brings columns over the leaves of a grid from one cut of the curve to another.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

class LeafMove {
 public:
  /// `keys`: this rank's leaves, ascending, those of later ranks further along the curve; `to`: the new cuts of leaves.
  /// The keys must outlive the move.
  LeafMove(Comm comm, std::span<const LeafKey> keys, const LeafCuts& to) : comm_(std::move(comm)), keys_(keys) {
    for (int rank = 0; rank < comm_.size(); ++rank)
      begin_.push_back(static_cast<std::size_t>(
          std::lower_bound(keys.begin(), keys.end(), to.cuts[static_cast<std::size_t>(rank)]) - keys.begin()));
    begin_.push_back(keys.size());
  }

  /// This rank's leaves under the new cuts, ascending. Collective.
  std::vector<LeafKey> keys() const { return column(keys_); }
  /// A column of plain values, equally many for each leaf, or empty on all ranks; the new own leaves' values.
  /// Collective.
  template <class T>
  std::vector<T> column(std::span<const T> values) const {
    const std::size_t each = keys_.empty() ? 0 : values.size() / keys_.size();
    std::vector<std::vector<std::byte>> rows(begin_.size() - 1);
    for (std::size_t rank = 0; rank < rows.size(); ++rank) {
      const auto bytes = std::as_bytes(values.subspan(each * begin_[rank], each * (begin_[rank + 1] - begin_[rank])));
      rows[rank].assign(bytes.begin(), bytes.end());
    }
    return vector_of<T>(comm_.all_to_all(rows).bytes);
  }
  template <class T>
  std::vector<T> column(const std::vector<T>& values) const {
    return column(std::span<const T>(values));
  }

 private:
  Comm comm_;
  std::span<const LeafKey> keys_;
  std::vector<std::size_t> begin_;  ///< [ranks + 1] first leaf for each rank, and the end
};

}  // namespace machi
