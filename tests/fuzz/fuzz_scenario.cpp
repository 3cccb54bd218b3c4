// Any bytes as a scenario file: sentences or a scenario, never a crash; and what is in force can be written and read
// back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string used;
  try {
    used = machi::parse_scenario({reinterpret_cast<const char*>(data), size}, "nowhere/fuzz.yaml").used_yaml;
  } catch (const machi::Error&) {
    return 0;  // the sentence
  }
  try {
    machi::parse_scenario(used, "nowhere/used.yaml");
  } catch (const machi::Error&) {
    std::abort();
  }
  return 0;
}
