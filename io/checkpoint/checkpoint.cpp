#include "io/checkpoint/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/machine.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/checkpoint/state_file.hpp"
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

// Keeps the newest up to a step. Those of later steps did not verify when this run was resumed before them.
void remove_old(const std::string& folder, std::uint64_t newest) {
  std::size_t kept = 0;
  std::error_code ignored;
  for (const std::uint64_t step : finished_in(folder)) {
    const bool keep = step <= newest && kept < checkpoints_kept;
    kept += keep;
    if (!keep) fs::remove_all(fmt::format("{}/{}{}", folder, prefix, step), ignored);
  }
}

// The first rank's part after the state is on the disk: manifest, then the name, then what is too old.
std::uint64_t commit(const std::string& folder, const std::string& aside, const std::string& name, Manifest manifest) {
  const Manifest found = manifest_of(aside + "/state.h5");
  manifest.state_bytes = found.state_bytes;
  manifest.blocks = found.blocks;
  manifest.columns = found.columns;
  const std::string text = manifest_text(manifest);
  write_atomically(aside + "/MANIFEST.json", text);
  sync_folder(aside);
  const std::string path = folder + "/" + name;
  std::error_code ignored;
  fs::remove_all(path, ignored);  // the same state, where this run went on from it
  rename_folder(aside, path);
  sync_folder(folder);
  write_atomically(folder + "/LATEST", name + "\n");
  remove_old(folder, manifest.next_step);
  return manifest.state_bytes + text.size();
}

// Why a checkpoint cannot be used; empty where it can. First rank.
std::string verdict(const std::string& path, std::uint64_t step, const EvacuationWorld& world,
                    const std::string& inputs_hash, std::int64_t& persons) {
  Manifest manifest;
  std::string damage = damage_of(path, manifest);
  if (!damage.empty()) return damage;
  if (manifest.version != checkpoint_version)
    return fmt::format("its format has version {}, this program reads {}", manifest.version, checkpoint_version);
  if (manifest.inputs_hash != inputs_hash) return "it belongs to another scenario or other inputs";
  if (manifest.next_step != step || step % static_cast<std::uint64_t>(world.rules.steps_per_s) != 0)
    return "its name does not say its step";
  persons = manifest.persons;
  return {};
}

std::int64_t persons_in(const EvacuationState& state) {
  return static_cast<std::int64_t>(state.walkers.size() + state.waiting.size() + state.at_doors.size() +
                                   state.at_entrances.size() + state.outcomes.size());
}

// Reads one checkpoint on all ranks; why it cannot be used where it cannot.
std::string try_checkpoint(const Comm& comm, std::uint64_t step, const EvacuationWorld& world,
                           const std::string& inputs_hash, Checkpoint& checkpoint) {
  std::int64_t persons = 0;
  std::string reason;
  if (comm.first()) reason = verdict(checkpoint.path, step, world, inputs_hash, persons);
  reason = comm.broadcast(reason);
  if (!reason.empty()) return reason;
  try {
    read_state(comm, checkpoint.path + "/state.h5", world, checkpoint.state, checkpoint.record);
  } catch (const Error& error) {  // the same on all ranks
    return error.what();
  }
  checkpoint.next_step = step;
  return comm.sum(persons_in(checkpoint.state)) == comm.sum(persons) ? "" : "it does not hold everyone";
}

}  // namespace

CheckpointWritten write_checkpoint(const Comm& comm, const std::string& run_path, std::uint64_t next_step,
                                   const Evacuation& evacuation, const EvacuationRecord& record,
                                   const std::string& inputs_hash) {
  const double started_s = monotonic_s();
  const std::string folder = folder_of(run_path);
  const std::string name = fmt::format("{}{}", prefix, next_step);
  const std::string aside = folder + "/" + name + ".tmp";
  Manifest manifest{checkpoint_version, inputs_hash, next_step, evacuation.counts().persons, 0, {}, {}};
  std::int64_t bytes = 0;
  try {
    comm.agree([&] {
      if (!comm.first()) return;
      make_folder(folder);
      remove_unfinished(folder);
      make_folder(aside);
    });
    EvacuationState state;
    comm.agree([&] { state = evacuation.state(); });
    write_state(comm, aside + "/state.h5", state, record, *evacuation.world().blocks);
    comm.agree([&] {
      if (comm.first()) bytes = static_cast<std::int64_t>(commit(folder, aside, name, manifest));
    });
  } catch (...) {
    if (comm.first()) remove_unfinished(folder);
    throw;
  }
  return {folder + "/" + name, static_cast<std::uint64_t>(comm.max(bytes)), comm.max(monotonic_s() - started_s)};
}

Checkpoint read_newest_checkpoint(const Comm& comm, const std::string& run_path, const EvacuationWorld& world,
                                  const std::string& inputs_hash) {
  const std::string folder = folder_of(run_path);
  std::vector<std::uint64_t> steps;
  if (comm.first()) steps = finished_in(folder);
  steps = comm.all_gather_of<std::uint64_t>(steps);
  std::string reasons;
  for (const std::uint64_t step : steps) {
    Checkpoint checkpoint;
    checkpoint.path = fmt::format("{}/{}{}", folder, prefix, step);
    const std::string reason = try_checkpoint(comm, step, world, inputs_hash, checkpoint);
    if (reason.empty()) return checkpoint;
    log_warning(fmt::format("{}: cannot be used ({}); the one before is tried", checkpoint.path, reason));
    reasons += fmt::format("{}{}{}: {}", reasons.empty() ? "" : "; ", prefix, step, reason);
  }
  throw InputError(folder, reasons.empty() ? "there is no checkpoint. Start the run anew with `machi run`"
                                           : fmt::format("no checkpoint can be used ({}). Start the run anew with "
                                                         "`machi run`",
                                                         reasons));
}

}  // namespace machi
