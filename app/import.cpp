/// \file  `machi import`: published files into one city file.
#include <fmt/format.h>

#include <memory>

#include "app/command.hpp"
#include "io/city/city_file.hpp"
#include "io/hdf5/output.hpp"
#include "io/import/import_city.hpp"

namespace machi {
namespace {

ExitCode run_import(const Comm& comm, const ImportOptions& options) {
  check_output(comm, options.output, options.force);
  const ImportedCity imported = import_city(comm, options);
  CityHeader header;
  Provenance provenance;
  write_city(comm, options.output, imported.city, imported.grid, imported.network, imported.report, header, provenance,
             options.force);
  return ExitCode::done;
}

}  // namespace

Command import_command() {
  auto options = std::make_shared<ImportOptions>();
  return {"import", "Reads published city models into one city file",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return run_import(comm, *options); }};
}

}  // namespace machi
