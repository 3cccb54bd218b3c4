#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "engine/core/rng.hpp"
#include "io/checkpoint/evacuation_checkpoint.hpp"
#include "io/checkpoint/manifest.hpp"
#include "io/hdf5/digest.hpp"
#include "tests/io/checkpoint/wet_town.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;
using street::Piece;
using street::Plan;

constexpr std::uint64_t end_second = 60;
constexpr std::uint64_t stop_second = 25;

// What a run says that nothing interrupts, on one rank.
std::string straight(const Plan& plan, const std::string& path) {
  const Comm alone = Comm::null();
  Piece piece = street::start(alone, plan);
  piece.go_on(alone, plan, end_second);
  return piece.finish(alone, path);
}

// Runs to the stop on some ranks, leaves a checkpoint and goes.
void run_and_stop(const Comm& comm, const Plan& plan, const std::string& run_path, std::uint64_t second = stop_second) {
  Piece piece = street::start(comm, plan);
  piece.go_on(comm, plan, second);
  piece.keep(comm, plan, run_path);
}

std::string resume_and_finish(const Comm& comm, const Plan& plan, const std::string& run_path,
                              const std::string& result_path) {
  Piece piece = street::resume(comm, plan, run_path);
  EXPECT_EQ(piece.second, stop_second);
  piece.go_on(comm, plan, end_second);
  return piece.finish(comm, result_path);
}

TEST(Resume, EndsAsIfNothingHadStoppedTheRun) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  const Scratch scratch(comm);
  Plan plan = street::wet_town();
  std::string kpi;
  if (comm.first()) kpi = straight(plan, scratch.path("straight.h5"));
  // Stopped on one rank, resumed on all of them.
  if (comm.first()) run_and_stop(alone, plan, scratch.path("one"));
  comm.barrier();
  plan.cut = CutRule::skewed;
  const std::string on_all = resume_and_finish(comm, plan, scratch.path("one"), scratch.path("all.h5"));
  // Stopped on all, resumed on one.
  run_and_stop(comm, plan, scratch.path("all"));
  if (comm.first()) {
    EXPECT_EQ(on_all, kpi);
    EXPECT_EQ(resume_and_finish(alone, plan, scratch.path("all"), scratch.path("one.h5")), kpi);
    for (const char* name : {"all.h5", "one.h5"})
      EXPECT_EQ(digest_file(scratch.path(name)), digest_file(scratch.path("straight.h5"))) << name;
  }
  comm.barrier();
}

TEST(Resume, IsWorthTesting) {  // the town has at the stop what a state can get wrong
  const Comm alone = Comm::null();
  const Plan plan = street::wet_town();
  Piece piece = street::start(alone, plan);
  piece.go_on(alone, plan, stop_second);
  const EvacuationState state = piece.street.evacuation->state();
  EXPECT_GT(state.walkers.size(), 100U);
  EXPECT_GT(state.waiting.size(), 10U);
  EXPECT_GT(state.at_entrances.size(), 0U);
  EXPECT_GT(state.outcomes.size(), 20U);
  EXPECT_GT(piece.street.evacuation->counts().lost, 0);
  EXPECT_TRUE(std::any_of(state.destinations.begin(), state.destinations.end(), [](const auto& d) { return d.full; }));
}

TEST(Resume, KeepsTheOrderAtDoors) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  const Scratch scratch(comm);
  Plan plan = street::wet_town();
  for (WaitingPerson& person : plan.people) {  // all come out of the same doors, those of larger ids first
    if (person.due_step == never_due) continue;
    person.indoors = true;
    person.walker.x = (person.walker.id % 2 == 0 ? 44U : 52U) << position_bits;  // dry
    person.walker.y = 3U << position_bits;
    person.due_step = 200 - person.walker.id % 200;
  }
  if (comm.first()) {
    straight(plan, scratch.path("straight.h5"));
    Piece piece = street::start(alone, plan);
    piece.go_on(alone, plan, stop_second);
    EXPECT_GT(piece.street.evacuation->state().at_doors.size(), 50U);
  }
  run_and_stop(comm, plan, scratch.path("run"));
  plan.cut = CutRule::skewed;
  resume_and_finish(comm, plan, scratch.path("run"), scratch.path("resumed.h5"));
  if (comm.first()) {
    EXPECT_EQ(digest_file(scratch.path("resumed.h5")), digest_file(scratch.path("straight.h5")));
  }
  comm.barrier();
}

/// A third goes by car: some sit in one from the beginning, some get in later, and some are lost before.
Plan town_with_cars() {
  Plan plan = street::wet_town();
  for (WaitingPerson& person : plan.people) {
    if (person.walker.id % 3 != 0 || person.due_step == never_due) continue;
    person.by_car = true;
    person.indoors = person.walker.id % 2 == 0;
    if (person.indoors) person.due_step = 100 * (person.walker.id % 5);
  }
  return plan;
}

