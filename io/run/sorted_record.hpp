/// \file  What all ranks have noted of a run, in an order that does not show which rank noted it.
#pragma once

#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/process/evacuation/record.hpp"

namespace machi {

/// The rows of all ranks, sorted over the ranks: fields by (block, frame), all rows of a block on one rank;
/// trajectories by (id, time); crossings by (step, id, line); moments by (id, kind); measures by (second, area),
/// united, on the first rank. Collective.
EvacuationRecord sorted_record(const Comm& comm, const EvacuationRecord& mine);

/// The sums of measuring areas alone, as sorted_record gives them. Collective.
std::vector<MeasureRow> united_measures(const Comm& comm, const std::vector<MeasureRow>& mine);

}  // namespace machi
