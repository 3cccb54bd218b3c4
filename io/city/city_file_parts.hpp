/// \file  How columns of a city file are read and checked. For the sources of city_file.hpp only.
#pragma once

#include <fmt/format.h>

#include <string>
#include <type_traits>

#include "engine/core/error.hpp"
#include "io/city/city_file.hpp"
#include "io/city/city_file_columns.hpp"

namespace machi::city_file {

[[noreturn]] inline void fail(const H5Input& file, const std::string& object, const std::string& problem) {
  throw InputError(file.path() + ":" + object, problem + ". Import the city again");
}

inline void expect_rows(const H5Input& file, const std::string& dataset, std::uint64_t got, std::uint64_t expected) {
  if (got != expected) fail(file, dataset, fmt::format("has {} rows where {} are expected (damaged)", got, expected));
}

inline auto read_into(const H5Input& file, const std::string& group, RowRange rows) {
  return [&file, group, rows](const char* name, auto& column, const ColumnMeta&, auto) {
    using Value = typename std::decay_t<decltype(column)>::value_type;
    column = file.read<Value>(group + name, rows);
  };
}

inline auto expect_rows_of(const H5Input& file, const std::string& group, std::uint64_t rows) {
  return [&file, group, rows](const char* name, const auto& column, const ColumnMeta&, auto) {
    expect_rows(file, group + name, column.size(), rows);
  };
}

}  // namespace machi::city_file
