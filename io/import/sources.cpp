#include "io/import/sources.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <numeric>
#include <set>

#include "engine/core/error.hpp"
#include "engine/core/sha256.hpp"
#include "io/json/json.hpp"

namespace machi {
namespace {

std::string hash_of(const std::string& path) {
  const auto file = open_file(path);
  std::vector<char> block(1 << 20);
  Sha256 hash;
  while (const std::size_t got = file->read(block)) hash.add(std::as_bytes(std::span(block).first(got)));
  return hash.hex();
}

// What a name suggests before the file is opened.
InputKind suggested_kind(const std::string& name) {
  const auto ends_with = [&](std::string_view end) { return name.size() >= end.size() && name.ends_with(end); };
  return ends_with(".gml") || ends_with(".GML") ? InputKind::citygml : InputKind::unknown;
}

// Every file once, however often the inputs name it.
std::vector<SourceFile> list_on_disk(const std::vector<std::string>& inputs) {
  std::vector<SourceFile> files;
  std::set<std::string> known;
  for (const std::string& input : inputs) {
    // Archives list themselves file by file; here each counts as one.
    const auto source_of = [&](const std::string& path, std::uint64_t bytes) {
      if (!known.insert(std::filesystem::weakly_canonical(path).string()).second) return;
      const auto opened = open_file(path);
      ReplayedSource head(*opened);
      files.push_back({path, bytes, sniff(path, head.head())});
    };
    if (std::filesystem::is_directory(input)) {
      visit_files(
          input,
          [&](const FileEntry& entry, std::uint64_t) {
            source_of(entry.name, entry.size);
            return false;
          },
          [](const FileEntry&, ByteSource&) {});
    } else {
      std::error_code missing;
      const std::uint64_t bytes = std::filesystem::file_size(input, missing);
      if (missing) throw InputError(input, "cannot be read (" + missing.message() + "). Check the path");
      source_of(input, bytes);
    }
  }
  return files;
}

}  // namespace

std::string used_by_runs(InputKind kind) {
  if (kind == InputKind::gtfs_table) return "runs read it as mobility.transit.gtfs_file";
  if (kind < InputKind::matsim_network || kind > InputKind::tntp_trips) return {};
  return "look at it with `machi info`, and give it to `machi run` as mobility.network_file or population_file";
}

ImportSources::ImportSources(const Comm& comm, const std::vector<std::string>& inputs) {
  Json list = Json::array();
  comm.agree([&] {
    if (!comm.first()) return;
    for (const SourceFile& file : list_on_disk(inputs))
      list.push_back({file.path, file.bytes, static_cast<int>(file.kind)});
    if (list.empty())
      throw InputError(inputs.empty() ? "import" : inputs.front(),
                       "holds no file. Name a folder, an archive or a file");
  });
  for (const auto& entry : parse_json(comm.broadcast(json_text(list))))
    files_.push_back({entry[0], entry[1], static_cast<InputKind>(entry[2].get<int>())});
  for (const SourceFile& file : files_) names_.push_back(file.path);
}

// Longest first onto the rank with the least; the same on all ranks.
std::vector<int> ImportSources::deal(int ranks) const {
  std::vector<std::size_t> order(files_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return files_[a].bytes > files_[b].bytes; });
  std::vector<std::uint64_t> load(static_cast<std::size_t>(ranks), 0);
  std::vector<int> rank_of(files_.size(), 0);
  for (const std::size_t f : order) {
    const auto rank = is_city_model(files_[f].kind) ? std::min_element(load.begin(), load.end()) - load.begin() : 0;
    load[static_cast<std::size_t>(rank)] += files_[f].bytes;
    rank_of[f] = static_cast<int>(rank);
  }
  return rank_of;
}

std::uint64_t ImportSources::bytes_on_disk(const Comm& comm) const {
  const std::vector<int> rank_of = deal(comm.size());
  std::uint64_t bytes = 0;
  for (std::size_t f = 0; f < files_.size(); ++f)
    if (rank_of[f] == comm.rank()) bytes += files_[f].bytes;
  return bytes;
}

