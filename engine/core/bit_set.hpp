/// \file  A set of small numbers in one bit each, gone through in rising order at the cost of its words.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace machi {

/// Numbers 0 … size - 1. Local: one thread.
class BitSet {
 public:
  explicit BitSet(std::size_t size) : words_((size + 63) / 64, 0) {}
  void insert(std::uint32_t number) { words_[number / 64] |= std::uint64_t{1} << (number % 64); }
  void erase(std::uint32_t number) { words_[number / 64] &= ~(std::uint64_t{1} << (number % 64)); }
  bool contains(std::uint32_t number) const { return (words_[number / 64] >> (number % 64) & 1) != 0; }

  /// Calls visit(number) for the members in [first, end), in rising order; members may be erased meanwhile.
  template <class Visit>
  void for_each(std::uint32_t first, std::uint32_t end, Visit visit) const {
    for (std::size_t word = first / 64; word * 64 < end; ++word) {
      std::uint64_t bits = words_[word];
      if (word == first / 64) bits &= ~std::uint64_t{0} << (first % 64);
      for (; bits != 0; bits &= bits - 1) {
        const auto number = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
        if (number >= end) return;
        visit(number);
      }
    }
  }

 private:
  std::vector<std::uint64_t> words_;
};

}  // namespace machi
