/// \file  Least costs from one zone to all nodes.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "engine/assignment/assignment_network.hpp"

namespace machi {

inline constexpr double cost_never = std::numeric_limits<double>::infinity();
inline constexpr std::uint32_t no_link = 0xffffffffU;

/// Dijkstra's labels by a binary heap. One for each thread; the network must outlive it.
class ShortestPaths {
 public:
  explicit ShortestPaths(const AssignmentNetwork& network);

  /// Least costs from `origin` by the link costs `cost` [links] >= 0, with the tree of paths that attain them.
  void solve(std::uint32_t origin, std::span<const double> cost);
  /// The same up to the last of these nodes: labels of others may be too high, and settled() lacks those further away.
  void solve_to(std::uint32_t origin, std::span<const double> cost, std::span<const std::uint32_t> targets);
  /// Starts from labels that are costs of some paths from `origin` [nodes], cost_never where none is known, and lowers
  /// them to the least. The same bits as solve() where the labels were summed from the origin on. Makes no tree.
  void lower(std::uint32_t origin, std::span<const double> cost, std::span<const double> labels);

  const std::vector<double>& label() const { return label_; }             ///< [nodes] cost_never where no path leads
  const std::vector<std::uint32_t>& in_link() const { return in_link_; }  ///< [nodes] last link of the path, no_link
  const std::vector<std::uint32_t>& settled() const { return settled_; }  ///< nodes in the order of their labels

 private:
  void begin(std::uint32_t origin);
  void settle(std::uint32_t origin, std::span<const double> cost);
  void relax(std::uint32_t node, std::span<const double> cost);
  bool may_pass(std::uint32_t node, std::uint32_t origin) const {
    return node >= network_->first_through || node == origin;
  }

  const AssignmentNetwork* network_;
  std::vector<double> label_;
  std::vector<std::uint32_t> in_link_;
  std::vector<std::uint32_t> settled_;
  std::vector<bool> wanted_;                            ///< [nodes] targets that are not settled; or empty
  std::size_t left_{0};                                 ///< of these
  std::vector<std::pair<double, std::uint32_t>> heap_;  ///< least on top; may hold nodes more than once
};

}  // namespace machi
