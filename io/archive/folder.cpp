/// \file  The files of a folder, sorted, none outside it; and the choice between folder, archive and plain file.
#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include "engine/core/error.hpp"
#include "io/archive/archive_reader.hpp"
#include "io/archive/source.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

/// Whether `path` is `root` or lies below it; both canonical.
bool lies_in(const fs::path& path, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

/// A link's target is visited at its own place; here it is only held to lie in the folder.
void check_link(const fs::path& link, const fs::path& root) {
  std::error_code error;
  const fs::path target = fs::canonical(link, error);
  if (error) throw InputError(link.string(), "is a link that points to nothing. Remove or mend it");
  if (!lies_in(target, root)) {
    throw InputError(link.string(), "is a link that leaves the folder (to " + target.string() +
                                        "). Give that place as an input of its own, or remove the link");
  }
}

std::vector<FileEntry> files_of(const fs::path& folder) {
  std::vector<FileEntry> files;
  const fs::path root = fs::canonical(folder);
  for (const fs::directory_entry& item : fs::recursive_directory_iterator(folder)) {
    if (item.is_symlink()) {
      check_link(item.path(), root);
    } else if (item.is_regular_file()) {
      files.push_back(
          {item.path().string(), item.path().lexically_relative(folder).generic_string(), item.file_size()});
    }
  }
  std::sort(files.begin(), files.end(),
            [](const FileEntry& a, const FileEntry& b) { return a.inner_path < b.inner_path; });
  return files;
}

void visit_plain(const FileEntry& entry, std::uint64_t index, const PickFile& pick, const VisitFile& visit) {
  if (!pick(entry, index)) return;
  const auto source = open_file(entry.name);
  visit(entry, *source);
}

void visit_folder(const std::string& input, const PickFile& pick, const VisitFile& visit) {
  std::vector<FileEntry> files;
  try {
    files = files_of(input);
  } catch (const fs::filesystem_error& error) {
    throw InputError(error.path1().empty() ? input : error.path1().string(),
                     "cannot be listed (" + error.code().message() + ")");
  }
  for (std::uint64_t index = 0; index < files.size(); ++index) visit_plain(files[index], index, pick, visit);
}

bool holds_an_archive(const std::string& path) {
  std::array<char, 512> bytes;
  const std::size_t count = open_file(path)->read(bytes);
  return is_archive(path, std::string_view(bytes.data(), count));
}

}  // namespace

void visit_files(const std::string& input, const PickFile& pick, const VisitFile& visit) {
  std::error_code error;
  const fs::file_status status = fs::status(input, error);
  if (!fs::exists(status)) throw InputError(input, "does not exist. Give a folder, an archive or a file");
  if (fs::is_directory(status)) return visit_folder(input, pick, visit);
  const bool regular = fs::is_regular_file(status);
  if (regular && holds_an_archive(input)) return visit_archive_file(input, pick, visit);
  const std::uint64_t size = regular ? fs::file_size(input) : 0;
  visit_plain({input, fs::path(input).filename().string(), size}, 0, pick, visit);
}

}  // namespace machi
