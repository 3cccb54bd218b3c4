/// \file  `machi info`: what a city file holds, as a page, as JSON, as a map.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "io/report/city_info.hpp"
#include "io/report/map.hpp"
#include "io/report/png.hpp"

namespace machi {
namespace {

struct InfoOptions {
  std::string file;
  bool json{false};
  std::string map;
  std::int64_t size_pixels{1600};
  std::string layer{map_layers.front()};
  std::string title;

  void declare(OptionTable& table) {
    table.positional("file", file, "City file.").placeholder("FILE").required();
    table.flag("json", json, "Print JSON for programs instead of a page for people.");
    table.text("map", map, "Draw a map of the city and write it here as PNG.").placeholder("PNG");
    table.integer("size", size_pixels, "pixels", 400, 8000, "Long side of the map.");
    table.choice("layer", layer, map_layers, "What the map shows above its ground.");
    table.text("title", title, "Title of the map, in ASCII; the file's name where empty.");
  }
};

void inform(const InfoOptions& options) {
  const CityFileSummary summary = summarise(options.file);
  fmt::print("{}", options.json ? info_json(summary) : info_text(summary));
  if (options.map.empty()) return;
  MapOptions map;
  map.layer =
      static_cast<MapLayer>(std::find(map_layers.begin(), map_layers.end(), options.layer) - map_layers.begin());
  map.size_pixels = static_cast<int>(options.size_pixels);
  map.title = options.title;
  write_whole_file(options.map, draw_map(summary, map));
  log_info(fmt::format("Wrote {}.", options.map));
}

}  // namespace

Command info_command() {
  auto options = std::make_shared<InfoOptions>();
  return {"info", "Says what a city file holds and draws its map",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) {
            comm.agree([&] {
              if (comm.first()) inform(*options);
            });
            return ExitCode::done;
          }};
}

}  // namespace machi