std::vector<std::string> ImportSources::hashes(const Comm& comm) const {
  const std::vector<int> rank_of = deal(comm.size());
  constexpr std::size_t digits = 64;
  std::string mine;
  comm.agree([&] {
    for (std::size_t f = 0; f < files_.size(); ++f)
      if (rank_of[f] == comm.rank()) mine += hash_of(files_[f].path);
  });
  const ByteRows rows = comm.gather(std::as_bytes(std::span(mine)));
  std::vector<std::string> all;
  if (!comm.first()) return all;
  std::vector<std::uint64_t> next = rows.offsets;
  for (const int rank : rank_of) {
    auto& at = next[static_cast<std::size_t>(rank)];
    all.emplace_back(reinterpret_cast<const char*>(rows.bytes.data()) + at, digits);
    at += digits;
  }
  return all;
}

void ImportSources::visit(const Comm& comm, const PickKind& pick, const ReadFile& read, int threads) {
  visit_disk(comm, pick, read, threads > 0 ? threads : omp_get_max_threads());
  std::size_t number = 0;
  for (const SourceFile& file : files_) {
    if (file.kind != InputKind::archive) continue;
    const bool is_known = number < archive_first_.size();
    if (!is_known) archive_first_.push_back(static_cast<std::uint32_t>(names_.size()));
    const std::uint32_t first = archive_first_[number++];
    const std::size_t end = number < archive_first_.size() ? archive_first_[number] : names_.size();
    const auto is_picked = [&](const std::string& name) { return pick(suggested_kind(name), name); };
    // An archive that is known to hold nothing to read is not unpacked again.
    if (is_known && std::none_of(names_.begin() + first, names_.begin() + static_cast<std::ptrdiff_t>(end), is_picked))
      continue;
    visit_one_archive(comm, file, first, pick, read);
  }
}

void ImportSources::visit_disk(const Comm& comm, const PickKind& pick, const ReadFile& read, int threads) {
  const std::vector<int> rank_of = deal(comm.size());
  std::vector<std::size_t> mine;
  for (std::size_t f = 0; f < files_.size(); ++f)
    if (rank_of[f] == comm.rank() && files_[f].kind != InputKind::archive && pick(files_[f].kind, files_[f].path))
      mine.push_back(f);
  // The longest file first, so that threads end together.
  std::stable_sort(mine.begin(), mine.end(), [&](auto a, auto b) { return files_[a].bytes > files_[b].bytes; });
  std::vector<std::exception_ptr> errors(files_.size());
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::size_t k = 0; k < mine.size(); ++k) {
    try {
      const SourceFile& file = files_[mine[k]];
      const auto bytes = open_file(file.path);
      read({file.path, file.path, std::filesystem::path(file.path).filename().string(),
            static_cast<std::uint32_t>(mine[k]), file.kind, file.bytes},
           *bytes, omp_get_thread_num());
    } catch (...) {
      errors[mine[k]] = std::current_exception();
    }
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

void ImportSources::visit_one_archive(const Comm& comm, const SourceFile& archive, std::uint32_t first_index,
                                      const PickKind& pick, const ReadFile& read) {
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  std::uint32_t index = 0;
  visit_files(
      archive.path,
      [&](const FileEntry& entry, std::uint64_t number) {
        index = first_index + static_cast<std::uint32_t>(number);
        if (index == names_.size()) names_.push_back(entry.name);
        const InputKind kind = suggested_kind(entry.name);
        const std::uint64_t rank = is_city_model(kind) ? number % ranks : 0;
        return rank == static_cast<std::uint64_t>(comm.rank()) && pick(kind, entry.name);
      },
      [&](const FileEntry& entry, ByteSource& bytes) {
        ReplayedSource replayed(bytes);
        const InputKind kind = sniff(entry.name, replayed.head());
        if (pick(kind, entry.name)) read({entry.name, archive.path, entry.inner_path, index, kind, 0}, replayed, 0);
      });
}

}  // namespace machi
