/// \file  Visits leaves until none waits on any rank, whatever the order; the ghosts follow their owners.
#pragma once

#include <omp.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/field/leaf_queue.hpp"
#include "engine/field/tile.hpp"
#include "engine/grid/leaf_domain.hpp"

namespace machi {

/// What a solve cost on this rank.
struct FieldWork {
  std::uint64_t visits{0};       ///< of leaves
  std::uint64_t rounds{0};       ///< of exchange between ranks
  std::uint64_t leaves_sent{0};  ///< boundary leaves sent
  FieldWork& operator+=(const FieldWork& more) {
    visits += more.visits;
    rounds += more.rounds;
    leaves_sent += more.leaves_sent;
    return *this;
  }
};

/// Own leaves that changed and that other ranks hold as ghosts.
class LeafNews {
 public:
  explicit LeafNews(const LeafDomain& leaves);
  /// Any thread, for different leaves.
  void mark(std::uint32_t own_leaf) { changed_[own_leaf] = 1; }
  /// Sends the marked leaves' values of `field` [leaves.size() * 64] to the ranks that hold them as ghosts; returns the
  /// ghosts whose values differ from before, with the values that they had. Collective.
  struct Before {
    std::uint32_t ghost;
    std::array<std::uint32_t, leaf_cells> values;
  };
  std::vector<Before> exchange(const Comm& comm, std::span<std::uint32_t> field);
  std::uint64_t sent() const { return sent_; }

 private:
  struct Holder {
    std::uint32_t leaf;
    int rank;
  };
  const LeafDomain* leaves_;
  std::vector<Holder> holders_;        ///< by leaf, then rank
  std::vector<std::uint8_t> changed_;  ///< [own]
  std::uint64_t sent_{0};
};

/// Runs visits over the leaves of one field. A visit reads the leaf and its rim and writes the leaf alone; leaves that
/// touch are never visited at the same time. The result does not depend on the order where each visit is monotone and
/// the rounds end at the one fixed point (docs/models/travel_time.md).
class LeafRounds {
 public:
  /// `width`: keys that are as good as equal. `window`: how far keys may run ahead between two exchanges.
  LeafRounds(const LeafDomain& leaves, std::uint32_t width, std::uint32_t window)
      : leaves_(&leaves), news_(leaves), queue_(leaves.own(), width), window_(window) {}

  void push(std::uint32_t own_leaf, std::uint32_t key) { queue_.push(own_leaf, key); }
  /// Wakes the leaf and the own leaves around it.
  void push_around(std::uint32_t own_leaf, std::uint32_t key);
  /// The leaf's values changed outside a visit.
  void mark(std::uint32_t own_leaf) { news_.mark(own_leaf); }

  /// visit(leaf, Wakes&) -> whether the leaf changed; any thread, must not throw.
  /// ghost_changed(ghost, values before) -> Wakes.  Ends where no key below `end` is left.  Collective.
  template <class Visit, class GhostChanged>
  FieldWork run(const Comm& comm, std::span<std::uint32_t> field, Visit visit, GhostChanged ghost_changed,
                std::uint32_t end = LeafQueue::none);

 private:
  template <class Visit>
  void visit_batch(Visit& visit);
  void wake(std::uint32_t leaf, const Wakes& wakes);
  void sort_by_colour();

  const LeafDomain* leaves_;
  LeafNews news_;
  LeafQueue queue_;
  std::uint32_t window_;
  std::vector<std::uint32_t> batch_;
  std::vector<Wakes> wakes_;
  std::array<std::size_t, 5> colour_begin_{};
  std::vector<std::uint32_t> sorted_;
};

template <class Visit>
void LeafRounds::visit_batch(Visit& visit) {
  // Below this many leaves a second thread costs more than it brings.
  constexpr std::size_t worth_sharing = 32;
  const bool shared = omp_get_max_threads() > 1 && batch_.size() >= worth_sharing;
  if (!shared) {
    for (const std::uint32_t leaf : batch_) {
      Wakes wakes = no_wakes;
      if (!visit(leaf, wakes)) continue;
      news_.mark(leaf);
      wake(leaf, wakes);
    }
    return;
  }
  sort_by_colour();
  wakes_.assign(batch_.size(), no_wakes);
#pragma omp parallel
  for (std::size_t colour = 0; colour < 4; ++colour) {
#pragma omp for schedule(dynamic, 8)
    for (std::size_t i = colour_begin_[colour]; i < colour_begin_[colour + 1]; ++i)
      if (visit(batch_[i], wakes_[i])) news_.mark(batch_[i]);
  }
  for (std::size_t i = 0; i < batch_.size(); ++i) wake(batch_[i], wakes_[i]);
}

template <class Visit, class GhostChanged>
FieldWork LeafRounds::run(const Comm& comm, std::span<std::uint32_t> field, Visit visit, GhostChanged ghost_changed,
                          std::uint32_t end) {
  FieldWork work;
  while (true) {
    if (comm.size() > 1) {
      for (const LeafNews::Before& before : news_.exchange(comm, field))
        wake(before.ghost, ghost_changed(before.ghost, before.values));
      ++work.rounds;
    }
    const std::int64_t next = comm.min(queue_.empty() ? std::int64_t{end} : std::int64_t{queue_.lowest()});
    if (next >= end) break;
    const std::int64_t horizon = comm.size() > 1 ? std::min<std::int64_t>(next + window_, end) : end;
    while (!queue_.empty() && queue_.lowest() < horizon) {
      queue_.take(batch_);
      work.visits += batch_.size();
      visit_batch(visit);
    }
  }
  work.leaves_sent = news_.sent();
  return work;
}

}  // namespace machi
