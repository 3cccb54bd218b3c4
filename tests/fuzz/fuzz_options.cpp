// Any bytes as a YAML file of options: a sentence or values, never a crash; and what is in force can be written and
// read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/core/error.hpp"
#include "io/options/yaml.hpp"
#include "tests/io/options/sample.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  machi::SampleTable read;
  try {
    machi::read_yaml({reinterpret_cast<const char*>(data), size}, "fuzz", {&read.table});
  } catch (const machi::UsageError&) {
    return 0;  // the sentence
  }
  machi::SampleTable again;
  machi::read_yaml(machi::used_yaml({&read.table}), "used", {&again.table});
  if (read.options.cell_m != again.options.cell_m || read.options.themes != again.options.themes) std::abort();
  return 0;
}
