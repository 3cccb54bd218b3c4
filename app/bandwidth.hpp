/// \file  Memory bandwidth of this machine, measured.
#pragma once

namespace machi {

struct Bandwidth {
  int threads{1};
  double all_threads_GB_s{0};
  double one_thread_GB_s{0};
};

/// The triad a = b + 3 c of STREAM (McCalpin 1995) over arrays beyond the last cache, counted as STREAM counts it:
/// three doubles moved an element. Best of the repetitions that fit half a second for all threads and half for one. GB
/// is 10^9 bytes. Uses the OpenMP threads in force. Zeros where the memory for it is not there.
Bandwidth measure_bandwidth();

}  // namespace machi
