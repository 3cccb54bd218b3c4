/// \file  How many legs begin and end, by bins of time and mode.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Modes from this one on are counted together.
inline constexpr std::uint8_t last_counted_mode = 31;

class LegCounts {
 public:
  struct Counts {
    std::int64_t departures{0};
    std::int64_t arrivals{0};
    std::int64_t stuck{0};
  };
  Counts& at(std::uint32_t bin, std::uint8_t mode) {
    const std::size_t row = std::size_t{bin} * modes + mode;
    if (row >= rows_.size()) rows_.resize((std::size_t{bin} + 1) * modes);
    return rows_[row];
  }
  void add(const LegCounts& other) {
    if (rows_.size() < other.rows_.size()) rows_.resize(other.rows_.size());
    for (std::size_t k = 0; k < other.rows_.size(); ++k) {
      rows_[k].departures += other.rows_[k].departures;
      rows_[k].arrivals += other.rows_[k].arrivals;
      rows_[k].stuck += other.rows_[k].stuck;
    }
  }
  void clear() { rows_.clear(); }
  /// Sums over all ranks. Collective.
  LegCounts total(const Comm& comm) const {
    LegCounts sum;
    const std::int64_t rows = comm.max(static_cast<std::int64_t>(rows_.size()));
    std::vector<std::int64_t> values;
    for (std::size_t k = 0; k < static_cast<std::size_t>(rows); ++k) {
      const Counts counts = k < rows_.size() ? rows_[k] : Counts{};
      values.insert(values.end(), {counts.departures, counts.arrivals, counts.stuck});
    }
    comm.sum(std::span<std::int64_t>(values));
    for (std::size_t k = 0; k < values.size(); k += 3) sum.rows_.push_back({values[k], values[k + 1], values[k + 2]});
    return sum;
  }
  std::uint32_t bins() const { return static_cast<std::uint32_t>(rows_.size() / modes); }
  const Counts& of(std::uint32_t bin, std::uint8_t mode) const { return rows_[std::size_t{bin} * modes + mode]; }

 private:
  static constexpr std::size_t modes = last_counted_mode + 1;
  std::vector<Counts> rows_;  ///< [bins × modes]
};

}  // namespace machi
