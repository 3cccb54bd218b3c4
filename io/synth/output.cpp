#include "io/synth/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "engine/core/error.hpp"

namespace machi::synth {

SharedFile::SharedFile(const std::string& path, bool create) : path_(path), descriptor_(-1) {
  std::error_code ignored;
  if (create) std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  descriptor_ = ::open(path.c_str(), create ? O_WRONLY | O_CREAT | O_TRUNC : O_WRONLY, 0644);
  if (descriptor_ < 0)
    throw OutputError(path, std::string("cannot be opened for writing (") + std::strerror(errno) + ")");
}

SharedFile::~SharedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void SharedFile::write(std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw OutputError(path_, std::string("cannot be written (") + std::strerror(errno) + ")");
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void SharedFile::close() {
  const int descriptor = descriptor_;
  descriptor_ = -1;
  if (::close(descriptor) != 0)
    throw OutputError(path_, std::string("cannot be written (") + std::strerror(errno) + ")");
}

std::int64_t write_file(const std::string& path, std::initializer_list<std::string_view> parts) {
  SharedFile file(path, true);
  std::uint64_t offset = 0;
  for (const std::string_view part : parts) {
    file.write(part, offset);
    offset += part.size();
  }
  file.close();
  return static_cast<std::int64_t>(offset);
}

}  // namespace machi::synth
