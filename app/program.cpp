#include "app/program.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>

#include "app/build_info.hpp"
#include "app/common_options.hpp"
#include "app/threads.hpp"
#include "engine/core/log.hpp"
#include "engine/core/standard_error.hpp"
#include "io/options/command_line.hpp"
#include "io/options/describe.hpp"
#include "io/options/yaml.hpp"

namespace machi {
namespace {

// A command line as it was understood.
struct Line {
  CommonOptions common;
  OptionTable common_table{CommonOptions::section, CommonOptions::summary};
  const Command* command{nullptr};
  std::unique_ptr<OptionTable> table;
};

void print_first(const Comm& comm, const std::string& text) {
  if (comm.first()) fmt::print("{}", text);
}

std::string help_of_program(const std::vector<Command>& commands) {
  std::string text = fmt::format(
      "machi {}: a 3D city model in, a living town out\n\nusage: machi COMMAND [options]\n\n", build_info.version);
  for (const Command& command : commands) text += fmt::format("  {:<10}{}\n", command.name, command.summary);
  return text +
         "\nmachi COMMAND --help    options of one command      machi describe   all options\n"
         "mpirun -n 4 machi …     the same on four ranks      machi doctor     what this machine offers\n";
}

std::string help_of_command(const Line& line) {
  std::string usage = "machi " + line.command->name;
  for (const Option& option : line.table->options()) {
    const std::string spelling = fmt::format("{}{}{}", option.flag_name(), option.placeholder_text().empty() ? "" : " ",
                                             option.placeholder_text());
    if (option.is_required()) {
      usage += fmt::format(" {}", spelling);
    } else if (option.is_positional()) {
      usage += fmt::format(" [{}]", spelling);
    }
  }
  return fmt::format("{}\n\nusage: {} [options]\n\n{}\n{}:\n{}", line.command->summary, usage,
                     describe_text(*line.table), CommonOptions::summary, describe_text(line.common_table));
}

[[noreturn]] void refuse_command(const std::string& word, const std::vector<Command>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const Command& command : commands) names.push_back(command.name);
  const std::string hint = did_you_mean(word, names);
  throw UsageError(fmt::format("unknown command '{}'{}", word, hint.empty() ? ". See `machi --help`" : hint));
}

// Finds the command and reads the words into the tables. Presence of what is required is not checked yet.
void read_line(Line& line, const std::vector<std::string>& words, const std::vector<Command>& commands) {
  line.common.declare(line.common_table);
  CLI::App app;
  app.require_subcommand(0, 1);
  add_to(app, line.common_table);
  std::vector<std::unique_ptr<OptionTable>> tables;
  for (const Command& command : commands) {
    tables.push_back(std::make_unique<OptionTable>(command.name, command.summary));
    command.declare(*tables.back());
    CLI::App* sub = app.add_subcommand(command.name);
    add_to(*sub, *tables.back());
    add_to(*sub, line.common_table);
  }
  read_words(app, words);
  const auto chosen = app.get_subcommands();
  const std::vector<std::string> strange = app.remaining();
  if (chosen.empty() && !strange.empty() && !strange[0].starts_with('-')) refuse_command(strange[0], commands);
  refuse_unknown(app, "", {&line.common_table});
  if (chosen.empty()) return;
  const auto at = std::find_if(commands.begin(), commands.end(),
                               [&](const Command& command) { return command.name == chosen[0]->get_name(); });
  line.command = &*at;
  line.table = std::move(tables[static_cast<std::size_t>(at - commands.begin())]);
  refuse_unknown(*chosen[0], line.command->name, {line.table.get(), &line.common_table});
}

// Read once and handed round, so that a thousand ranks do not open the same file.
void read_options_file(const Comm& comm, Line& line) {
  if (line.common.options_file.empty()) return;
  std::string text;
  comm.agree([&] {
    if (comm.first()) text = read_options_text(line.common.options_file);
  });
  read_yaml(comm.broadcast(text), line.common.options_file, {line.table.get()});
}

LogLevel log_level(const CommonOptions& options) {
  if (options.quiet) return LogLevel::quiet;
  return options.verbose ? LogLevel::verbose : LogLevel::normal;
}

ExitCode run_line(const Comm& comm, const std::vector<std::string>& words, const std::vector<Command>& commands) {
  Line line;
  read_line(line, words, commands);
  set_log(log_level(line.common), comm.rank());
  if (line.common.version) {
    print_first(comm, version_text());
    return ExitCode::done;
  }
  if (line.command == nullptr) {
    if (!line.common.help) throw UsageError("no command is given. See `machi --help`");
    print_first(comm, help_of_program(commands));
    return ExitCode::done;
  }
  if (line.common.help) {
    print_first(comm, help_of_command(line));
    return ExitCode::done;
  }
  read_options_file(comm, line);
  line.table->check_required();
  const int threads = set_threads(comm, static_cast<int>(line.common.threads));
  log_detail(fmt::format("{} rank{} with {} thread{} each", comm.size(), comm.size() == 1 ? "" : "s", threads,
                         threads == 1 ? "" : "s"));
  return line.command->run(comm);
}

// Output that stays in a buffer when the disk is full must not count as written.
void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw OutputError("standard output", "could not be written. Is the disk full?");
}

// Prints the sentence once and answers with the code. Where other ranks go on working, nobody could tell them: then all
// are ended at once. Lower ranks lose patience first, so that one of them speaks for all.
int end_with(const Comm& comm, ExitCode code, const std::string& sentence) {
  const double patience_s = 3 + std::min(2.0, 0.01 * comm.rank());
  const bool all_failed = comm.all_arrive(patience_s);
  if (comm.first() || !all_failed) write_stderr(fmt::format("machi: {}\n", sentence));
  if (all_failed) return static_cast<int>(code);
  wait_for_reader_of_stderr(10);  // on a busy machine launchers are slow, too
  comm.abort(static_cast<int>(code));
}

}  // namespace

int run_program(const Comm& comm, const std::vector<std::string>& words, const std::vector<Command>& commands) {
  let_stdout_wait();
  try {
    const ExitCode code = run_line(comm, words, commands);
    comm.agree(flush_output);
    return static_cast<int>(comm.max(static_cast<std::int64_t>(code)));
  } catch (const Error& error) {
    return end_with(comm, error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return end_with(comm, ExitCode::failed, "out of memory. Use more ranks or a larger machine");
  } catch (const std::system_error& error) {
    // fmt::print throws it where text longer than stdout's buffer finds the disk full.
    if (std::ferror(stdout) == 0) return end_with(comm, ExitCode::failed, error.what());
    return end_with(comm, ExitCode::output, "standard output: could not be written. Is the disk full?");
  } catch (const std::exception& error) {
    return end_with(comm, ExitCode::failed, error.what());
  }
}

}  // namespace machi
