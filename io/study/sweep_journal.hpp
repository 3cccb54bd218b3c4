/// \file  The rows of a sweep as they are finished: one file that all groups of ranks share, each line with its
/// checksum. It deals the rows, too: who is free takes the next one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace machi {

/// What became of one run.
struct SweepRow {
  std::size_t point{0};
  std::int64_t seed{0};
  std::string failure;                               ///< the sentence of a run that failed; empty where it did not
  std::vector<std::pair<std::string, double>> kpis;  ///< single figures of kpi.json
  std::vector<double> arrival_s;  ///< times by which 1, 2, … 100 % of those who are safe had arrived
  double wall_s{0};
};

/// One line per row under a lock of the whole file, so that it survives a kill at any moment: a last line that is not
/// whole is dropped. Local; one per group of ranks. Throws InputError where the file is of another study, OutputError
/// where it cannot be written.
class SweepJournal {
 public:
  /// Opens `path`, for the study whose inputs have the SHA-256 `study`. `begins`: it is made, or cleared of what
  /// another process had taken and did not finish; by one rank, before the others open it.
  SweepJournal(std::string path, std::string study, bool begins);
  ~SweepJournal();
  SweepJournal(const SweepJournal&) = delete;
  SweepJournal& operator=(const SweepJournal&) = delete;

  /// Takes the first of `rows` runs that nobody has taken, in the order of their numbers. `news(row)` is told each row
  /// that was finished since, then `is_needed(row)` is asked; what is not needed once never is. Nothing where none is
  /// left.
  std::optional<std::size_t> take(std::size_t rows, const std::function<void(const SweepRow&)>& news,
                                  const std::function<bool(std::size_t row)>& is_needed);
  /// Adds a finished row.
  void add(const SweepRow& result);

  /// All that is finished, in the order in which it was. Reads the file anew.
  const std::vector<SweepRow>& finished();

 private:
  void read_on();
  void write_line(const std::string& json);

  std::string path_;
  std::string study_;
  int file_{-1};
  std::uint64_t read_{0};        ///< bytes
  std::set<std::size_t> taken_;  ///< rows, from next_ on
  std::size_t next_{0};          ///< all rows below are taken or not needed
  std::vector<SweepRow> finished_;
  std::size_t told_{0};  ///< of finished_
};

}  // namespace machi
