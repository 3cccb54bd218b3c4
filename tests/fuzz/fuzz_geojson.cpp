/// \file  Any bytes as GeoJSON: places or one InputError.
#include "engine/core/error.hpp"
#include "io/people/places.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = machi::open_memory({reinterpret_cast<const char*>(data), size});
  try {
    const machi::PlaceFile file = machi::read_places_geojson(*source, "fuzz.geojson");
    if (file.places.size() > file.report.read) __builtin_trap();
  } catch (const machi::InputError&) {
  }
  return 0;
}
