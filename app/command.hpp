/// \file  A subcommand of `machi`: its name, its options and what it does. One file per subcommand, each listed in
/// main.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/options/options.hpp"

namespace machi {

/// The options live in a struct that both functions share:
///   auto options = std::make_shared<InfoOptions>();
///   return {"info", "Says what a city file holds",
///           [options](OptionTable& table) { options->declare(table); },
///           [options](const Comm& comm) { return print_info(comm, *options); }};
struct Command {
  std::string name;
  /// One line for `machi --help`, without a full stop.
  std::string summary;
  /// Binds the options and positional arguments.
  std::function<void(OptionTable&)> declare;
  /// Called on every rank with the options read and checked. Results for a program or a person go to stdout from the
  /// first rank; messages go through engine/core/log.hpp. Errors are thrown; a failure that only some ranks see should
  /// be made common by Comm::agree.
  std::function<ExitCode(const Comm&)> run;
};

Command synth_command();
Command import_command();
Command people_command();
Command info_command();
Command run_command();
Command resume_command();
Command plan_command();
Command digest_command();
Command verify_command();
Command report_command();
Command export_command();
Command doctor_command();
Command compare_command();
Command sweep_command();
Command kpi_command();
/// Describes the options of all ranks' common table and of `commands`.
Command describe_command(const std::vector<Command>& commands);

}  // namespace machi
