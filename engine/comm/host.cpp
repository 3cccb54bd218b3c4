#include "engine/comm/host.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace machi {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

/// Where another process of the host finds memory that has no name; `process` 0: nowhere.
struct Place {
  std::int64_t process{0};
  std::int64_t descriptor{0};
  std::uint64_t bytes{0};
};

// Memory without a name that holds the bytes; null where the host gives none.
std::shared_ptr<const std::byte> filled(int descriptor, std::span<const std::byte> bytes) {
  // Room is taken at once: memory that is missing later would kill the program without a word.
  if (descriptor < 0 || posix_fallocate(descriptor, 0, static_cast<off_t>(bytes.size())) != 0) return nullptr;
  void* const at = mmap(nullptr, bytes.size(), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (at == MAP_FAILED) return nullptr;
  std::memcpy(at, bytes.data(), bytes.size());
  mprotect(at, bytes.size(), PROT_READ);  // a slip of ours is caught; nothing hangs on it
  return {static_cast<const std::byte*>(at),
          [size = bytes.size()](const std::byte* memory) { munmap(const_cast<std::byte*>(memory), size); }};
}

std::shared_ptr<const std::byte> mapped(const Place& place) {
  const std::string path = fmt::format("/proc/{}/fd/{}", place.process, place.descriptor);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return nullptr;
  void* const at = mmap(nullptr, place.bytes, PROT_READ, MAP_SHARED, file.number(), 0);
  if (at == MAP_FAILED) return nullptr;
  return {static_cast<const std::byte*>(at),
          [size = place.bytes](const std::byte* memory) { munmap(const_cast<std::byte*>(memory), size); }};
}

std::shared_ptr<const std::byte> copied(const Comm& host, std::span<const std::byte> bytes) {
  auto copy = std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end());
  host.broadcast(*copy);
  return {copy, copy->data()};
}

Place broadcast(const Comm& host, const Place& place) {
  const auto raw = std::as_bytes(std::span(&place, 1));
  std::vector<std::byte> bytes(raw.begin(), raw.end());
  host.broadcast(bytes);
  return vector_of<Place>(bytes).front();
}

}  // namespace

std::shared_ptr<const std::byte> share_on_host(const Comm& host, std::span<const std::byte> bytes) {
  if (!host.any(!bytes.empty())) return nullptr;
  if (host.size() == 1) return copied(host, bytes);
  const Descriptor file(host.first() ? memfd_create("machi", MFD_CLOEXEC) : -1);
  std::shared_ptr<const std::byte> memory;
  Place place;
  if (host.first()) {
    memory = filled(file.number(), bytes);
    if (memory) place = {getpid(), file.number(), bytes.size()};
  }
  place = broadcast(host, place);
  if (place.process != 0 && !host.first()) memory = mapped(place);
  return host.any(memory == nullptr) ? copied(host, bytes) : memory;  // all have looked before `file` is closed
}

}  // namespace machi
