/// \file  Being asked to stop: SIGUSR1 (a queue before its time limit), SIGTERM and SIGINT set a flag, nothing else.
#pragma once

namespace machi {

/// Catches the signals from now on. Called once by a command that can stop early.
void catch_stop_signals();

/// Whether one of them came to this process. Any thread.
bool stop_requested();

}  // namespace machi
