/// \file  Messages for people, on stderr, from the first rank only unless said otherwise.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace machi {

enum class LogLevel { quiet, normal, verbose };

/// Sets what `log_*` prints. Called once by `main`.
void set_log(LogLevel level, int rank);

/// Gives every sentence that log_* is told on the first rank to `sink` too, also those that the level keeps from the
/// screen; an empty function ends it. For the log file of a run.
void set_log_sink(std::function<void(std::string_view sentence)> sink);

void log_info(std::string_view sentence);
/// As log_info, but not again before the next set_log_sink: what several parts of a run find alike is said once.
void log_once(const std::string& sentence);
void log_detail(std::string_view sentence);
void log_warning(std::string_view sentence);

/// Progress of a long piece of work: a bar on a terminal, else a line every 10 s. First rank only.
class Progress {
 public:
  Progress(std::string_view what, double total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `done` of `total`; may be called often (it prints at most 10 times a second). Only the thread that made it.
  void update(double done);

 private:
  std::string what_;
  double total_;
  double started_s_;
  double printed_s_;
  bool drawn_{false};
};

}  // namespace machi
