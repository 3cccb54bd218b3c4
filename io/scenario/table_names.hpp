/// \file  Names that tie the tables of a section together.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "io/options/options.hpp"

namespace machi {

/// The names of one table, and complaints about others that are not in it.
class TableNames {
 public:
  /// `complains` about names that are there twice.
  template <class Row>
  TableNames(const char* table, const char* what, const std::vector<Row>& rows, std::vector<std::string>& mistakes,
             bool complains = true)
      : what_(what), mistakes_(mistakes) {
    for (const Row& row : rows) {
      if (complains && std::find(names_.begin(), names_.end(), row.name) != names_.end())
        mistakes.push_back(fmt::format("{}: energy.{}: two are called '{}'", row.where, table, row.name));
      names_.push_back(row.name);
    }
  }
  bool has(const std::string& where, const std::string& key, const std::string& name) const {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return true;
    mistakes_.push_back(
        fmt::format("{}: {}: there is no {} called '{}'{}", where, key, what_, name, did_you_mean(name, names_)));
    return false;
  }

 private:
  const char* what_;
  std::vector<std::string> names_;
  std::vector<std::string>& mistakes_;
};

}  // namespace machi
