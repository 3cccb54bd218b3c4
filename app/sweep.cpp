/// \file  `machi sweep`: runs of a scenario with other values and seeds, beside one another, into one table.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <set>

#include "app/command.hpp"
#include "app/run_once.hpp"
#include "engine/comm/split.hpp"
#include "engine/core/log_level.hpp"
#include "engine/core/machine.hpp"
#include "engine/core/sha256.hpp"
#include "engine/core/stop_signal.hpp"
#include "io/checkpoint/run_manifest.hpp"
#include "io/options/yaml.hpp"
#include "io/run/run_facts.hpp"
#include "io/scenario/read_scenario.hpp"
#include "io/study/study_run.hpp"
#include "io/study/sweep_table.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

struct SweepOptions {
  std::string study;
  std::string output;
  bool list{false};
  bool force{false};

  void declare(OptionTable& table) {
    table.positional("study", study, "Study file.").placeholder("FILE").required();
    table.text("output", output, "Folder of the table. One that a sweep of the same study began is gone on with.")
        .short_name('o')
        .placeholder("DIR");
    table.flag("list", list, "Print the points of the design and run nothing.");
    table.flag("force", force, "Begin anew in the folder of another sweep.");
  }
};

/// What decides about the rows, as one number: the study, its scenarios and all of their input files.
std::string study_sha256(const StudySettings& study, const std::vector<StudyPoint>& points) {
  Sha256 sha;
  sha.add(read_options_text(study.path));
  std::set<std::string> files;
  for (const StudyPoint& point : points) files.insert(point.scenario_file);
  std::set<std::string> inputs;
  for (const std::string& file : files) {
    sha.add(read_options_text(file));
    try {
      for (const std::string& input : read_scenario(file, study.sets).scenario.files) inputs.insert(input);
    } catch (const Error&) {  // it may hold together with the sets of its point only; else its rows say why
    }
  }
  for (const std::string& input : inputs) sha.add(fs::is_regular_file(input) ? hash_input(input).sha256 : "none");
  return sha.hex();
}

/// All runs of a sweep, in groups of ranks that each take one run after another.
class Sweep {
 public:
  Sweep(const Comm& world, const SweepOptions& options, StudySettings study)
      : world_(world),
        folder_(options.output),
        study_(std::move(study)),
        table_(study_, study_points(study_)),
        ranks_(std::min<int>(static_cast<int>(study_.ranks_per_run), world.size())),
        group_number_(world.rank() / ranks_),
        group_(split(world, group_number_)),
        idle_(group_number_ >= world.size() / ranks_) {
    open_folder(options.force);
  }

  /// Whether all rows came to their end; else some were stopped as asked.
  bool run() {
    catch_stop_signals();
    const LogLevel level = machi::log_level();
    bool stopped = false;
    std::int64_t row = idle_ ? -1 : take();
    for (; row >= 0 && !stopped; row = stopped ? -1 : take()) {
      set_log(LogLevel::quiet, group_.rank());
      const auto back = [&] { set_log(level, world_.rank()); };
      try {
        stopped = !run_row(static_cast<std::size_t>(row)) || group_.any(stop_requested());
      } catch (...) {
        back();
        throw;
      }
      back();
    }
    return !world_.any(stopped);
  }

  void write() {
    world_.agree([&] {
      if (!world_.first()) return;
      for (const SweepRow& row : journal_->finished()) table_.add(row);
      write_sweep(table_, folder_);
      std::error_code ignored;
      fs::remove_all(folder_ + "/working", ignored);
      fmt::print("{}", sweep_text(table_));
      log_info(fmt::format("Wrote {} (sweep.csv, sweep.h5, sweep.json): {} runs at {} points.", folder_,
                           table_.finished(), table_.points().size()));
    });
  }

  void say_stopped() const {
    log_info(fmt::format("Stopped as asked. What is finished is kept: start the same command again to go on."));
  }

 private:
  std::string journal_path() const { return folder_ + "/journal.txt"; }

  void open_folder(bool force) {
    std::string sha;
    world_.agree([&] {
      if (!world_.first()) return;
      std::error_code error;
      fs::create_directories(folder_, error);
      if (error) throw OutputError(folder_, "cannot be made (" + error.message() + "). Choose another folder");
      if (force)
        for (const char* name : {"journal.txt", "sweep.csv", "sweep.h5", "sweep.json", "runs", "working"})
          fs::remove_all(folder_ + "/" + name, error);
      sha = study_sha256(study_, table_.points());
      journal_ = std::make_unique<SweepJournal>(journal_path(), sha, true);
      if (const std::size_t done = journal_->finished().size(); done > 0)
        log_info(fmt::format("{} of at most {} runs are finished already.", done, table_.rows()));
    });
    sha = world_.broadcast(sha);
    world_.agree([&] {
      if (group_.first() && !world_.first() && !idle_)
        journal_ = std::make_unique<SweepJournal>(journal_path(), sha, false);
    });
  }

