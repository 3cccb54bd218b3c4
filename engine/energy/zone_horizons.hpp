/// \file  The horizons of all zones of a rank, by far the longest of what is known of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/energy/neighbours.hpp"

namespace machi {

/// Horizons of zone after zone, each with its faces. They lie in slabs of some thousand zones that can be given back
/// one by one. Local.
class ZoneHorizons {
 public:
  static constexpr std::size_t slab_zones = 8192;

  std::size_t zones() const { return begin_.size() - 1; }
  std::size_t slabs() const { return slabs_.size(); }
  /// Of which slab a zone is.
  static std::size_t slab_of(std::size_t zone) { return zone / slab_zones; }

  /// The next zones, a whole slab but for the last: `faces` of one after the other, as many each as `counts` says.
  void add_slab(std::vector<HorizonSteps> faces, std::span<const std::uint32_t> counts) {
    for (const std::uint32_t count : counts) begin_.push_back(begin_.back() + count);
    slabs_.push_back(std::move(faces));
  }
  /// Horizons of a zone's faces; its slab must be there.
  std::span<const HorizonSteps> of(std::size_t zone) const {
    const std::size_t slab = slab_of(zone);
    return std::span(slabs_[slab]).subspan(begin_[zone] - begin_[slab * slab_zones], begin_[zone + 1] - begin_[zone]);
  }
  std::span<const HorizonSteps> slab(std::size_t slab) const { return slabs_[slab]; }
  void release(std::size_t slab) { std::vector<HorizonSteps>().swap(slabs_[slab]); }

 private:
  std::vector<std::uint64_t> begin_{0};  ///< [zones + 1] faces before a zone
  std::vector<std::vector<HorizonSteps>> slabs_;
};

}  // namespace machi
