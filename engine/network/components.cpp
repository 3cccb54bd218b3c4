// The connected parts of a network that lies on all ranks.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "engine/comm/ask.hpp"
#include "engine/network/finish_network.hpp"
#include "engine/network/number_network.hpp"

namespace machi {
namespace {

// The nodes of this rank and those of others that its links lead to, united along links. Every part is known by its
// lowest node.
class UnitedNodes {
 public:
  UnitedNodes(const Comm& comm, const Network& network)
      : owners_(comm, network.nodes()), first_(static_cast<std::uint32_t>(owners_.first(comm.rank()))) {
    own_ = network.nodes();
    for (const auto* ends : {&network.from, &network.to})
      for (const std::uint32_t node : *ends)
        if (node - first_ >= own_) ghosts_.push_back(node);
    std::sort(ghosts_.begin(), ghosts_.end());
    ghosts_.erase(std::unique(ghosts_.begin(), ghosts_.end()), ghosts_.end());
    parent_.resize(own_ + ghosts_.size());
    std::iota(parent_.begin(), parent_.end(), 0U);
    for (std::uint32_t l = 0; l < network.links(); ++l)
      parent_[root(index_of(network.from[l]))] = root(index_of(network.to[l]));
    lowest_.assign(parent_.size(), 0xffffffffU);
    for (std::uint32_t k = 0; k < parent_.size(); ++k) {
      std::uint32_t& lowest = lowest_[root(k)];
      lowest = std::min(lowest, k < own_ ? first_ + k : ghosts_[k - own_]);
    }
    while (comm.any(tell_owners(comm))) {
    }
  }

  std::uint32_t part_of(std::uint32_t node) { return lowest_[root(index_of(node))]; }
  const RowOwners& owners() const { return owners_; }

 private:
  struct Claim {
    std::uint32_t node{0};
    std::uint32_t lowest{0};
  };

  // The lower one of what a node's owner knows and what ranks with links to it know; whether that changed anything.
  bool tell_owners(const Comm& comm) {
    std::vector<Claim> claims;
    for (std::uint32_t g = 0; g < ghosts_.size(); ++g) claims.push_back({ghosts_[g], lowest_[root(own_ + g)]});
    bool changed = false;
    const auto lower = [&](std::uint32_t& known, std::uint32_t told) {
      changed = changed || told < known;
      known = std::min(known, told);
    };
    const auto answers = ask_owners<std::uint32_t>(
        comm, std::span<const Claim>(claims), [&](const Claim& c) { return owners_.owner(c.node); },
        [&](const std::vector<std::vector<Claim>>& asked) {
          for (const auto& row : asked)
            for (const Claim& claim : row) lower(lowest_[root(claim.node - first_)], claim.lowest);
          std::vector<std::vector<std::uint32_t>> replies(asked.size());
          for (std::size_t r = 0; r < asked.size(); ++r)
            for (const Claim& claim : asked[r]) replies[r].push_back(lowest_[root(claim.node - first_)]);
          return replies;
        });
    for (std::uint32_t g = 0; g < ghosts_.size(); ++g) lower(lowest_[root(own_ + g)], answers[g]);
    return changed;
  }

  std::uint32_t index_of(std::uint32_t node) const {
    if (node - first_ < own_) return node - first_;
    return own_ + static_cast<std::uint32_t>(std::lower_bound(ghosts_.begin(), ghosts_.end(), node) - ghosts_.begin());
  }
  std::uint32_t root(std::uint32_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }

  RowOwners owners_;
  std::uint32_t first_;
  std::uint32_t own_{0};
  std::vector<std::uint32_t> ghosts_;  ///< nodes of other ranks, ascending
  std::vector<std::uint32_t> parent_;  ///< [own + ghosts]
  std::vector<std::uint32_t> lowest_;  ///< [own + ghosts] of roots
};

struct Length {
  std::uint32_t part{0};
  std::uint32_t unused{0};
  std::int64_t mm{0};
};

// Adds up the lengths of equal parts; ascending.
void sum_parts(std::vector<Length>& lengths) {
  std::sort(lengths.begin(), lengths.end(), [](const Length& a, const Length& b) { return a.part < b.part; });
  std::size_t kept = 0;
  for (const Length& it : lengths) {
    if (kept > 0 && lengths[kept - 1].part == it.part)
      lengths[kept - 1].mm += it.mm;
    else
      lengths[kept++] = it;
  }
  lengths.resize(kept);
}

}  // namespace

void number_components(const Comm& comm, Network& network) {
  UnitedNodes parts(comm, network);
  std::vector<Length> lengths;
  for (std::uint32_t l = 0; l < network.links(); ++l)
    lengths.push_back(
        {parts.part_of(network.from[l]), 0, std::llround(static_cast<double>(network.length_m[l]) * 1000.0)});
  sum_parts(lengths);
  std::vector<std::vector<Length>> rows(static_cast<std::size_t>(comm.size()));
  for (const Length& it : lengths) rows[static_cast<std::size_t>(parts.owners().owner(it.part))].push_back(it);
  lengths.clear();
  for (const std::vector<Length>& row : comm.all_to_all_of(rows)) lengths.insert(lengths.end(), row.begin(), row.end());
  sum_parts(lengths);
  lengths = comm.all_gather_of(std::span<const Length>(lengths));
  std::sort(lengths.begin(), lengths.end(),
            [](const Length& a, const Length& b) { return std::tuple(-a.mm, a.part) < std::tuple(-b.mm, b.part); });
  std::vector<std::pair<std::uint32_t, std::uint32_t>> number;
  for (std::uint32_t k = 0; k < lengths.size(); ++k) number.emplace_back(lengths[k].part, k);
  std::sort(number.begin(), number.end());
  network.component.clear();
  for (std::uint32_t l = 0; l < network.links(); ++l)
    network.component.push_back(
        std::lower_bound(number.begin(), number.end(), std::pair(parts.part_of(network.from[l]), 0U))->second);
}

std::vector<double> component_lengths_m(const Comm& comm, const Network& network) {
  std::int64_t parts = 0;
  for (const std::uint32_t part : network.component) parts = std::max<std::int64_t>(parts, std::int64_t{part} + 1);
  // In parts of 2^-20 m, which is what a float of 8 m and more counts in.
  constexpr double unit = 1 << 20;
  std::vector<std::int64_t> sums(static_cast<std::size_t>(comm.max(parts)), 0);
  for (std::uint32_t l = 0; l < network.links(); ++l)
    sums[network.component[l]] += std::llround(static_cast<double>(network.length_m[l]) * unit);
  comm.sum(sums);
  std::vector<double> lengths;
  for (const std::int64_t sum : sums) lengths.push_back(static_cast<double>(sum) / unit);
  return lengths;
}

}  // namespace machi
