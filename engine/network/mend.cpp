#include "engine/network/mend.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

namespace machi {
namespace {

constexpr std::uint64_t west_column = 0x0101010101010101ULL;
constexpr std::uint64_t east_column = west_column << 7;
constexpr std::uint64_t south_row = 0xffULL;
constexpr std::uint64_t north_row = south_row << 56;

std::uint64_t grown(std::uint64_t part) {
  return part | (part & ~east_column) << 1 | (part & ~west_column) >> 1 | part << 8 | part >> 8;
}

// The 4-connected part of `within` that holds `seed`.
std::uint64_t flood(std::uint64_t seed, std::uint64_t within) {
  std::uint64_t part = seed & within;
  for (std::uint64_t next = grown(part) & within; next != part; next = grown(part) & within) part = next;
  return part;
}

// Where a part of one leaf goes on in the next one: its edge cells, brought to the other leaf.
std::uint64_t crossing(std::uint64_t part, std::size_t side) {
  switch (side) {
    case LeafDomain::south:
      return (part & south_row) << 56;
    case LeafDomain::west:
      return (part & west_column) << 7;
    case LeafDomain::east:
      return (part & east_column) >> 7;
    default:
      return (part & north_row) >> 56;
  }
}

struct Part {
  std::uint32_t leaf{0};
  std::uint64_t cells{0};
};

class HoleFinder {
 public:
  HoleFinder(const LeafDomain& leaves, std::span<const std::uint64_t> mask, int most_cells)
      : leaves_(leaves), mask_(mask), most_cells_(most_cells) {}

  /// Whether the part of the outside that holds `cells` of a leaf is a hole: closed, and small enough.
  bool is_hole(std::uint32_t leaf, std::uint64_t cells) {
    parts_.assign(1, {leaf, cells});
    int size = std::popcount(cells);
    for (std::size_t k = 0; k < parts_.size() && size <= most_cells_; ++k) {
      for (const std::size_t side : {LeafDomain::south, LeafDomain::west, LeafDomain::east, LeafDomain::north}) {
        std::uint64_t seeds = crossing(parts_[k].cells, side);
        if (seeds == 0) continue;
        const std::uint32_t next = leaves_.around(parts_[k].leaf)[side];
        if (next == LeafDomain::none) return false;  // a leaf without streets is larger than any hole
        for (seeds &= ~(mask_[next] | known(next)); seeds != 0; seeds &= ~parts_.back().cells) {
          parts_.push_back({next, flood(seeds & (~seeds + 1), ~mask_[next])});
          size += std::popcount(parts_.back().cells);
        }
      }
    }
    return size <= most_cells_;
  }

 private:
  std::uint64_t known(std::uint32_t leaf) const {
    std::uint64_t cells = 0;
    for (const Part& part : parts_)
      if (part.leaf == leaf) cells |= part.cells;
    return cells;
  }

  const LeafDomain& leaves_;
  std::span<const std::uint64_t> mask_;
  int most_cells_;
  std::vector<Part> parts_;
};

}  // namespace

void close_gaps(const Comm& comm, const LeafDomain& leaves, std::span<std::uint64_t> mask) {
  leaves.exchange(comm, mask);
  std::vector<std::uint64_t> closed(leaves.own());
  for (std::uint32_t i = 0; i < leaves.own(); ++i) {
    const auto part = [&](std::size_t side) {
      const std::uint32_t leaf = leaves.around(i)[side];
      return leaf == LeafDomain::none ? 0 : mask[leaf];
    };
    const std::uint64_t from_west = (mask[i] & ~east_column) << 1 | (part(LeafDomain::west) & east_column) >> 7;
    const std::uint64_t from_east = (mask[i] & ~west_column) >> 1 | (part(LeafDomain::east) & west_column) << 7;
    const std::uint64_t from_south = mask[i] << 8 | part(LeafDomain::south) >> 56;
    const std::uint64_t from_north = mask[i] >> 8 | part(LeafDomain::north) << 56;
    closed[i] = mask[i] | (from_west & from_east) | (from_south & from_north);
  }
  std::copy(closed.begin(), closed.end(), mask.begin());
  leaves.exchange(comm, mask);
}

void fill_holes(const Comm& comm, const LeafDomain& leaves, int most_cells, std::span<std::uint64_t> mask) {
  HoleFinder finder(leaves, mask, most_cells);
  std::vector<std::uint64_t> holes(leaves.own(), 0);
  for (std::uint32_t i = 0; i < leaves.own(); ++i) {
    if (mask[i] == 0) continue;  // the outside of such a leaf is too large for a hole
    for (std::uint64_t outside = ~mask[i]; outside != 0;) {
      const std::uint64_t cells = flood(outside & (~outside + 1), outside);
      outside &= ~cells;
      if (std::popcount(cells) <= most_cells && finder.is_hole(i, cells)) holes[i] |= cells;
    }
  }
  for (std::uint32_t i = 0; i < leaves.own(); ++i) mask[i] |= holes[i];
  leaves.exchange(comm, mask);
}

}  // namespace machi
