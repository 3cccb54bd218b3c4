/// \file  The errors that a user can meet, with the exit code that each one ends the program with.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace machi {

/// Exit codes of the `machi` program (docs/program.md).
enum class ExitCode : int { done = 0, usage = 2, input = 3, failed = 4, output = 74, stopped = 75 };

/// One sentence for a person: `<where>: <problem>. <what to do>`. The library throws, `main` prints and exits.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// A wrong command line or scenario (exit code 2).
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& sentence) : Error(ExitCode::usage, sentence) {}
};

/// Input data that cannot be used (exit code 3). `where` names the file and, where known, the line.
class InputError : public Error {
 public:
  InputError(std::string_view where, std::string_view problem)
      : Error(ExitCode::input, std::string(where) + ": " + std::string(problem)) {}
};

/// An output that could not be written (exit code 74). `path` names it.
class OutputError : public Error {
 public:
  OutputError(std::string_view path, std::string_view problem)
      : Error(ExitCode::output, std::string(path) + ": " + std::string(problem)) {}
};

/// A defect of ours or of the machine (exit code 4).
class RunError : public Error {
 public:
  explicit RunError(const std::string& sentence) : Error(ExitCode::failed, sentence) {}
};

}  // namespace machi
