/// \file  The tables of a GTFS feed, in a folder, an archive or memory.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "io/transit/gtfs_table.hpp"

namespace machi {

/// Which tables there are; opened by name.
class GtfsFolder {
 public:
  /// Throws InputError where the input cannot be read, or has tables of several feeds.
  explicit GtfsFolder(const std::string& path);
  /// Texts of tables by their names; `path` is what errors show.
  GtfsFolder(std::string path, std::map<std::string, std::string> tables);

  bool has(std::string_view table) const;
  /// Streams some tables, in whatever order they come; those that are missing are passed over.
  void read(const std::vector<std::string>& tables,
            const std::function<void(std::string_view table, GtfsTable& rows)>& visit) const;
  /// Names of the files beside stops.txt, sorted.
  const std::vector<std::string>& files() const { return files_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string folder_;  ///< of the tables within the input; empty or ends in '/'
  std::vector<std::string> files_;
  std::map<std::string, std::string> memory_;
};

}  // namespace machi
