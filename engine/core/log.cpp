#include "engine/core/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <set>
#include <utility>

#include "engine/core/heartbeat.hpp"
#include "engine/core/log_level.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/standard_error.hpp"

namespace machi {
namespace {

struct LogState {
  LogLevel level{LogLevel::normal};
  int rank{0};
  std::function<void(std::string_view)> sink;
  std::set<std::string> said;  // by log_once
};
LogState& state() {
  static LogState log;
  return log;
}

bool first_rank() {
  return state().rank == 0;
}

void print(std::string_view prefix, std::string_view sentence, bool on_screen) {
  if (!first_rank()) return;
  if (state().sink) state().sink(fmt::format("{}{}", prefix, sentence));
  if (!on_screen) return;
  write_stderr(fmt::format("{}{}\n", prefix, sentence));
}

}  // namespace

void set_log(LogLevel level, int rank) {
  state().level = level;
  state().rank = rank;
}

LogLevel log_level() {
  return state().level;
}

void set_log_sink(std::function<void(std::string_view sentence)> sink) {
  state().sink = std::move(sink);
  state().said.clear();
}

void log_info(std::string_view sentence) {
  print("", sentence, state().level != LogLevel::quiet);
}
void log_once(const std::string& sentence) {
  if (state().said.insert(sentence).second) log_info(sentence);
}
void log_detail(std::string_view sentence) {
  print("", sentence, state().level == LogLevel::verbose);
}
void log_warning(std::string_view sentence) {
  print("warning: ", sentence, true);
}

Progress::Progress(std::string_view what, double total)
    : what_(what), total_(total), started_s_(monotonic_s()), printed_s_(started_s_) {}

Progress::~Progress() {
  if (drawn_ && isatty(STDERR_FILENO)) write_stderr("\r\033[K");
}

void Progress::update(double done) {
  if (heartbeat().done.exchange(done, std::memory_order_relaxed) != done && !heartbeat().stepping) heartbeat().beat();
  heartbeat().total.store(total_, std::memory_order_relaxed);
  if (!first_rank() || state().level == LogLevel::quiet || total_ <= 0) return;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  const double now = monotonic_s();
  if (now - printed_s_ < (terminal ? 0.1 : 10.0)) return;
  printed_s_ = now;
  drawn_ = true;
  const double share = done / total_;
  const double left_s = share > 0 ? (now - started_s_) * (1 - share) / share : 0;
  const std::string text =
      fmt::format("{} {:3.0f} % · {:.0f} s left · peak memory {:.0f} MB", what_, 100 * share, left_s, peak_memory_MB());
  if (terminal) {
    const int width = 30;
    const int filled = static_cast<int>(share * width);
    write_stderr(fmt::format("\r\033[K[{:#<{}}{:<{}}] {}", "", filled, "", width - filled, text));
  } else {
    write_stderr(text + "\n");
  }
}

}  // namespace machi