/// To the end; all get out where it is dry ten seconds after the stop.
std::string get_out_and_finish(const Comm& comm, const Plan& plan, Piece& piece, const std::string& path) {
  piece.go_on(comm, plan, stop_second + 10);
  std::vector<OutOfCar> out;
  for (const WaitingPerson& person : plan.people)
    if (person.by_car && comm.first()) out.push_back({person.walker.id, 60U << position_bits, person.walker.y});
  EXPECT_GT(piece.street.evacuation->take_out_of_cars(comm, std::move(out)), 20);
  piece.go_on(comm, plan, end_second);
  return piece.finish(comm, path);
}

TEST(Resume, KeepsThoseWhoGoByCar) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  const Scratch scratch(comm);
  Plan plan = town_with_cars();
  const auto cars = [&](const Comm& ranks, const Piece& piece) {
    const Evacuation& evacuation = *piece.street.evacuation;
    return std::pair(ranks.sum(evacuation.by_car()), ranks.sum(evacuation.lost_before_car()));
  };
  std::pair<std::int64_t, std::int64_t> at_stop;
  if (comm.first()) {
    Piece piece = street::start(alone, plan);
    piece.go_on(alone, plan, stop_second);
    at_stop = cars(alone, piece);
    const EvacuationState state = piece.street.evacuation->state();
    EXPECT_GT(state.in_cars.size(), 20U);
    EXPECT_GT(at_stop.first, static_cast<std::int64_t>(state.in_cars.size()));
    EXPECT_GT(at_stop.second, 0);
    get_out_and_finish(alone, plan, piece, scratch.path("straight.h5"));
  }
  run_and_stop(comm, plan, scratch.path("run"));
  plan.cut = CutRule::skewed;
  Piece piece = street::resume(comm, plan, scratch.path("run"));
  const auto resumed = cars(comm, piece);
  get_out_and_finish(comm, plan, piece, scratch.path("resumed.h5"));
  if (comm.first()) {
    EXPECT_EQ(resumed, at_stop);
    EXPECT_EQ(digest_file(scratch.path("resumed.h5")), digest_file(scratch.path("straight.h5")));
  }
  comm.barrier();
}

TEST(Checkpoint, IsTheSameToTheByteForAnyRanks) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  Plan plan = street::wet_town();
  if (comm.first()) run_and_stop(Comm::null(), plan, scratch.path("one"));
  plan.cut = CutRule::skewed;
  run_and_stop(comm, plan, scratch.path("all"));
  for (const char* file : {"state.h5", "MANIFEST.json"}) {
    const std::string name = std::string("/checkpoints/ckpt.250/") + file;
    EXPECT_EQ(bytes_of(scratch.path("all") + name), bytes_of(scratch.path("one") + name)) << file;
  }
  comm.barrier();
}

TEST(Checkpoint, KeepsThreeAndNoUnfinishedOne) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const Plan plan = street::wet_town();
  const std::string folder = scratch.path("run/checkpoints");
  if (comm.first()) fs::create_directories(folder + "/ckpt.10.tmp");
  comm.barrier();
  Piece piece = street::start(comm, plan);
  for (std::uint64_t second = 1; second <= 5; ++second) {
    piece.go_on(comm, plan, second);
    const CheckpointWritten written = piece.keep(comm, plan, scratch.path("run"));
    EXPECT_EQ(written.path, folder + "/ckpt." + std::to_string(10 * second));
    EXPECT_GT(written.bytes, 1000U);
  }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"LATEST", "ckpt.30", "ckpt.40", "ckpt.50"}));
  EXPECT_EQ(bytes_of(folder + "/LATEST"), "ckpt.50\n");
  comm.barrier();
}

// The sentence with which all ranks refuse to resume; empty where they do not.
std::string refusal(const Comm& comm, const Plan& plan, const std::string& run_path) {
  try {
    street::resume(comm, plan, run_path);
  } catch (const Error& error) {
    return error.code() == ExitCode::input ? error.what() : "another error";
  }
  return {};
}

TEST(Checkpoint, RefusesWhatIsNotOfThisRun) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const Plan plan = street::wet_town();
  EXPECT_NE(refusal(comm, plan, scratch.path("run")).find("there is no checkpoint"), std::string::npos);
  const Piece piece = street::start(comm, plan);
  write_evacuation_checkpoint(comm, scratch.path("run"), 0, *piece.street.evacuation, piece.recorder.record(),
                              "another town");
  set_log(LogLevel::quiet, 1);
  EXPECT_NE(refusal(comm, plan, scratch.path("run")).find("another scenario"), std::string::npos);
  set_log(LogLevel::normal, comm.rank());
}

