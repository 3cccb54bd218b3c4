/// \file  The folder that a run leaves behind (docs/formats/result.md): who may write into it, its log, its small
/// files.
#pragma once

#include <string>
#include <string_view>

#include "engine/comm/comm.hpp"

namespace machi {

/// What is to happen where the folder exists.
enum class RunStart {
  create,   ///< it must not
  replace,  ///< what an earlier run left there is removed first; other files stay (--force)
  resume,   ///< it must; all stays
};

/// The run directory as long as the run goes on: locked against other runs, and once the run has begun with every
/// sentence of the log also in its log.txt. All functions are collective, work on the first rank and throw on all.
class RunDirectory {
 public:
  /// Makes and locks the folder. Throws UsageError where `path` exists (or, for resume, does not) and where another run
  /// works in it; OutputError, which names the path, where it cannot be written to.
  RunDirectory(const Comm& comm, std::string path, RunStart start);
  ~RunDirectory();  ///< removes the folder where the run made it and did not begin
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  /// To be called once all inputs have been read and fit together, before anything is written: only now is what an
  /// earlier run left removed (--force), and the log opened. Throws OutputError.
  void begin();

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }
  /// Writes a whole file aside and renames it. The first rank's text counts.
  void write(std::string_view name, std::string_view text);

 private:
  void make();
  void lock();
  void leave();
  void open_log(bool append);

  Comm comm_;
  std::string path_;
  RunStart start_;
  bool made_{false};
  bool begun_{false};
  int lock_{-1};  ///< descriptors on the first rank
  int log_{-1};
};

/// Adds a line to the log.txt of a run, where that can be. Local: any thread, any rank.
void add_to_log(const std::string& run_path, std::string_view sentence);

/// Names of all that a run writes into its directory; `checkpoints` is a folder.
inline constexpr std::string_view run_files[] = {"run.json",    "request.json", "used.yaml",    "log.txt",
                                                 "kpi.json",    "kpi.csv",      "persons.csv",  "result.h5",
                                                 "result.xdmf", "report.html",  "MANIFEST.json"};
/// What the other files must be, to the byte: written last.
inline constexpr std::string_view run_manifest_file = "MANIFEST.json";
inline constexpr std::string_view checkpoint_folder = "checkpoints";

}  // namespace machi
