#include "io/run/run_directory.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "io/run/run_facts.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

// The sentence of the error with this code that `work` throws on every rank; empty where it throws none.
template <class Work>
std::string refusal(ExitCode code, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code() == code ? error.what() : "another error: " + std::string(error.what());
  }
  return {};
}

TEST(RunDirectory, RefusesAFolderThatExists) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  {
    RunDirectory run(comm, scratch.path("run"), RunStart::create);
    run.begin();
  }
  const std::string said =
      refusal(ExitCode::usage, [&] { const RunDirectory run(comm, scratch.path("run"), RunStart::create); });
  EXPECT_NE(said.find("run: exists already"), std::string::npos) << said;
}

TEST(RunDirectory, LeavesNothingOfARunThatDidNotBegin) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  { const RunDirectory run(comm, scratch.path("run"), RunStart::create); }
  comm.barrier();
  EXPECT_FALSE(fs::exists(scratch.path("run")));
  comm.barrier();
}

TEST(RunDirectory, RefusesASecondRun) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const RunDirectory first(comm, scratch.path("run"), RunStart::create);
  for (const RunStart start : {RunStart::replace, RunStart::resume}) {
    const std::string said =
        refusal(ExitCode::usage, [&] { const RunDirectory run(comm, scratch.path("run"), start); });
    EXPECT_NE(said.find("another run is working"), std::string::npos) << said;
  }
}

TEST(RunDirectory, ReplacesWhatARunWroteAndNothingElse) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  {
    RunDirectory run(comm, scratch.path("run"), RunStart::create);
    run.begin();
    run.write("kpi.json", "{}");
    run.write("my notes.txt", "mine");
    if (comm.first()) fs::create_directories(run.file("checkpoints") + "/ckpt.20");
  }
  RunDirectory run(comm, scratch.path("run"), RunStart::replace);
  EXPECT_TRUE(fs::exists(run.file("kpi.json")));
  comm.barrier();
  run.begin();
  EXPECT_FALSE(fs::exists(run.file("kpi.json")));
  EXPECT_FALSE(fs::exists(run.file("checkpoints")));
  EXPECT_TRUE(fs::exists(run.file("my notes.txt")));
}

TEST(RunDirectory, ResumesOnlyWhatIsThere) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const std::string said =
      refusal(ExitCode::usage, [&] { const RunDirectory run(comm, scratch.path("run"), RunStart::resume); });
  EXPECT_NE(said.find("no such run directory"), std::string::npos) << said;
}

TEST(RunDirectory, KeepsTheLogOfBothHalves) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  set_log(LogLevel::quiet, comm.rank());
  for (const RunStart start : {RunStart::create, RunStart::resume}) {
    RunDirectory run(comm, scratch.path("run"), start);
    run.begin();
    log_info("One half was run.");
  }
  log_info("Nobody listens.");
  set_log(LogLevel::normal, comm.rank());
  comm.barrier();
  const std::string log = bytes_of(scratch.path("run/log.txt"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2);
  EXPECT_NE(log.find("Z One half was run.\n"), std::string::npos);
  comm.barrier();
}

TEST(RunDirectory, NamesThePathThatCannotBeWritten) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  std::string said =
      refusal(ExitCode::output, [&] { const RunDirectory run(comm, scratch.path("no/run"), RunStart::create); });
  EXPECT_NE(said.find("/no/run: cannot be made"), std::string::npos) << said;
  RunDirectory run(comm, scratch.path("run"), RunStart::create);
  said = refusal(ExitCode::output, [&] { run.write("no/kpi.json", "{}"); });
  EXPECT_NE(said.find("/run/no/kpi.json: cannot be written"), std::string::npos) << said;
}

TEST(RunFacts, SayWhatRanAndWhereTimeWent) {
  const Comm comm = Comm::world();
  RunFacts facts;
  facts.version = "1";
  facts.libraries = {{"HDF5", "1.10"}};
  facts.phases = {{"set up", 1.0 + comm.rank(), 0.5}};
  facts.steps.compute_s = 2;
  facts.steps.wait_s = comm.rank() == 0 ? 2 : 0;
  facts.steps.messages = 3;
  const std::string text = run_json(comm, facts);
  const std::vector<std::string> table = step_times_table(comm, facts.steps);
  EXPECT_EQ(table.at(0), "Time of 0 steps, s a rank                 mean         max  max/mean");
  EXPECT_EQ(table.at(1), "  compute                                 2.00        2.00     1.000");
  EXPECT_EQ(table.at(2), "  pack messages                           0.00        0.00         -");
  if (!comm.first()) return;
  const nlohmann::json json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("ranks"), comm.size());
  EXPECT_EQ(json.at("phases").at(0).at("wall_s").at("max"), comm.size());
  EXPECT_EQ(json.at("phases").at(0).at("processor_s").at("max"), 0.5);
  EXPECT_EQ(json.at("stepping").at("messages"), 3 * comm.size());
  EXPECT_EQ(json.at("stepping").at("compute_s").at("max_over_mean"), 1.0);
  const double waited_s = 2.0 / comm.size();
  EXPECT_DOUBLE_EQ(json.at("stepping").at("idle_share").get<double>(), waited_s / (2 + waited_s));
  EXPECT_EQ(json.at("peak_memory_MB").at("by_rank").size(), static_cast<std::size_t>(comm.size()));
}

TEST(RunFacts, HashInputsAsEveryoneDoes) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  if (!comm.first()) return;
  std::ofstream(scratch.path("abc")) << "abc";
  const RunInput input = hash_input(scratch.path("abc"));
  EXPECT_EQ(input.bytes, 3U);
  EXPECT_EQ(input.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_THROW(hash_input(scratch.path("none")), InputError);
}

}  // namespace
}  // namespace machi
