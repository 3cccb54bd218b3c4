#include "io/checkpoint/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/run_directory.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "ckpt.";

std::string folder_of(const std::string& run_path) {
  return run_path + "/" + std::string(checkpoint_folder);
}

// Steps of the finished checkpoints in a folder, newest first.
std::vector<std::uint64_t> finished_in(const std::string& folder) {
  std::vector<std::uint64_t> steps;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    std::uint64_t step = 0;
    const char* const end = name.data() + name.size();
    const auto [at, error] = std::from_chars(name.data() + prefix.size(), end, step);
    if (error == std::errc() && at == end) steps.push_back(step);
  }
  std::sort(steps.rbegin(), steps.rend());
  return steps;
}

// What a run that was killed while it wrote has left.
void remove_unfinished(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".tmp")) fs::remove_all(entry.path(), ignored);
  }
}

void make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw OutputError(path, unwritable(error.value()));
}

void rename_folder(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw OutputError(to, unwritable(error.value()));
}

// It loses its name first: what is killed on the way leaves no checkpoint that has its name and not all of its files.
void remove_finished(const std::string& path) {
  std::error_code error;
  const std::string aside = path + ".old.tmp";
  fs::rename(path, aside, error);
  if (!error) fs::remove_all(aside, error);
}

// Keeps the newest up to a step. Those of later steps did not verify when this run was resumed before them.
void remove_old(const std::string& folder, std::uint64_t newest) {
  std::size_t kept = 0;
  for (const std::uint64_t step : finished_in(folder)) {
    const bool keep = step <= newest && kept < checkpoints_kept;
    kept += keep;
    if (!keep) remove_finished(fmt::format("{}/{}{}", folder, prefix, step));
  }
}

// The first rank's part after the state is on the disk: manifest, then the name, then what is too old.
std::uint64_t commit(const std::string& folder, const std::string& aside, const std::string& name, Manifest manifest) {
  const Manifest found = manifest_of(aside + "/state.h5");
  manifest.state = found.state;
  manifest.columns = found.columns;
  const std::string text = manifest_text(manifest);
  write_atomically(aside + "/MANIFEST.json", text);
  sync_folder(aside);
  const std::string path = folder + "/" + name;
  remove_finished(path);  // the same state, where this run went on from it
  rename_folder(aside, path);
  sync_folder(folder);
  write_atomically(folder + "/LATEST", name + "\n");
  remove_old(folder, manifest.next_step);
  return manifest.state.bytes + text.size();
}

// Why a checkpoint cannot be used; empty where it can. First rank.
std::string verdict(FoundCheckpoint& found, const std::string& inputs_hash) {
  Manifest manifest;
  std::string damage = damage_of(found.path, manifest);
  if (!damage.empty()) return damage;
  if (manifest.version != checkpoint_version)
    return fmt::format("its format has version {}, this program reads {}", manifest.version, checkpoint_version);
  if (manifest.inputs_hash != inputs_hash) return "it belongs to another scenario or other inputs";
  if (manifest.next_step != found.next_step) return "its name does not say its step";
  found.persons = manifest.persons;
  return {};
}

// Reads one checkpoint on all ranks; why it cannot be used where it cannot.
std::string try_checkpoint(const Comm& comm, FoundCheckpoint& found, const std::string& inputs_hash,
                           const StateReader& read_state) {
  std::string reason;
  if (comm.first()) reason = verdict(found, inputs_hash);
  reason = comm.broadcast(reason);
  if (!reason.empty()) return reason;
  found.persons = comm.sum(found.persons);  // 0 on all ranks but the first
  try {
    return read_state(found);
  } catch (const Error& error) {  // the same on all ranks
    return error.what();
  }
}

}  // namespace

CheckpointWritten write_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                   const CheckpointLabel& label,
                                   const std::function<void(const std::string&)>& write_state) {
  const double started_s = monotonic_s();
  const std::string folder = folder_of(run_path);
  const std::string name = fmt::format("{}{}", prefix, next_step);
  const std::string aside = folder + "/" + name + ".tmp";
  Manifest manifest{checkpoint_version, label.inputs_hash, next_step, label.persons, {}, {}};
  std::int64_t bytes = 0;
  try {
    comm.agree([&] {
      if (!comm.first()) return;
      make_folder(folder);
      remove_unfinished(folder);
      make_folder(aside);
    });
    write_state(aside + "/state.h5");
    comm.agree([&] {
      if (comm.first()) bytes = static_cast<std::int64_t>(commit(folder, aside, name, manifest));
    });
  } catch (...) {
    if (comm.first()) remove_unfinished(folder);
    throw;
  }
  return {folder + "/" + name, static_cast<std::uint64_t>(comm.max(bytes)), comm.max(monotonic_s() - started_s)};
}

std::vector<std::string> finished_checkpoints(const std::string& run_path) {
  const std::string folder = folder_of(run_path);
  std::vector<std::string> paths;
  for (const std::uint64_t step : finished_in(folder)) paths.push_back(fmt::format("{}/{}{}", folder, prefix, step));
  return paths;
}

FoundCheckpoint read_newest_checkpoint(const Comm& comm, const std::string& run_path, const std::string& inputs_hash,
                                       const StateReader& read_state) {
  const std::string folder = folder_of(run_path);
  std::vector<std::uint64_t> steps;
  if (comm.first()) steps = finished_in(folder);
  steps = comm.all_gather_of<std::uint64_t>(steps);
  std::string reasons;
  for (const std::uint64_t step : steps) {
    FoundCheckpoint found{fmt::format("{}/{}{}", folder, prefix, step), step, 0};
    const std::string reason = try_checkpoint(comm, found, inputs_hash, read_state);
    if (reason.empty()) return found;
    log_warning(fmt::format("{}: cannot be used ({}); the one before is tried", found.path, reason));
    reasons += fmt::format("{}{}{}: {}", reasons.empty() ? "" : "; ", prefix, step, reason);
  }
  throw InputError(folder, reasons.empty() ? "there is no checkpoint. Start the run anew with `machi run`"
                                           : fmt::format("no checkpoint can be used ({}). Start the run anew with "
                                                         "`machi run`",
                                                         reasons));
}

}  // namespace machi
