/// \file  Options from the command line, by CLI11.
#pragma once

#include <string>
#include <vector>

#include "io/options/options.hpp"

namespace CLI {
class App;
}

namespace machi {

/// Gives `app` a flag per option of `table` and a place per positional argument; both must outlive the parse. `app`
/// takes any further word without complaint (refuse_unknown finds those), and asks for nothing (check_required does),
/// so that a misspelt option is reported before a missing one.
void add_to(CLI::App& app, OptionTable& table);

/// Parses the words after the program's name. Throws UsageError for a value that does not fit its option.
void read_words(CLI::App& app, std::vector<std::string> words);

/// Throws UsageError for a word that the last parse gave to nobody: an unknown option, with the nearest known one of
/// `tables`, or an argument too many. `command` is the subcommand, empty for the program itself.
void refuse_unknown(const CLI::App& app, const std::string& command, const std::vector<const OptionTable*>& tables);

}  // namespace machi
