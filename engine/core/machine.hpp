/// \file  What this process may ask the machine: the time and its own memory.
#pragma once

namespace machi {

/// Seconds on a clock that never goes back.
double monotonic_s();

/// Processor time of this process so far, all threads together, in seconds.
double processor_s();

/// Processor time of the calling thread so far, in seconds.
double thread_s();

/// Largest resident memory of this process so far, in MB (10^6 bytes).
double peak_memory_MB();

}  // namespace machi
