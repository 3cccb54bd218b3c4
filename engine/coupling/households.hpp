/// \file  Persons by their households.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace machi {

/// First all persons are added, then sorted, then visited.
class Households {
 public:
  void add(std::uint64_t household, std::uint64_t row) { members_.push_back({household, row}); }
  void sort() {
    if (!std::is_sorted(members_.begin(), members_.end())) std::sort(members_.begin(), members_.end());
    rows_.clear();
    for (const Member& member : members_) rows_.push_back(member.row);
  }
  /// Calls visit(household, rows of its members, rising) for each, by household.
  template <class Visit>
  void each(Visit visit) const {
    for (std::size_t first = 0, end = 0; first < members_.size(); first = end) {
      while (end < members_.size() && members_[end].household == members_[first].household) ++end;
      visit(members_[first].household, std::span(rows_).subspan(first, end - first));
    }
  }

 private:
  struct Member {
    std::uint64_t household;
    std::uint64_t row;
    auto operator<=>(const Member&) const = default;
  };
  std::vector<Member> members_;
  std::vector<std::uint64_t> rows_;
};

}  // namespace machi
