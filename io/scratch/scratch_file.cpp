#include "io/scratch/scratch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 30;

OutputError refused(const std::string& folder, const char* what, int error) {
  const char* advice =
      error == ENOSPC || error == EDQUOT ? "Free space or write to another disk" : "Write to a folder on a sound disk";
  return {folder, std::string("a scratch file cannot be ") + what + " here (" + std::strerror(error) + "). " + advice};
}

int make_nameless(const std::string& folder) {
  std::string path = folder + "/.machi_scratch_XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) throw refused(folder, "made", errno);
  ::unlink(path.c_str());
  return descriptor;
}

}  // namespace

ScratchFile::~ScratchFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t ScratchFile::append(std::span<const std::byte> bytes) {
  if (descriptor_ < 0) descriptor_ = make_nameless(folder_);
  const std::uint64_t begin = bytes_;
  while (!bytes.empty()) {
    const ssize_t done =
        ::pwrite(descriptor_, bytes.data(), std::min(bytes.size(), piece_bytes), static_cast<off_t>(bytes_));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) throw refused(folder_, "written", done < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    bytes_ += static_cast<std::uint64_t>(done);
  }
  return begin;
}

void ScratchFile::read(std::uint64_t at, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ssize_t done = ::pread(descriptor_, into.data(), std::min(into.size(), piece_bytes), static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) throw refused(folder_, "read", done < 0 ? errno : EIO);
    into = into.subspan(static_cast<std::size_t>(done));
    at += static_cast<std::uint64_t>(done);
  }
}

}  // namespace machi
