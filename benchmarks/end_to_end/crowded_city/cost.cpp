#include "benchmarks/end_to_end/crowded_city/cost.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "engine/core/machine.hpp"
#include "engine/process/evacuation/local_motion.hpp"
#include "engine/step/stepper.hpp"

namespace machi::crowded_city {
namespace {

constexpr std::size_t bytes_of_a_ghost = sizeof(GhostWalker);

std::size_t bytes_to_send(NeighbourExchange& exchange) {
  std::size_t bytes = 0;
  for (std::size_t n = 0; n < exchange.neighbours().size(); ++n) bytes += exchange.outgoing(n).size();
  return bytes;
}

/// Processor time of each phase.
class TimedEvacuation : public Process {
 public:
  struct Times {
    double pack_s{0}, receive_s{0}, arrange_inner_s{0}, arrange_rest_s{0}, step_s{0};
    double ghosts{0};  ///< packed and received
  };
  explicit TimedEvacuation(Evacuation& evacuation) : evacuation_(evacuation) {}
  std::int64_t steps_per_service() const override { return evacuation_.steps_per_service(); }
  const std::vector<int>& neighbours() const override { return evacuation_.neighbours(); }
  void pack(NeighbourExchange& exchange) override {
    timed(times_.pack_s, [&] { evacuation_.pack(exchange); });
    times_.ghosts += static_cast<double>(bytes_to_send(exchange)) / bytes_of_a_ghost;
  }
  void arrange_inner() override {
    timed(times_.arrange_inner_s, [&] { evacuation_.arrange_inner(); });
  }
  void step_inner(std::uint64_t step) override {
    timed(times_.step_s, [&] { evacuation_.step_inner(step); });
  }
  void receive(std::span<const std::byte> bytes) override {
    timed(times_.receive_s, [&] { evacuation_.receive(bytes); });
    times_.ghosts += static_cast<double>(bytes.size()) / bytes_of_a_ghost;
  }
  void arrange_rest() override {
    timed(times_.arrange_rest_s, [&] { evacuation_.arrange_rest(); });
  }
  void step_rest(std::uint64_t step) override {
    timed(times_.step_s, [&] { evacuation_.step_rest(step); });
  }
  bool service(const Comm& comm, std::uint64_t step) override { return evacuation_.service(comm, step); }
  const Times& times() const { return times_; }

 private:
  template <class Work>
  static void timed(double& sum, const Work& work) {
    const double begin_s = thread_s();
    work();
    sum += thread_s() - begin_s;
  }
  Evacuation& evacuation_;
  Times times_;
};

/// Least squares of y over (blocks, persons, pairs), each equation weighted by 1 / persons.
class Fit {
 public:
  void add(double blocks, const BlockLoad& load, double y) {
    if (load.persons == 0) return;
    const std::array<double, 3> x{blocks, load.persons, load.pairs};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) a_[i][j] += x[i] * x[j] / load.persons;
      b_[i] += x[i] * y / load.persons;
    }
  }
  /// No part of the law is below 0: where pairs would be, persons alone count.
  std::array<double, 3> solve() const {
    const std::array<double, 3> all = solve(3);
    return all[2] >= 0 ? all : solve(2);
  }

 private:
  std::array<double, 3> solve(std::size_t unknowns) const {
    auto a = a_;
    auto b = b_;
    for (std::size_t i = 0; i < unknowns; ++i)
      for (std::size_t row = 0; row < unknowns; ++row) {
        if (row == i) continue;
        const double factor = a[row][i] / a[i][i];
        for (std::size_t j = 0; j < unknowns; ++j) a[row][j] -= factor * a[i][j];
        b[row] -= factor * b[i];
      }
    std::array<double, 3> x{};
    for (std::size_t i = 0; i < unknowns; ++i) x[i] = b[i] / a[i][i];
    return x;
  }

  std::array<std::array<double, 3>, 3> a_{};
  std::array<double, 3> b_{};
};

}  // namespace

BlockLoad load_of(const WalkerStore& store, std::uint32_t slot) {
  BlockLoad load;
  load.persons = store.count(slot);
  for (int bin = 0; load.persons > 0 && bin < store.bins(); ++bin) {
    const double here = store.bin(slot, bin).count;
    if (here == 0) continue;
    for (int side = 0; side < 9; ++side) {
      const BinBeside beside = bin_beside(store.blocks(), slot, bin, side % 3 - 1, side / 3 - 1);
      if (beside.slot != BlockDomain::none) load.pairs += here * store.bin(beside.slot, beside.bin).count;
    }
  }
  return load;
}

