/// \file  Any bytes as a .shp and a .dbf: areas whose rings lie in their positions, or one InputError.
#include <cstring>

#include "engine/core/error.hpp"
#include "io/network/shapefile.hpp"

namespace {

class Checker final : public machi::FeatureSink {
 public:
  void feature(const machi::Feature& feature) override {
    for (const machi::FeaturePolygon& polygon : feature.polygons) {
      for (std::uint32_t ring = polygon.ring_begin; ring < polygon.ring_end; ++ring) {
        if (feature.ring(ring).size() < 4) __builtin_trap();
      }
    }
  }
  void triangles(std::span<const machi::Triangle>, int) override {}
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Two bytes say where the .shp ends and the .dbf begins.
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = std::min<std::size_t>(bytes.size(), data[0] + 256u * data[1]);
  const auto shapes = machi::open_memory(bytes.substr(0, cut)), table = machi::open_memory(bytes.substr(cut));
  machi::ShapefileParts parts;
  parts.shapes = shapes.get();
  parts.table = table.get();
  Checker sink;
  try {
    machi::read_shapefile(parts, "fuzz.shp", "fuzz", machi::Theme::luse, sink);
  } catch (const machi::InputError&) {
  }
  return 0;
}
