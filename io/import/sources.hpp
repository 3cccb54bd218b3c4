/// \file  The files of an import: listed once, told by their content, dealt to the ranks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// A file on disk, or an archive whose files are visited in place.
struct SourceFile {
  std::string path;
  std::uint64_t bytes{0};
  InputKind kind{InputKind::unknown};
};

/// What a reader gets: a file in the list of all files.
struct OpenedFile {
  std::string name;        ///< what errors show
  std::string input;       ///< the file on disk, or the archive
  std::string inner_path;  ///< in the archive; of a file on disk its file name
  std::uint32_t index{0};  ///< into ImportSources::names(), the same on all ranks
  InputKind kind{InputKind::unknown};
  std::uint64_t bytes{0};  ///< on disk; 0 in an archive
};

/// Called with the opened file and its bytes; files on disk may be visited by several threads at once, `thread` counts
/// them from 0.
using ReadFile = std::function<void(const OpenedFile& file, ByteSource& bytes, int thread)>;

/// Of what no import reads but runs do: how to give it to them; else empty.
std::string used_by_runs(InputKind kind);

class ImportSources {
 public:
  /// Lists the inputs on the first rank (folders recursively) and tells every rank. Throws InputError for a path that
  /// does not exist and for inputs without any file. Collective.
  ImportSources(const Comm& comm, const std::vector<std::string>& inputs);

  /// Which files to read; asked with the kind, and the name that errors show.
  using PickKind = std::function<bool(InputKind, const std::string& name)>;

  /// Visits every file that `pick` picks once, on one rank. City models (.gml) are dealt by size, all other kinds go to
  /// the first rank. In an archive the kind is not known before it is opened, so `pick` is asked with the kind that the
  /// name suggests, and again before the file is read. Files on disk are visited by `threads` threads, all where it is
  /// 0. The first failing file's error is thrown. Local to each rank; agree afterwards.
  void visit(const Comm& comm, const PickKind& pick, const ReadFile& read, int threads = 0);
  /// Bytes of the files on disk that this rank is dealt.
  std::uint64_t bytes_on_disk(const Comm& comm) const;

  /// SHA-256 of every file on disk, in their order, on the first rank (empty elsewhere). Collective.
  std::vector<std::string> hashes(const Comm& comm) const;

  /// All files by name; those in archives are known after the first visit().
  const std::vector<std::string>& names() const { return names_; }
  /// Number of files by kind, of files on disk.
  const std::vector<SourceFile>& files() const { return files_; }

 private:
  void visit_disk(const Comm& comm, const PickKind& pick, const ReadFile& read, int threads);
  void visit_one_archive(const Comm& comm, const SourceFile& archive, std::uint32_t first_index, const PickKind& pick,
                         const ReadFile& read);
  std::vector<int> deal(int ranks) const;

  std::vector<SourceFile> files_;
  std::vector<std::string> names_;            ///< files on disk first, then the files of each archive
  std::vector<std::uint32_t> archive_first_;  ///< index of each archive's first file
};

}  // namespace machi
