/// \file  Destinations by gravity: T_ij = A_i O_i B_j D_j exp(-b c_ij) (Wilson 1967).
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace machi {

/// Costs between zones, row by row.
struct Costs {
  std::size_t zones{0};
  std::vector<float> km;
};

/// B_j D_j such that as many come to each zone as it has places, once these are scaled to the sum of the origins:
/// Furness (1965), until nothing changes by more than 10^-6 or 500 rounds. Zones without places stay at 0. Sums run in
/// the order of zones. Local; the same on all ranks.
std::vector<double> balanced(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& places,
                             double decay_1_km);

/// B_j: what one place more in each zone would attract beside `attraction`, which balanced() gave. Where nobody is
/// attracted yet, 1. Local; the same on all ranks.
std::vector<double> balancing_factors(const Costs& costs, const std::vector<double>& origins,
                                      const std::vector<double>& places, const std::vector<double>& attraction,
                                      double decay_1_km);

/// Mean cost of the trips from all origins; 0 where there are none. Local.
double mean_km(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& attraction,
               double decay_1_km);

/// What decay gives a mean cost, by bisection in [0, 20] to 10^-4 of it; the end of the range nearest to it where no
/// decay does. `constrained`: with balanced() attractions. Local.
double decay_for_mean(const Costs& costs, const std::vector<double>& origins, const std::vector<double>& places,
                      bool constrained, double wanted_km);

/// Draws destination zones from attraction_j exp(-b c_ij). Rows are made when they are first asked for: one thread.
class DestinationChoice {
 public:
  DestinationChoice(const Costs& costs, std::vector<double> attraction, double decay_1_km)
      : costs_(&costs), attraction_(std::move(attraction)), decay_(decay_1_km) {}
  /// no_index where no zone attracts.
  std::uint32_t draw(std::uint32_t from, std::uint32_t random);

  /// What a proposal adds to the attraction of a zone, beside what draw() draws from; before the first draw.
  void add_gain(std::uint32_t zone, double attraction) { gains_.push_back({zone, attraction}); }
  /// Part of all that attracts, with the gains, that is theirs.
  double gained_share(std::uint32_t from);
  /// One of the gains, in the order of add_gain(), by what they attract. There is one that does.
  std::size_t draw_gain(std::uint32_t from, double uniform);

 private:
  struct Row {
    std::vector<std::uint32_t> until;  ///< cumulated, of 2^32 - 1; empty: nothing attracts
    double sum{0};
    std::vector<double> gained_until;  ///< cumulated
  };
  struct Gain {
    std::uint32_t zone;
    double attraction;
  };
  const Row& row(std::uint32_t from);
  double deterrence(std::uint32_t from, std::size_t to) const;
  const Costs* costs_;
  std::vector<double> attraction_;
  double decay_;
  std::vector<Gain> gains_;
  std::unordered_map<std::uint32_t, Row> rows_;
};

}  // namespace machi
