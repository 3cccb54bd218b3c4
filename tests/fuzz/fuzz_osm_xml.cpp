/// \file  Any bytes as OpenStreetMap data: a graph whose links lead somewhere, or one InputError.
#include "engine/core/error.hpp"
#include "io/network/osm_graph.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = machi::open_memory({reinterpret_cast<const char*>(data), size});
  try {
    const machi::OsmGraph graph = machi::split_streets(machi::read_osm(*source, "fuzz.osm"));
    for (std::uint32_t link = 0; link < graph.links(); ++link) {
      if (graph.from[link] >= graph.nodes() || graph.to[link] >= graph.nodes()) __builtin_trap();
      if (graph.from[link] == graph.to[link]) __builtin_trap();
    }
  } catch (const machi::InputError&) {
  }
  return 0;
}
