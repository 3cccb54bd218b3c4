#include "engine/core/standard_error.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>

#include "engine/core/machine.hpp"

namespace machi {
namespace {

constexpr int patience_with_a_full_pipe_ms = 10'000;

}  // namespace

void write_stderr(std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd room{STDERR_FILENO, POLLOUT, 0};
      if (::poll(&room, 1, patience_with_a_full_pipe_ms) == 0) return;
    } else if (errno != EINTR) {
      return;
    }
  }
}

void wait_for_reader_of_stderr(double patience_s) noexcept {
  const double end_s = monotonic_s() + patience_s;
  int unread = 0;  // stays so where stderr is no pipe
  while (::ioctl(STDERR_FILENO, FIONREAD, &unread) == 0 && unread > 0 && monotonic_s() < end_s) ::usleep(1000);
}

void let_stdout_wait() noexcept {
  const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags & ~O_NONBLOCK);
}

}  // namespace machi
