#include "io/study/sweep_journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "engine/core/error.hpp"
#include "engine/core/sha256.hpp"
#include "io/json/json.hpp"
#include "io/run/atomic_file.hpp"

namespace machi {
namespace {

constexpr std::size_t checksum_digits = 16;

std::string checksum_of(const std::string& text) {
  Sha256 sha;
  sha.add(text);
  return sha.hex().substr(0, checksum_digits);
}

std::string line_of(const std::string& json) {
  return checksum_of(json) + " " + json + "\n";
}

Json row_to_json(const SweepRow& row) {
  Json json{{"point", row.point}, {"seed", row.seed}, {"failure", row.failure}, {"wall_s", row.wall_s}};
  json["kpis"] = Json::array();
  for (const auto& [key, value] : row.kpis) json["kpis"].push_back({key, value});
  json["arrival_s"] = row.arrival_s;
  return json;
}

SweepRow row_of_json(const Json& json) {
  SweepRow row;
  row.point = json.at("point");
  row.seed = json.at("seed");
  row.failure = json.at("failure");
  row.wall_s = json.at("wall_s");
  for (const auto& kpi : json.at("kpis")) row.kpis.emplace_back(kpi.at(0).get<std::string>(), kpi.at(1).get<double>());
  row.arrival_s = json.at("arrival_s").get<std::vector<double>>();
  return row;
}

/// The lock of the file as long as this lives.
class FileLock {
 public:
  explicit FileLock(int file) : file_(file) {
    while (flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  ~FileLock() { flock(file_, LOCK_UN); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int file_;
};

std::string read_from(int file, std::uint64_t offset) {
  std::string text;
  std::vector<char> piece(1 << 16);
  ssize_t got = 0;
  while ((got = pread(file, piece.data(), piece.size(), static_cast<off_t>(offset + text.size()))) > 0)
    text.append(piece.data(), static_cast<std::size_t>(got));
  return text;
}

}  // namespace

SweepJournal::SweepJournal(std::string path, std::string study, bool begins)
    : path_(std::move(path)), study_(std::move(study)) {
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) throw OutputError(path_, unwritable(errno));
  const FileLock lock(file_);
  read_on();
  if (!begins) return;
  // What was taken and not finished is free again; a line that was cut off goes.
  std::string text = line_of(json_text(Json{{"study", study_}}));
  for (const SweepRow& row : finished_) text += line_of(json_text(row_to_json(row)));
  if (ftruncate(file_, 0) != 0 || pwrite(file_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      fsync(file_) != 0)
    throw OutputError(path_, unwritable(errno));
  read_ = 0;
  taken_.clear();
  finished_.clear();
}

SweepJournal::~SweepJournal() {
  close(file_);
}

// Reads the lines that were added since.
void SweepJournal::read_on() {
  const std::string text = read_from(file_, read_);
  std::size_t at = 0;
  for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
    read_ += end + 1 - at;
    const std::string line = text.substr(at, end - at);
    if (line.size() < checksum_digits + 1) continue;
    const std::string row = line.substr(checksum_digits + 1);
    if (line.compare(0, checksum_digits, checksum_of(row)) != 0) continue;
    const Json json = parse_json(row);
    if (json.contains("study")) {
      if (json["study"] == study_) continue;
      throw UsageError(path_ +
                       ": holds rows of another study, scenario or city. Choose another folder, or give --force");
    }
    if (json.contains("taken")) {
      taken_.insert(json["taken"].get<std::size_t>());
    } else {
      finished_.push_back(row_of_json(json));
    }
  }
}

void SweepJournal::write_line(const std::string& json) {
  const std::string line = line_of(json);
  const off_t end = lseek(file_, 0, SEEK_END);
  if (end < 0 || pwrite(file_, line.data(), line.size(), end) != static_cast<ssize_t>(line.size()))
    throw OutputError(path_, unwritable(errno));
}

std::optional<std::size_t> SweepJournal::take(std::size_t rows, const std::function<void(const SweepRow&)>& news,
                                              const std::function<bool(std::size_t row)>& is_needed) {
  const FileLock lock(file_);
  read_on();
  for (; told_ < finished_.size(); ++told_) news(finished_[told_]);
  while (next_ < rows && (taken_.contains(next_) || !is_needed(next_))) taken_.erase(next_++);
  if (next_ >= rows) return {};
  write_line(json_text(Json{{"taken", next_}}));
  return next_++;
}

void SweepJournal::add(const SweepRow& result) {
  const FileLock lock(file_);
  write_line(json_text(row_to_json(result)));
  fdatasync(file_);
}

const std::vector<SweepRow>& SweepJournal::finished() {
  const FileLock lock(file_);
  read_on();
  return finished_;
}

}  // namespace machi
