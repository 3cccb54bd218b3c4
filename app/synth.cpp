/// \file  `machi synth`: a synthetic coastal town as a PLATEAU folder.
#include "io/synth/synth.hpp"

#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"

namespace machi {
namespace {

struct SynthCommandOptions {
  SynthOptions town;
  std::string folder;

  void declare(OptionTable& table) {
    table.positional("dir", folder, "Folder to write.").required();
    town.declare(table);
  }
};

std::string table_of(const SynthSummary& summary) {
  std::string lines;
  const auto line = [&](const char* what, std::int64_t count, const std::string& more = "") {
    lines += fmt::format("{:>12}  {}{}\n", count, what, more);
  };
  line("buildings", summary.buildings,
       fmt::format(", {} with LOD2 roofs, {} in two parts", summary.buildings_lod2, summary.building_parts / 2));
  line("roads", summary.roads, fmt::format(", {} with LOD3 traffic areas", summary.roads_lod3));
  line("bridges", summary.bridges);
  line("land-use polygons", summary.land_uses);
  line("use districts (zoning)", summary.use_districts);
  line("surfaces of sea and rivers", summary.waters);
  line("terrain triangles", summary.dem_triangles);
  line("inundation areas of one rank", summary.inundations);
  line("shelters", summary.shelters);
  line("persons", summary.persons);
  line("bus lines", summary.bus_lines);
  line("files", summary.files,
       fmt::format(", {:.1f} MB, on {} third-level meshes", 1e-6 * static_cast<double>(summary.bytes), summary.meshes));
  return lines;
}

ExitCode synth(const Comm& comm, const SynthCommandOptions& options) {
  const double start_s = monotonic_s();
  const SynthSummary summary = write_town(comm, options.town, options.folder);
  const double peak_MB = comm.max(peak_memory_MB());
  const double took_s = comm.max(monotonic_s() - start_s);
  if (!comm.first()) return ExitCode::done;
  fmt::print("{}", table_of(summary));
  log_info(fmt::format("Wrote {} in {:.1f} s ({:.0f} buildings/s, peak memory {:.0f} MB a rank).", options.folder,
                       took_s, static_cast<double>(summary.buildings) / took_s, peak_MB));
  return ExitCode::done;
}

}  // namespace

Command synth_command() {
  auto options = std::make_shared<SynthCommandOptions>();
  return {"synth", "Makes a synthetic coastal town as PLATEAU CityGML",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return synth(comm, *options); }};
}

}  // namespace machi
