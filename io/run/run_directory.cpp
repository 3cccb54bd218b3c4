#include "io/run/run_directory.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <filesystem>

#include "engine/core/error.hpp"
#include "engine/core/log.hpp"
#include "io/run/atomic_file.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

// The log is for people; a full disk shows where results are written.
void append_line(int descriptor, std::string_view sentence) {
  const std::string line = fmt::format("{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(std::time(nullptr)), sentence);
  [[maybe_unused]] const ssize_t wrote = ::write(descriptor, line.data(), line.size());
}

// What a run wrote, and nothing else: a folder may hold files of its owner too.
void remove_run(const std::string& path) {
  std::error_code ignored;
  for (const std::string_view name : run_files) fs::remove(fs::path(path) / name, ignored);
  const fs::path checkpoints = fs::path(path) / checkpoint_folder;
  for (const auto& entry : fs::directory_iterator(checkpoints, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name == "LATEST" || name.starts_with("ckpt.")) fs::remove_all(entry.path(), ignored);
  }
  fs::remove(checkpoints, ignored);
}

}  // namespace

RunDirectory::RunDirectory(const Comm& comm, std::string path, RunStart start)
    : comm_(comm), path_(std::move(path)), start_(start) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  try {
    comm_.agree([&] {
      if (!comm_.first()) return;
      make();
      lock();
    });
  } catch (...) {
    leave();
    throw;
  }
}

RunDirectory::~RunDirectory() {
  if (!comm_.first()) return;
  set_log_sink({});
  if (log_ >= 0) ::close(log_);
  leave();
}

void RunDirectory::begin() {
  comm_.agree([&] {
    if (!comm_.first()) return;
    if (start_ == RunStart::replace) remove_run(path_);
    std::error_code ignored;
    fs::remove(file(run_manifest_file), ignored);  // it tells of files that will be others
    open_log(start_ == RunStart::resume);
  });
  begun_ = true;
  if (comm_.first()) set_log_sink([log = log_](std::string_view sentence) { append_line(log, sentence); });
}

// A run that was refused leaves no folder that it made itself.
void RunDirectory::leave() {
  std::error_code ignored;
  if (made_ && !begun_) {
    fs::remove(file("lock"), ignored);
    fs::remove(path_, ignored);
  }
  if (lock_ >= 0) ::close(lock_);  // which unlocks
  lock_ = -1;
}

void RunDirectory::make() {
  std::error_code ignored;
  if (start_ == RunStart::resume) {
    if (!fs::is_directory(path_, ignored))
      throw UsageError(path_ + ": no such run directory. Name the folder that `machi run -o` wrote");
    return;
  }
  if (::mkdir(path_.c_str(), 0777) == 0) {
    made_ = true;
    const std::string parent = fs::path(path_).parent_path().string();
    sync_folder(parent.empty() ? "." : parent);
    return;
  }
  const int error = errno;
  if (error == ENOENT) throw OutputError(path_, "cannot be made (its parent folder does not exist). Make that first");
  if (error != EEXIST) throw OutputError(path_, unwritable(error));
  if (!fs::is_directory(path_, ignored)) throw UsageError(path_ + ": is a file. Name a folder for the run");
  if (start_ == RunStart::create)
    throw UsageError(path_ + ": exists already. Name another folder, or use --force to replace the run in it");
}

// The kernel lets go of the lock when the process ends, however it ends.
void RunDirectory::lock() {
  const std::string name = file("lock");
  lock_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) throw OutputError(name, unwritable(errno));
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
  if (errno == EWOULDBLOCK)
    throw UsageError(path_ + ": another run is working in this folder. Wait for its end, or name another folder");
  log_warning(path_ + ": the file system cannot lock files. Take care that no second run writes into this folder");
}

void RunDirectory::open_log(bool append) {
  const std::string name = file("log.txt");
  log_ = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC), 0666);
  if (log_ < 0) throw OutputError(name, unwritable(errno));
}

void add_to_log(const std::string& run_path, std::string_view sentence) {
  const int log = ::open((run_path + "/log.txt").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (log < 0) return;
  append_line(log, sentence);
  ::close(log);
}

void RunDirectory::write(std::string_view name, std::string_view text) {
  comm_.agree([&] {
    if (comm_.first()) write_atomically(file(name), text);
  });
}

}  // namespace machi
