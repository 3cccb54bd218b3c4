/// \file  Any bytes as an archive: entries that stay in the folder, or one InputError.
#include <array>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::uint64_t budget = 1 << 22;  // a few bytes may unpack to gigabytes
  try {
    machi::visit_archive(
        bytes, "fuzz.zip",
        [&](const machi::FileEntry& entry, std::uint64_t index) {
          if (("/" + entry.inner_path + "/").find("/../") != std::string::npos) __builtin_trap();
          return index < 100 && budget > 0;
        },
        [&](const machi::FileEntry&, machi::ByteSource& source) {
          std::array<char, 4096> block;
          for (std::size_t count = 1; count > 0 && budget > 0; budget -= std::min<std::uint64_t>(budget, count)) {
            count = source.read(block);
          }
        });
  } catch (const machi::InputError&) {
  }
  return 0;
}
