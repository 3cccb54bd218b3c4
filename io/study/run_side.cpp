#include "io/study/run_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

bool holds_run(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_regular_file(folder / "run.json", ignored);
}

StudyRun study_run(const std::string& folder) {
  StudyRun run;
  run.files = read_run_files(folder);
  const auto facts = try_parse_json(run.files.run_json);
  if (facts.is_discarded() || !facts.contains("seed") || !facts["seed"].is_number_integer())
    throw InputError(folder + "/run.json", "does not say its seed (damaged). Run the scenario again");
  run.seed = facts["seed"];
  const H5Input file(run.files.result);
  if (!file.has_attribute("/", "format"))
    throw InputError(run.files.result, "is not the result of a run. Name the folder that `machi run -o` wrote");
  run.format = file.text_attribute("/", "format");
  return run;
}

void check_side(const RunSide& side) {
  for (std::size_t k = 1; k < side.runs.size(); ++k) {
    const StudyRun& before = side.runs[k - 1];
    const StudyRun& run = side.runs[k];
    if (run.seed == before.seed)
      throw InputError(side.label, fmt::format("{} and {} have the same seed {}. Keep one of them, or run another seed",
                                               before.files.folder, run.files.folder, run.seed));
    if (run.format != before.format)
      throw InputError(side.label, fmt::format("{} and {} are runs of different processes. Compare runs of the same",
                                               before.files.folder, run.files.folder));
  }
}

}  // namespace

RunSide find_runs(const std::string& path) {
  RunSide side;
  side.label = path;
  while (side.label.size() > 1 && side.label.back() == '/') side.label.pop_back();
  std::error_code ignored;
  if (holds_run(path) || !fs::is_directory(path, ignored)) {
    side.runs.push_back(study_run(path));
    return side;
  }
  for (const fs::directory_entry& entry : fs::directory_iterator(path))
    if (entry.is_directory() && holds_run(entry.path())) side.runs.push_back(study_run(entry.path().string()));
  if (side.runs.empty())
    throw InputError(path,
                     "holds no run that has ended, nor folders of such runs. Name what `machi run -o` or "
                     "`machi sweep -o` wrote");
  std::sort(side.runs.begin(), side.runs.end(), [](const StudyRun& a, const StudyRun& b) {
    return std::tie(a.seed, a.files.folder) < std::tie(b.seed, b.files.folder);
  });
  check_side(side);
  return side;
}

RunPairs pair_runs(const RunSide& base, const RunSide& proposal) {
  if (base.runs.front().format != proposal.runs.front().format)
    throw InputError(proposal.label, fmt::format("ran other processes than {}: '{}' against '{}'. Compare runs of the "
                                                 "same",
                                                 base.label, proposal.runs.front().format, base.runs.front().format));
  RunPairs paired;
  auto b = base.runs.begin();
  auto p = proposal.runs.begin();
  while (b != base.runs.end() || p != proposal.runs.end()) {
    if (p == proposal.runs.end() || (b != base.runs.end() && b->seed < p->seed)) {
      paired.unpaired.push_back((b++)->seed);
    } else if (b == base.runs.end() || p->seed < b->seed) {
      paired.unpaired.push_back((p++)->seed);
    } else {
      paired.pairs.push_back({&*b++, &*p++});
    }
  }
  if (paired.pairs.empty())
    throw InputError(proposal.label,
                     fmt::format("has no seed in common with {}. Run both with the same scenario.seed", base.label));
  return paired;
}

}  // namespace machi
