#include "io/import/import_city.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "engine/grid/build_grid.hpp"
#include "engine/grid/leaf_set.hpp"
#include "io/city/cityjson_reader.hpp"
#include "io/city/citygml_reader.hpp"
#include "io/city/code_list.hpp"
#include "io/import/sources.hpp"
#include "io/import/surfaces.hpp"
#include "io/import/tables.hpp"

namespace machi {
namespace {

// Leaves around the city's box that the frame holds beyond it.
constexpr int margin_leaves = 4;
// Triangles that a rank holds before all ranks exchange theirs: 36 MB.
constexpr std::size_t triangle_round = 1'000'000;

bool is_city_model(InputKind kind) { return kind == InputKind::citygml || kind == InputKind::cityjson; }

// A file of terrain alone, by its name: read when the leaves are known, so that its triangles need not be kept.
bool named_terrain(const std::string& name) {
  return name.find("_dem_") != std::string::npos || name.find("/dem/") != std::string::npos;
}

void read_model(const OpenedFile& file, ByteSource& bytes, FeatureSink& sink) {
  if (file.kind == InputKind::cityjson) {
    read_cityjson(bytes, file.name, sink);
  } else {
    read_citygml(bytes, file.name, sink);
  }
}


// Stops a reader at the first place that it finds.
class FirstPlace final : public FeatureSink {
 public:
  struct Found {
    int epsg;
    Position position;
  };
  void feature(const Feature& feature) override {
    if (!feature.positions.empty()) throw Found{feature.epsg, feature.positions.front()};
  }
  void triangles(std::span<const Triangle> triangles, int epsg) override {
    if (!triangles.empty()) throw Found{epsg, triangles.front()[0]};
  }
  void repaired(std::string_view, std::string_view) override {}
  void skipped(std::string_view, std::string_view) override {}
};

// Chooses the city's CRS and a first origin near its data from the first place that any city model names.
ImportFrame choose_frame(const Comm& comm, ImportSources& sources, const ImportOptions& options) {
  ImportFrame frame;
  nlohmann::json chosen;
  comm.agree([&] {
    if (!comm.first()) return;
    try {
      sources.visit(
          Comm::null(), [](InputKind kind, const std::string&) { return is_city_model(kind); },
          [](const OpenedFile& file, ByteSource& bytes, int) {
            if (file.kind == InputKind::cityjson) {
              FirstPlace sink;
              read_cityjson(bytes, file.name, sink);
            } else if (const Peek peek = peek_citygml(bytes, file.name); peek.found) {
              throw FirstPlace::Found{peek.epsg, peek.position};
            }
          });
    } catch (const FirstPlace::Found& found) {
      const int source = found.epsg != 0 ? found.epsg : static_cast<int>(options.source_epsg);
      chosen = {source, found.position.first, found.position.second};
    }
  });
  return frame;
}

}  // namespace

void ImportOptions::declare(OptionTable& table) {
  table.positionals("inputs", inputs,
                    "Folders, archives (.zip, .tar.xz) or files: CityGML, CityJSON, code lists, GeoJSON, CSV, OpenStreetMap, shapefiles, water frames.");
  table.text("output", output, "City file to write.").short_name('o').placeholder("FILE");
  table.number("cell", cell_m, "m", 0.25, 100, "Side of a grid cell.");
  table.integer("epsg", epsg, "", 0, 999999,
                "Metric CRS of the city by its EPSG code; 0 chooses by place (Japan: plane rectangular zone, elsewhere UTM).");
  table.integer("source_epsg", source_epsg, "", 0, 999999, "CRS of files that name none; 0 refuses such files.");
  table.choice("network", network, {"auto", "roads", "osm", "none"},
               "What the network is made from: road surfaces, OpenStreetMap, or auto: OpenStreetMap where it is among the inputs.");
  table.number("shelter_m2_per_person", shelter_m2_per_person, "m2", 0.1, 100,
               "Floor area per person where a shelter's capacity is not given.");
  table.text("attribution", attribution, "Source of the data, kept in the file and shown wherever it is shown.");
  table.flag("force", force, "Replace an existing output.");
}

}  // namespace machi
