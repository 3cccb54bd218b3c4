/// \file  The one table of a sweep: its rows by point and seed, which points have had runs enough, and its files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/study/convergence.hpp"
#include "engine/study/samples.hpp"
#include "io/study/study_file.hpp"
#include "io/study/sweep_journal.hpp"

namespace machi {

/// Rows are numbered seed after seed, and within a seed point after point, so that every point gets its first runs
/// first. What the table says does not depend on the order in which rows were finished.
class SweepTable {
 public:
  SweepTable(const StudySettings& study, std::vector<StudyPoint> points);

  const StudySettings& study() const { return study_; }
  const std::vector<StudyPoint>& points() const { return points_; }
  std::size_t rows() const { return points_.size() * static_cast<std::size_t>(study_.seeds); }
  std::size_t point_of(std::size_t row) const { return row % points_.size(); }
  std::int64_t seed_of(std::size_t row) const {
    return study_.first_seed + static_cast<std::int64_t>(row / points_.size());
  }

  /// A finished row; one that is there already is left as it is.
  void add(const SweepRow& row);
  /// Whether a run is still to be made: not finished, and its point has not had enough without it.
  bool needs(std::size_t row) const;
  std::size_t finished() const { return finished_; }

  /// Runs of a point that count, by seed: all up to the one after which it had enough.
  std::vector<const SweepRow*> runs_of(std::size_t point) const;
  /// After how many runs the point had enough; nothing where it has not, or nothing is said of stopping.
  std::optional<std::size_t> enough_after(std::size_t point) const { return state_[point].enough; }
  /// Those of the point's runs that count.
  std::vector<Convergence> convergence_of_point(std::size_t point) const;
  /// Values of a figure in the runs of a point that count and did not fail.
  std::vector<double> values_of(std::size_t point, const std::string& kpi) const;
  /// Figures of all rows that count, in the order in which they first stand in the table.
  std::vector<std::string> kpis() const;

 private:
  struct State {
    std::vector<std::optional<SweepRow>> runs;  ///< by seed
    std::size_t looked_at{0};                   ///< runs from the first seed on without a gap
    std::optional<std::size_t> enough;
  };
  bool has_enough(const State& state, std::size_t runs) const;

  const StudySettings& study_;
  std::vector<StudyPoint> points_;
  std::vector<State> state_;
  std::size_t finished_{0};
};

/// The figure that tables for people show: that of stop.kpi, else the usual one of the process.
std::string chief_kpi(const SweepTable& table);

/// sweep.csv, sweep.h5 and sweep.json in `folder` (docs/formats/study.md); the same for any ranks. Local. Throws
/// OutputError.
void write_sweep(const SweepTable& table, const std::string& folder);

/// A line for each point: its values, its runs, mean and interval of the chief figure.
std::string sweep_text(const SweepTable& table);

}  // namespace machi
