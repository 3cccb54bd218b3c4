#include "io/run/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/core/error.hpp"

namespace machi {
namespace {

// Whether all bytes reached the disk; else errno says why not.
bool write_and_sync(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(descriptor, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

std::string unwritable(int error) {
  const char* advice = error == ENOSPC || error == EDQUOT ? "Free space or choose another disk"
                       : error == EFBIG                   ? "Raise the limit of file size (ulimit -f)"
                       : error == EACCES || error == EROFS || error == EPERM ? "Choose a folder that you may write to"
                                                                             : "Check the disk";
  return fmt::format("cannot be written ({}). {}", std::strerror(error), advice);
}

void write_atomically(const std::string& path, std::string_view text) {
  const std::string aside = fmt::format("{}.tmp.{}", path, ::getpid());
  const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) throw OutputError(path, unwritable(errno));
  int error = write_and_sync(descriptor, text) ? 0 : errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(aside.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(aside.c_str());
    throw OutputError(path, unwritable(error));
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  sync_folder(folder.empty() ? "." : folder);
}

void sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  // Some file systems refuse this for folders, by other errors than these; the rename itself has succeeded.
  if (error == EIO || error == ENOSPC || error == EDQUOT) throw OutputError(folder, unwritable(error));
}

}  // namespace machi
