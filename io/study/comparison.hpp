/// \file  A base against proposals whose runs share their seeds: figures, persons and rows, pair by pair.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/study/samples.hpp"
#include "io/study/person_changes.hpp"
#include "io/study/row_changes.hpp"
#include "io/study/run_side.hpp"

namespace machi {

/// A figure of kpi.json that both runs of at least one pair have.
struct KpiChange {
  std::string key;
  bool in_list{false};
  PairedSamples samples;  ///< over the pairs in which both have it
};

/// An edit of the proposal's scenario, as its run.json lists it.
struct EditMade {
  std::string name;
  std::string kind;
  std::string where;
  std::optional<double> cost_yen;
};

struct ProposalComparison {
  RunSide proposal;
  RunPairs runs;
  std::vector<KpiChange> kpis;
  std::optional<PersonChanges> persons;  ///< of an evacuation
  std::vector<RowChanges> rows;          ///< of traffic and energy
  std::vector<EditMade> edits;           ///< of the first pair's proposal
  double cost_yen{0};                    ///< of the proposal's edits less those of the base
  std::string effect_key;                ///< the figure that costs are held against; empty where it has none
};

struct Comparison {
  RunSide base;
  double confidence{0.95};
  std::vector<ProposalComparison> proposals;
};

/// Compares the runs in `base` with those in each of `proposals` (find_runs()). `effect_key`: empty for the usual one
/// (evacuation.lost, mobility.mean_travel_time_s, energy.co2_t or else energy.heating_MWh). Throws InputError, and
/// UsageError where no run has the effect that is asked for. Local.
Comparison compare_runs(const std::string& base, const std::vector<std::string>& proposals, double confidence,
                        const std::string& effect_key);

}  // namespace machi
