/// \file  A time wheel: what is due in which step, at a cost that does not depend on how many wait.
#pragma once

#include <cstdint>
#include <vector>

namespace machi {

class TimeWheel {
 public:
  /// Entries further ahead than 2^bits steps are looked at once in each turn of the wheel.
  explicit TimeWheel(int bits = 12) : mask_((1U << bits) - 1), buckets_(std::size_t{1} << bits) {}

  /// `step` must not lie before the step that was taken last.
  void add(std::uint32_t step, std::uint32_t id) { buckets_[step & mask_].push_back({step, id}); }

  /// Moves what is due at `step` to `due`, which is emptied first. Each step must be taken, one after the other.
  void take(std::uint32_t step, std::vector<std::uint32_t>& due) {
    due.clear();
    std::vector<Entry>& bucket = buckets_[step & mask_];
    std::size_t kept = 0;
    for (const Entry& entry : bucket) {
      if (entry.step == step) due.push_back(entry.id);
      if (entry.step != step) bucket[kept++] = entry;
    }
    bucket.resize(kept);
  }

  /// Calls visit(step, id) for each entry, in no order.
  template <class Visit>
  void each(Visit visit) const {
    for (const std::vector<Entry>& bucket : buckets_)
      for (const Entry& entry : bucket) visit(entry.step, entry.id);
  }

 private:
  struct Entry {
    std::uint32_t step{0};
    std::uint32_t id{0};
  };
  std::uint32_t mask_;
  std::vector<std::vector<Entry>> buckets_;
};

}  // namespace machi
