// Any bytes as CityGML: a sentence or a feature, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"
#include "io/city/citygml_reader.hpp"
#include "tests/fuzz/touching_sink.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  machi::TouchingSink sink;
  try {
    machi::read_citygml(*machi::open_memory({reinterpret_cast<const char*>(data), size}), "fuzz", sink);
  } catch (const machi::InputError&) {  // the sentence
  }
  return 0;
}
