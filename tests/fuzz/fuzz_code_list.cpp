// Any bytes as a code list: a sentence or a list, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"
#include "io/city/code_list.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    machi::read_code_list(*machi::open_memory({reinterpret_cast<const char*>(data), size}), "fuzz");
  } catch (const machi::InputError&) {  // the sentence
  }
  return 0;
}
