/// \file  What is said on stderr must arrive: launchers and other programs share its pipe, and some leave it
/// non-blocking.
#pragma once

#include <string_view>

namespace machi {

/// Writes all of `text` to stderr, and waits for a pipe that is full, ten seconds at most. Throws nothing: where nobody
/// can be told, the work goes on.
void write_stderr(std::string_view text) noexcept;

/// Waits until whoever reads stderr has taken all that was written, `patience_s` at most. MPI_Abort makes a launcher
/// end its ranks at once, whatever is still in their pipes.
void wait_for_reader_of_stderr(double patience_s) noexcept;

/// Makes writing to stdout wait for a full pipe. A launcher that used the same pipe before leaves it non-blocking, and
/// what does not fit would be lost as if the disk were full.
void let_stdout_wait() noexcept;

}  // namespace machi
