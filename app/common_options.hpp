/// \file  The options that every subcommand takes.
#pragma once

#include <cstdint>
#include <string>

#include "io/options/options.hpp"

namespace machi {

struct CommonOptions {
  bool help{false};
  bool version{false};
  bool quiet{false};
  bool verbose{false};
  std::int64_t threads{0};
  std::string options_file;

  static constexpr const char* section = "machi";
  static constexpr const char* summary = "Options of every command";

  void declare(OptionTable& table) {
    table.flag("help", help, "Print help and end.").short_name('h');
    table.flag("version", version, "Print version, commit, compiler and libraries and end.");
    table.flag("quiet", quiet, "Print warnings and errors only.").short_name('q');
    table.flag("verbose", verbose, "Print details of the work.").short_name('v');
    table.integer("threads", threads, "", 0, 4096,
                  "OpenMP threads of each rank. 0: OMP_NUM_THREADS, else the rank's share of the host's processors.");
    table
        .text("options", options_file,
              "Read the command's options from its section of a YAML file; the command line overrules it.")
        .placeholder("FILE");
  }
};

}  // namespace machi
