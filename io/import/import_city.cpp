#include "io/import/import_city.hpp"

#include <filesystem>

#include "io/import/city_import.hpp"
#include "io/import/city_in_memory.hpp"

namespace machi {

std::string scratch_folder(const std::string& output) {
  const std::string folder = std::filesystem::path(output).parent_path().string();
  return folder.empty() ? "." : folder;
}

ImportedCity import_city(const Comm& comm, const ImportOptions& options, CitySink& sink) {
  return CityImport(comm, options, sink).run();
}

ImportedCity import_city(const Comm& comm, const ImportOptions& options) {
  CityInMemory memory;
  ImportedCity imported = import_city(comm, options, memory);
  memory.give(imported.city, imported.grid);
  for (const WaterTable& table : imported.water) {
    WaterFrames& frames = imported.grid.water.emplace_back(table.frames);
    const std::size_t cells = std::size_t{frames.rows} * frames.columns;
    frames.level_cm.resize(cells * frames.time_s.size());
    for (std::size_t k = 0; k < frames.time_s.size(); ++k)
      table.unpack(k, std::span(frames.level_cm).subspan(k * cells, cells));
  }
  return imported;
}

}  // namespace machi
