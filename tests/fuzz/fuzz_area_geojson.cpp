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
  machi::AreaScenario area;
  machi::OptionTable table{"area", "", machi::OptionStyle::keys};
  machi::declare_area(area, table);
  try {
    machi::read_area_geojson({reinterpret_cast<const char*>(data), size}, "fuzz.geojson",
                             *table.find_items("features"));
  } catch (const machi::InputError&) {
    return 0;  // the sentence
  }
  std::vector<std::string> mistakes;
  machi::read_shapes(area, mistakes);
  return 0;
}