void CostedEvacuation::pack(NeighbourExchange& exchange) {
  evacuation_.pack(exchange);
  spend_ghosts(bytes_to_send(exchange));
}

void CostedEvacuation::step_inner(std::uint64_t step) {
  evacuation_.step_inner(step);
  spend_walkers(0, evacuation_.world().blocks->deep());
}

void CostedEvacuation::receive(std::span<const std::byte> bytes) {
  evacuation_.receive(bytes);
  spend_ghosts(bytes.size());
}

void CostedEvacuation::step_rest(std::uint64_t step) {
  evacuation_.step_rest(step);
  spend_walkers(evacuation_.world().blocks->deep(), evacuation_.world().blocks->own());
}

void CostedEvacuation::spend_walkers(std::uint32_t first, std::uint32_t end) {
  double seconds = 0;
  evacuation_.store().for_each_occupied(
      {first, end}, [&](std::uint32_t slot) { seconds += load_of(evacuation_.store(), slot).seconds(cost_); });
  walkers_s_ += seconds;
  spend_(seconds);
}

void CostedEvacuation::spend_ghosts(std::size_t bytes) {
  const double seconds = cost_.ghost_s * static_cast<double>(bytes) / bytes_of_a_ghost;
  ghosts_s_ += seconds;
  spend_(seconds);
}

void calibrate(const Comm& comm, Evacuation& evacuation, std::uint64_t steps) {
  constexpr std::size_t group = 64;  // blocks that one equation sums up
  TimedEvacuation timed(evacuation);
  run_steps(
      comm, timed, 0, steps, [](std::uint64_t) { return true; }, false);
  const std::vector<BlockWeight> costs = evacuation.take_costs();
  const WalkerStore& store = evacuation.store();
  const std::vector<std::uint32_t>& slots = store.blocks().by_key();
  Fit fit;
  std::vector<std::pair<BlockLoad, double>> groups;
  std::vector<double> blocks;
  double measured_s = 0, persons = 0;
  for (std::size_t first = 0; first < slots.size(); first += group) {
    BlockLoad sum;
    double seconds = 0, occupied = 0;
    for (std::size_t i = first; i < std::min(first + group, slots.size()); ++i) {
      if (!store.occupied(slots[i])) continue;
      const BlockLoad load = load_of(store, slots[i]);
      sum.persons += load.persons;
      sum.pairs += load.pairs;
      seconds += 1e-9 * static_cast<double>(costs[i].weight);
      ++occupied;
    }
    fit.add(occupied, sum, seconds);
    groups.emplace_back(sum, seconds);
    blocks.push_back(occupied);
    measured_s += seconds;
    persons += sum.persons;
  }
  const auto [block_s, walker_s, pair_s] = fit.solve();
  double off_s = 0;
  for (std::size_t g = 0; g < groups.size(); ++g)
    off_s += std::abs(blocks[g] * block_s + groups[g].first.persons * walker_s + groups[g].first.pairs * pair_s -
                      groups[g].second);
  const TimedEvacuation::Times& times = timed.times();
  const double per_step = 1.0 / static_cast<double>(steps);
  if (comm.first())
    fmt::print(
        "{{\"ranks\": {}, \"persons\": {}, \"block_s\": {:.4g}, \"walker_s\": {:.4g}, \"pair_s\": {:.4g}, "
        "\"mean_deviation\": {:.4f}, \"measured_s\": {:.6g}, \"step_s\": {:.6g}, \"arrange_inner_s\": {:.6g}, "
        "\"arrange_rest_s\": {:.6g}, \"pack_s\": {:.6g}, \"receive_s\": {:.6g}, \"ghosts\": {:.6g}}}\n",
        comm.size(), persons, block_s, walker_s, pair_s, off_s / measured_s, measured_s, times.step_s * per_step,
        times.arrange_inner_s * per_step, times.arrange_rest_s * per_step, times.pack_s * per_step,
        times.receive_s * per_step, times.ghosts * per_step);
}

}  // namespace machi::crowded_city