TEST(Checkpoint, SaysWhyANewerOneLostAndGoesOnFromTheOlder) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const Plan plan = street::wet_town();
  Piece piece = street::start(comm, plan);
  for (const std::uint64_t second : {2, 3, 4}) {
    piece.go_on(comm, plan, second);
    piece.keep(comm, plan, scratch.path("run"));
  }
  const std::string folder = scratch.path("run/checkpoints/");
  if (comm.first()) {
    fs::resize_file(folder + "ckpt.40/state.h5", 1000);
    fs::remove(folder + "ckpt.30/MANIFEST.json");
  }
  comm.barrier();
  std::string said;
  set_log(LogLevel::normal, comm.rank());
  set_log_sink([&](std::string_view sentence) { said += sentence; });
  Piece resumed = street::resume(comm, plan, scratch.path("run"));
  set_log_sink({});
  EXPECT_EQ(resumed.second, 2U);
  if (comm.first()) {
    EXPECT_NE(said.find("ckpt.40: cannot be used (state.h5 has 1000 of"), std::string::npos) << said;
    EXPECT_NE(said.find("ckpt.30: cannot be used (it has no MANIFEST.json)"), std::string::npos) << said;
  }
  resumed.go_on(comm, plan, 3);
  resumed.keep(comm, plan, scratch.path("run"));
  EXPECT_EQ(street::resume(comm, plan, scratch.path("run")).second, 3U);
  EXPECT_FALSE(fs::exists(folder + "ckpt.40"));
  comm.barrier();
}

// ---- Damage

void overwrite(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(Checkpoint, DetectsEveryFlippedBitAndEveryCut) {
  const Comm comm = Comm::world();
  const Comm alone = Comm::null();
  if (!comm.first()) return;
  const Scratch scratch(alone);
  const Plan plan = street::wet_town();
  Piece piece = street::start(alone, plan);
  for (const std::uint64_t second : {10, 20}) {
    piece.go_on(alone, plan, second);
    piece.keep(alone, plan, scratch.path("run"));
  }
  set_log(LogLevel::quiet, 1);
  const std::string folder = scratch.path("run/checkpoints/ckpt.200");
  for (const char* name : {"/state.h5", "/MANIFEST.json"}) {
    const std::string whole = bytes_of(folder + name);
    RandomStream dice(7, whole.size(), 1);
    for (int i = 0; i < 400; ++i) {
      std::string damaged = whole;
      const std::size_t at = dice.below(static_cast<std::uint32_t>(whole.size()));
      if (i % 2 == 0) {
        damaged[at] = static_cast<char>(damaged[at] ^ 1 << dice.below(8));
      } else {
        damaged.resize(at);
      }
      overwrite(folder + name, damaged);
      Manifest manifest;
      EXPECT_NE(damage_of(folder, manifest), "") << name << " byte " << at;
      if (i % 100 < 2) {
        EXPECT_EQ(street::resume(alone, plan, scratch.path("run")).second, 10U);
      }
    }
    overwrite(folder + name, whole);
  }
  EXPECT_EQ(street::resume(alone, plan, scratch.path("run")).second, 20U);
  set_log(LogLevel::normal, comm.rank());
}

// ---- A full disk

// A file system of its own that is small; none where this process may not mount one.
class SmallDisk {
 public:
  SmallDisk(const Comm& comm, std::string folder) : comm_(comm), folder_(std::move(folder)) {
    bool mounted = false;
    if (comm_.first()) {
      fs::create_directories(folder_);
      mounted = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=2m") == 0;
    }
    mounted_ = comm_.any(mounted);
  }
  ~SmallDisk() {
    comm_.barrier();
    if (mounted_ && comm_.first()) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  std::uint64_t free_bytes() const {
    struct statvfs facts {};
    ::statvfs(folder_.c_str(), &facts);
    return facts.f_bavail * facts.f_frsize;
  }
  /// Leaves so many bytes free.
  void fill(std::uint64_t left) const {
    if (comm_.first()) {
      fs::remove(folder_ + "/filler");
      const std::uint64_t free = free_bytes();
      overwrite(folder_ + "/filler", std::string(free > left ? free - left : 0, 'x'));
    }
    comm_.barrier();
  }

 private:
  const Comm& comm_;
  std::string folder_;
  bool mounted_{false};
};

TEST(Checkpoint, SurvivesAFullDisk) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  const SmallDisk disk(comm, scratch.path("disk"));
  if (!disk.mounted()) GTEST_SKIP() << "this process may not mount a small file system";
  const Plan plan = street::wet_town();
  Piece piece = street::start(comm, plan);
  piece.go_on(comm, plan, 10);
  const CheckpointWritten first = piece.keep(comm, plan, scratch.path("disk/run"));
  piece.go_on(comm, plan, 20);
  int failed = 0;
  for (std::uint64_t left = 0; left < first.bytes; left += 8192) {
    disk.fill(left);
    try {
      piece.keep(comm, plan, scratch.path("disk/run"));
      ADD_FAILURE() << "written into " << left << " bytes";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::output);
      EXPECT_NE(std::string(error.what()).find(scratch.path("disk/run/checkpoints/")), std::string::npos);
      ++failed;
    }
    EXPECT_EQ(street::resume(comm, plan, scratch.path("disk/run")).second, 10U) << left;
  }
  EXPECT_GT(failed, 3);
  disk.fill(8 * first.bytes);
  piece.keep(comm, plan, scratch.path("disk/run"));
  EXPECT_EQ(street::resume(comm, plan, scratch.path("disk/run")).second, 20U);
}

}  // namespace
}  // namespace machi
