/// \file  Age classes by rank: the youngest of a cell get its youngest class, whichever rank holds them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// A tentative age in 1/256 years with random digits behind it, at least 0.
std::int64_t age_key(double age_years, const std::array<std::uint32_t, 4>& random);

/// The bounds between age classes of each cell, such that over all ranks the persons of a cell have its classes in the
/// proportions of `weights` [cells][classes], in whole numbers (apportioned()), by rising key.
class CellAges {
 public:
  /// `key` and `cell` of this rank's persons; keys are unique. Collective.
  CellAges(std::span<const std::int64_t> key, std::span<const std::uint32_t> cell,
           const std::vector<std::vector<double>>& weights, const Comm& comm);
  std::size_t cells() const { return persons_.size(); }
  bool has_persons(std::uint32_t cell) const { return persons_[cell] > 0; }
  /// The class of a key, whether it is one of those that the bounds were made from or lies among them.
  std::uint8_t of(std::int64_t key, std::uint32_t cell) const;

 private:
  std::vector<std::int64_t> persons_;    ///< [cells] over all ranks
  std::vector<std::size_t> begin_{0};    ///< [cells + 1] into threshold_
  std::vector<std::int64_t> threshold_;  ///< the largest key of each class but the last
};

/// Age in years of a key.
double age_of_key(std::int64_t key);

/// The class of each of this rank's persons. Collective.
std::vector<std::uint8_t> classes_by_rank(std::span<const std::int64_t> key, std::span<const std::uint32_t> cell,
                                          const std::vector<std::vector<double>>& weights, const Comm& comm);

}  // namespace machi
