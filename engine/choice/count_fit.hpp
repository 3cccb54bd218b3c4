/// \file  Traffic counts: how well the volumes of a run agree with them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/mobility/link_records.hpp"

namespace machi {

/// Vehicles that were counted on a link in a span of whole bins.
struct LinkCount {
  std::uint32_t link{0};  ///< row of the network
  std::uint32_t first_bin{0};
  std::uint32_t end_bin{0};
  double counted{0};
  std::int64_t simulated{0};  ///< vehicles of a run
};

/// GEH = sqrt(2 (M - C)^2 / (M + C)) with M and C the simulated and counted vehicles an hour (UK Design Manual for
/// Roads and Bridges, vol. 12; TAG unit M3.1, which wants it below 5 on 85 % of the links). 0 where both are 0.
double geh(double simulated_1_h, double counted_1_h);

struct CountFit {
  std::int64_t counts{0};
  double geh_below_5{0};  ///< share of the counts
  double r2{0};           ///< 1 - sum (C - M)^2 / sum (C - mean C)^2; NaN where all counts are equal
  double scale{0};        ///< times the demand that fits best: sum C M / sum M^2; NaN where nothing was simulated
};

/// Sums the volumes of all ranks into the counts. Records are those of this rank, sorted by (link, bin); a vehicle
/// belongs to the bin in which it entered the link. Collective; the same on all ranks.
void add_volumes(const Comm& comm, const std::vector<LinkRecord>& records, std::vector<LinkCount>& counts);

/// In the order of the counts. bin_s > 0. `factor`: vehicles that stand behind each one of the run.
CountFit fit_of(const std::vector<LinkCount>& counts, double bin_s, double factor);

}  // namespace machi
