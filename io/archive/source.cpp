/// \file  Byte sources of plain files and of memory.
#include "io/archive/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/core/error.hpp"

namespace machi {
namespace {

class PlainFile final : public ByteSource {
 public:
  explicit PlainFile(const std::string& path) : path_(path), handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (handle_ < 0) throw InputError(path_, std::string("cannot be opened (") + std::strerror(errno) + ")");
    ::posix_fadvise(handle_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~PlainFile() override { ::close(handle_); }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  std::size_t read(std::span<char> into) override {
    for (;;) {
      const ssize_t count = ::read(handle_, into.data(), into.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw InputError(path_, std::string("cannot be read (") + std::strerror(errno) + ")");
    }
  }

 private:
  std::string path_;
  int handle_;
};

class Memory final : public ByteSource {
 public:
  explicit Memory(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), rest_.size());
    std::copy_n(rest_.begin(), count, into.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::unique_ptr<ByteSource> open_file(const std::string& path) {
  return std::make_unique<PlainFile>(path);
}

std::unique_ptr<ByteSource> open_memory(std::string_view bytes) {
  return std::make_unique<Memory>(bytes);
}

std::string read_all(ByteSource& source, const std::string& name, std::uint64_t limit) {
  std::string all;
  std::size_t filled = 0;
  for (;;) {
    if (filled == all.size()) all.resize(std::max<std::size_t>(std::size_t{1} << 16, 2 * all.size()));
    const std::size_t count = source.read(std::span(all).subspan(filled));
    if (count == 0) break;
    filled += count;
    if (filled > limit) {
      throw InputError(name, "is larger than " + std::to_string(limit / 1000000) +
                                 " MB, the most that is read of such a file. Cut it into pieces");
    }
  }
  all.resize(filled);
  return all;
}

}  // namespace machi
