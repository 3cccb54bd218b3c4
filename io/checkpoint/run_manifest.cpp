#include "io/checkpoint/run_manifest.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "engine/core/error.hpp"
#include "io/checkpoint/checkpoint.hpp"
#include "io/checkpoint/file_sums.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/json/json.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/run_directory.hpp"

namespace machi {
namespace {

bool is_checked(std::string_view name) {
  return name != "log.txt" && name != "report.html" && name != run_manifest_file;
}

std::string text_of_run(const std::string& run_path) {
  Json files = Json::object();
  Json columns = Json::object();
  for (const std::string_view name : run_files) {
    const std::string path = run_path + "/" + std::string(name);
    std::error_code ignored;
    if (!is_checked(name) || !std::filesystem::exists(path, ignored)) continue;
    const FileSums sums = read_back(path, sums_of);
    files[std::string(name)] = {{"bytes", sums.bytes}, {"sha256_by_4_MiB", sums.blocks}};
    if (name == "result.h5") columns = read_back(path, column_sums_of);
  }
  const Json manifest{
      {"format", "machi run"}, {"version", run_manifest_version}, {"files", files}, {"columns_sha256", columns}};
  return sealed(json_text(manifest, 1));
}

// The files of a run and what they must be; `damage` says why the manifest cannot be used.
std::map<std::string, FileSums> files_in(const std::string& text, std::string& damage) {
  std::map<std::string, FileSums> files;
  try {
    const Json json = parse_json(text).at("manifest");
    if (json.at("version") != run_manifest_version)
      damage = fmt::format("MANIFEST.json has version {}, this program reads {}", json_text(json.at("version")),
                           run_manifest_version);
    else
      for (const auto& [name, sums] : json.at("files").items())
        files[name] = {sums.at("bytes"), sums.at("sha256_by_4_MiB").get<std::vector<std::string>>()};
  } catch (const Json::exception&) {
    damage = "MANIFEST.json does not say what it should";
  }
  return files;
}

// Whether run.json says that the run came to its end.
bool says_done(const std::string& run_path) {
  const Json json = read_json_file(run_path + "/run.json");
  return json.is_object() && json.value("ended", "") == "done";
}

void verify_results(const std::string& run_path, VerifiedRun& run) {
  const std::string path = run_path + "/" + std::string(run_manifest_file);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    run.finished = says_done(run_path);
    if (run.finished) run.files.push_back({path, 0, "is missing, so the run's files cannot be checked"});
    return;
  }
  run.finished = true;
  VerifiedFile manifest{path, std::filesystem::file_size(path, ignored), {}};
  const std::string text = read_sealed(path, manifest.damage);
  std::map<std::string, FileSums> files;
  if (manifest.damage.empty()) files = files_in(text, manifest.damage);
  run.files.push_back(manifest);
  for (const auto& [name, sums] : files) {
    const std::string of_file = run_path + "/" + name;
    run.files.push_back({of_file, sums.bytes, damage_of_file(of_file, name, sums)});
  }
}

}  // namespace

void write_run_manifest(const Comm& comm, const std::string& run_path) {
  comm.agree([&] {
    if (comm.first()) write_atomically(run_path + "/" + std::string(run_manifest_file), text_of_run(run_path));
  });
}

VerifiedRun verify_run(const std::string& run_path) {
  VerifiedRun run;
  verify_results(run_path, run);
  for (const std::string& folder : finished_checkpoints(run_path)) {
    Manifest manifest;
    const std::string damage = damage_of(folder, manifest);
    run.files.push_back({folder, manifest.state.bytes, damage});
  }
  if (run.files.empty())
    throw InputError(run_path,
                     "holds neither results nor checkpoints of a run. Name a folder that machi run -o has written");
  return run;
}

}  // namespace machi