  // The next row of this group; -1 where none is left.
  std::int64_t take() {
    std::int64_t row = -1;
    group_.agree([&] {
      if (!group_.first()) return;
      const auto taken = journal_->take(
          table_.rows(), [&](const SweepRow& finished) { table_.add(finished); },
          [&](std::size_t candidate) { return table_.needs(candidate); });
      if (taken) row = static_cast<std::int64_t>(*taken);
      progress_.update(static_cast<double>(table_.finished()));
    });
    return group_.max(row);
  }

  std::string folder_of(std::size_t row) const {
    if (study_.keep == StudyKeeps::none) return fmt::format("{}/working/{}", folder_, group_number_);
    return fmt::format("{}/runs/point_{:05d}/seed_{:05d}", folder_, table_.point_of(row), table_.seed_of(row));
  }

  std::vector<std::string> sets_of(std::size_t row) const {
    std::vector<std::string> sets;
    if (study_.keep != StudyKeeps::all)
      sets = {"output.report=false", "output.fields_every_s=0", "output.trajectories=0"};
    const StudyPoint& point = table_.points()[table_.point_of(row)];
    sets.insert(sets.end(), point.sets.begin(), point.sets.end());
    sets.push_back(fmt::format("scenario.seed={}", table_.seed_of(row)));
    return sets;
  }

  // False where the run was stopped as asked.
  bool run_row(std::size_t row) {
    const std::string folder = folder_of(row);
    group_.agree([&] {
      std::error_code error;
      if (group_.first()) fs::create_directories(fs::path(folder).parent_path(), error);
      if (error) throw OutputError(folder, "cannot be made (" + error.message() + "). Make room, or choose another");
    });
    const double before_s = monotonic_s();
    SweepRow result{table_.point_of(row), table_.seed_of(row), {}, {}, {}, 0};
    try {
      if (run_once(group_, table_.points()[result.point].scenario_file, sets_of(row), folder) == ExitCode::stopped)
        return false;
      group_.agree([&] {
        if (group_.first()) result = row_of_run(folder, result.point, result.seed);
      });
    } catch (const Error& error) {
      if (error.code() == ExitCode::output) throw;
      result.failure = error.what();
    }
    result.wall_s = monotonic_s() - before_s;
    group_.agree([&] {
      if (!group_.first()) return;
      journal_->add(result);
      tidy(folder);
    });
    return true;
  }

  void tidy(const std::string& folder) const {
    if (study_.keep != StudyKeeps::kpi) return;
    std::error_code ignored;
    for (const char* name : {"result.h5", "result.xdmf", "report.html", "log.txt", "persons.csv", "request.json"})
      fs::remove(folder + "/" + name, ignored);
    if (fs::exists(folder + "/MANIFEST.json", ignored)) write_run_manifest(Comm::null(), folder);  // of what is left
  }

  Comm world_;
  std::string folder_;
  StudySettings study_;
  SweepTable table_;
  int ranks_;
  int group_number_;
  Comm group_;
  bool idle_;
  std::unique_ptr<SweepJournal> journal_;
  Progress progress_{"sweep", static_cast<double>(table_.rows())};
};

void print_points(const StudySettings& study) {
  const std::vector<StudyPoint> points = study_points(study);
  std::string head = "point";
  for (const StudyParameter& parameter : study.parameters) head += "," + parameter.column();
  fmt::print("{}\n", head);
  for (std::size_t k = 0; k < points.size(); ++k)
    fmt::print("{}{}{}\n", k, points[k].values.empty() ? "" : ",", fmt::join(points[k].values, ","));
}

ExitCode sweep(const Comm& comm, const SweepOptions& options) {
  StudySettings study;
  comm.agree([&] {
    study = read_study(options.study);
    if (!options.list && options.output.empty()) throw UsageError("sweep: --output is missing. Name a folder");
  });
  if (options.list) {
    if (comm.first()) print_points(study);
    return ExitCode::done;
  }
  Sweep runs(comm, options, std::move(study));
  const bool done = runs.run();
  if (!done) {
    runs.say_stopped();
    return ExitCode::stopped;
  }
  runs.write();
  return ExitCode::done;
}

}  // namespace

Command sweep_command() {
  auto options = std::make_shared<SweepOptions>();
  return {"sweep", "Runs a scenario with other values and seeds into one table",
          [options](OptionTable& table) { options->declare(table); },
          [options](const Comm& comm) { return sweep(comm, *options); }};
}

}  // namespace machi
