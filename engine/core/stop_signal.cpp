#include "engine/core/stop_signal.hpp"

#include <csignal>
#include <initializer_list>

namespace machi {
namespace {

volatile std::sig_atomic_t requested = 0;

extern "C" void note_stop(int) {
  requested = 1;
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = note_stop;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGUSR1, SIGTERM, SIGINT}) sigaction(signal, &action, nullptr);
}

bool stop_requested() {
  return requested != 0;
}

}  // namespace machi
