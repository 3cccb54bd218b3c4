/// \file  A table of a state file: a function names its columns once, for writing and for reading. Such a function
/// calls `visit(name, member, unit, description)` for each column, where `member(row)` is a reference to what the
/// column holds.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/core/error.hpp"
#include "io/hdf5/input.hpp"
#include "io/hdf5/output.hpp"

namespace machi {

/// The numbers that a member is: itself, or those of an array of arrays of them, end to end.
template <class Member>
struct NumbersOf {
  using Number = Member;
  static constexpr std::size_t count = 1;
};
template <class Member, std::size_t length>
struct NumbersOf<std::array<Member, length>> {
  using Number = typename NumbersOf<Member>::Number;
  static constexpr std::size_t count = length * NumbersOf<Member>::count;
};

/// What a column of real numbers may hold.
enum class Reals { finite, or_infinite };

/// Throws InputError where a number of a dataset is none. What is no real number passes.
template <class Number>
void check_numbers(const std::string& path, const std::string& dataset, const std::vector<Number>& values,
                   Reals reals = Reals::finite) {
  if constexpr (std::is_floating_point_v<Number>)
    for (const Number value : values)
      if (reals == Reals::finite ? !std::isfinite(value) : std::isnan(value))
        throw InputError(path, dataset + " has a value that is no finite number. Use another checkpoint");
}

/// Writes the rows of all ranks in rank order, a column each.
template <class Row>
auto column_writer(H5Output& file, const std::string& group, const std::vector<Row>& rows) {
  return [&file, group, &rows](const char* name, const auto& member, const char* unit, const char* description,
                               Reals = Reals::finite) {
    using Numbers = NumbersOf<std::decay_t<decltype(member(rows[0]))>>;
    std::vector<typename Numbers::Number> column(rows.size() * Numbers::count);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::memcpy(column.data() + i * Numbers::count, &member(rows[i]), sizeof(member(rows[i])));
    ColumnMeta meta{unit, description, "row"};
    if (Numbers::count > 1) meta.row_shape = {Numbers::count};
    file.write_column(group + "/" + name, column, meta);
  };
}

/// Fills `rows`, of which there must be as many as `range` has. Throws InputError where the file has fewer, or a number
/// that is none.
template <class Row>
auto column_reader(const H5Input& file, const std::string& group, std::vector<Row>& rows, RowRange range) {
  return [&file, group, &rows, range](const char* name, const auto& member, const char*, const char*,
                                      Reals reals = Reals::finite) {
    using Numbers = NumbersOf<std::decay_t<decltype(member(rows[0]))>>;
    const std::string path = group + "/" + name;
    const auto column = file.read<typename Numbers::Number>(path, range);
    if (column.size() != rows.size() * Numbers::count)
      throw InputError(file.path(), path + " is too short. Use another checkpoint");
    check_numbers(file.path(), path, column, reals);
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::memcpy(&member(rows[i]), column.data() + i * Numbers::count, sizeof(member(rows[i])));
  };
}

/// The rows of a dataset that this rank reads where all ranks share them evenly.
inline RowRange even_part(const Comm& comm, const H5Input& file, const std::string& dataset) {
  const std::uint64_t rows = file.rows(dataset);
  const auto rank = static_cast<std::uint64_t>(comm.rank());
  const auto ranks = static_cast<std::uint64_t>(comm.size());
  const std::uint64_t first = rows / ranks * rank + rows % ranks * rank / ranks;
  const std::uint64_t end = rows / ranks * (rank + 1) + rows % ranks * (rank + 1) / ranks;
  return {first, end - first};
}

/// Throws InputError where what a file says does not fit the run that would go on from it.
inline void check_state(const std::string& path, bool fits, const std::string& what) {
  if (!fits) throw InputError(path, what + " do not fit this scenario. Use another checkpoint");
}

/// Rows of a table that all ranks hold and the first one writes.
template <class Row>
const std::vector<Row>& on_first(const Comm& comm, const std::vector<Row>& rows) {
  static const std::vector<Row> none;
  return comm.first() ? rows : none;
}

}  // namespace machi
