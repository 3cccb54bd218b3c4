#include "io/import/first_place.hpp"

#include <filesystem>

#include "io/city/citygml_reader.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/network/shapefile.hpp"

namespace machi {
namespace {

// Stops a reader at the first place that it finds.
class PlaceSink final : public FeatureSink {
 public:
  void feature(const Feature& feature) override {
    if (!feature.positions.empty()) throw FirstPlace{feature.epsg, feature.positions.front()};
  }
  void triangles(std::span<const Triangle> triangles, int epsg) override {
    if (!triangles.empty()) throw FirstPlace{epsg, triangles.front()[0]};
  }
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
};

}  // namespace

std::optional<FirstPlace> find_first_place(const ImportSources& sources) {
  const auto look = [](const std::string& name, InputKind kind, ByteSource& bytes) {
    if (kind == InputKind::cityjson) {
      PlaceSink sink;
      read_cityjson(bytes, name, sink);
    } else if (kind == InputKind::citygml) {
      if (const Peek peek = peek_citygml(bytes, name); peek.found) throw FirstPlace{peek.epsg, peek.position};
    }
  };
  try {
    for (const SourceFile& file : sources.files()) {
      if (file.kind == InputKind::archive) {
        visit_files(
            file.path, [](const FileEntry&, std::uint64_t) { return true; },
            [&](const FileEntry& entry, ByteSource& bytes) {
              ReplayedSource replayed(bytes);
              look(entry.name, sniff(entry.name, replayed.head()), replayed);
            });
      } else if (file.kind == InputKind::citygml || file.kind == InputKind::cityjson) {
        look(file.path, file.kind, *open_file(file.path));
      } else if (file.kind == InputKind::shapefile) {
        PlaceSink sink;
        read_shapefile(file.path, std::filesystem::path(file.path).filename().string(), Theme::urf, sink);
      }
    }
  } catch (const FirstPlace& found) {
    return found;
  }
  return std::nullopt;
}

}  // namespace machi
