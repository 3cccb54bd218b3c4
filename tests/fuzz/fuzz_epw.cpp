/// \file  Any bytes as an EPW file: a whole year or one InputError.
#include "engine/core/error.hpp"
#include "io/weather/epw.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const machi::WeatherYear year = machi::parse_epw({reinterpret_cast<const char*>(data), size}, "fuzz.epw");
    if (year.dry_bulb_C.size() != machi::hours_per_year) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
