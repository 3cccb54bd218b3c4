#include "io/transit/gtfs_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/core/error.hpp"
#include "io/archive/source.hpp"

namespace machi {
namespace {

std::string folder_of(const std::string& inner_path) {
  const std::size_t slash = inner_path.rfind('/');
  return slash == std::string::npos ? std::string() : inner_path.substr(0, slash + 1);
}

}  // namespace

GtfsFolder::GtfsFolder(const std::string& path) : path_(path) {
  std::vector<std::string> all;
  visit_files(
      path,
      [&](const FileEntry& entry, std::uint64_t) {
        all.push_back(entry.inner_path);
        return false;
      },
      [](const FileEntry&, ByteSource&) {});
  std::vector<std::string> folders;
  for (const std::string& inner : all)
    if (inner.substr(folder_of(inner).size()) == "stops.txt") folders.push_back(folder_of(inner));
  if (folders.empty()) return;
  if (folders.size() > 1)
    throw InputError(path, fmt::format("holds several feeds ('{}stops.txt' and '{}stops.txt'). Give one of them",
                                       folders[0], folders[1]));
  folder_ = folders.front();
  for (const std::string& inner : all)
    if (folder_of(inner) == folder_) files_.push_back(inner.substr(folder_.size()));
  std::sort(files_.begin(), files_.end());
}

GtfsFolder::GtfsFolder(std::string path, std::map<std::string, std::string> tables)
    : path_(std::move(path)), memory_(std::move(tables)) {
  for (const auto& [name, text] : memory_) files_.push_back(name);
}

bool GtfsFolder::has(std::string_view table) const {
  return std::binary_search(files_.begin(), files_.end(), table);
}

void GtfsFolder::read(const std::vector<std::string>& tables,
                      const std::function<void(std::string_view table, GtfsTable& rows)>& visit) const {
  for (const std::string& table : tables) {
    const auto found = memory_.find(table);
    if (found == memory_.end()) continue;
    const std::unique_ptr<ByteSource> bytes = open_memory(found->second);
    GtfsTable rows(*bytes, fmt::format("{}/{}", path_, table));
    visit(table, rows);
  }
  if (!memory_.empty()) return;
  const auto table_of = [&](const FileEntry& entry) {
    if (!entry.inner_path.starts_with(folder_)) return tables.end();
    return std::find(tables.begin(), tables.end(), entry.inner_path.substr(folder_.size()));
  };
  visit_files(
      path_, [&](const FileEntry& entry, std::uint64_t) { return table_of(entry) != tables.end(); },
      [&](const FileEntry& entry, ByteSource& bytes) {
        GtfsTable rows(bytes, entry.name);
        visit(*table_of(entry), rows);
      });
}

}  // namespace machi
