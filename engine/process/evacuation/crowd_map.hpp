/// \file  How densely people stand, as way-finding sees it from afar: persons and open ground counted by bin, spread
/// over the bins around, and read between their middles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/grid/leaf_domain.hpp"
#include "engine/process/evacuation/ground.hpp"
#include "engine/process/evacuation/walker_store.hpp"

namespace machi {

/// Density as a ratio of two sums that are spread alike, so it is unbiased beside walls and level across a passage,
/// whatever bins this lies in: a jump of density from bin to bin would turn walkers aside. All sums are integers.
class CrowdMap {
 public:
  /// Leaves, blocks and ground must outlive this. Collective.
  CrowdMap(const Comm& comm, const BlockDomain& blocks, const Ground& ground);

  /// Counts those who walk; adds the own leaves where tenths() differ from before. Collective.
  void count(const Comm& comm, std::span<const Walker> walkers, std::vector<std::uint32_t>& changed);
  /// Tenths of a person per square metre in cell [own * 64], at most 255, rounded down.
  std::uint8_t tenths(std::size_t cell) const { return tenths_[cell]; }

 private:
  using Bins = std::vector<std::uint32_t>;  ///< [slots * bins²]
  Bins none() const { return Bins(blocks_->size() * bins_, 0); }
  void tell_holders(const Comm& comm, Bins& values) const;
  void spread(const Comm& comm, Bins& values) const;
  void read_block(std::uint32_t slot, const Bins& persons, std::vector<std::uint8_t>& tenths) const;

  const BlockDomain* blocks_;
  const Ground* ground_;
  std::size_t bins_;  ///< of a block
  Bins open_cells_;   ///< spread
  std::vector<std::uint8_t> tenths_;
};

}  // namespace machi
