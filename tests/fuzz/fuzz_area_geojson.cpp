// Any bytes as GeoJSON of an area: a sentence or features, never a crash.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/error.hpp"
#include "io/scenario/area_geojson.hpp"
#include "io/scenario/scenario_tables.hpp"
#include "io/scenario/shapes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  machi::ScenarioTables tables;
  try {
    machi::read_area_geojson({reinterpret_cast<const char*>(data), size}, "fuzz.geojson",
                             *tables.area_table.find_items("features"));
  } catch (const machi::InputError&) {
    return 0;  // the sentence
  }
  std::vector<std::string> mistakes;
  machi::read_shapes(tables.area, mistakes);
  return 0;
}
