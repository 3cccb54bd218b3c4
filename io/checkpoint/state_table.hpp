/// \file  A table of a state file: a function names its columns once, for writing and for reading. Such a function
/// calls `visit(name, member, unit, description)` for each column, where `member(row)` is a reference to what the
/// column holds.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
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
void check_numbers(const std::string& path, const std::string& dataset, std::span<const Number> values,
                   Reals reals = Reals::finite) {
  if constexpr (std::is_floating_point_v<Number>)
    for (const Number value : values)
      if (reals == Reals::finite ? !std::isfinite(value) : std::isnan(value))
        throw InputError(path, dataset + " has a value that is no finite number. Use another checkpoint");
}

/// A column of rows in memory: the same bytes of every row.
struct StateColumn {
  const char* name;
  Element element;
  std::size_t numbers;  ///< of a row
  std::size_t offset;   ///< of the first byte in a row
  const char* unit;
  const char* description;
  Reals reals;
};

/// Takes the columns of a table, one after the other.
class StateTable {
 public:
  virtual ~StateTable() = default;
  virtual void column(const StateColumn& column) const = 0;
};

std::unique_ptr<StateTable> table_writer(H5Output& file, std::string group, std::span<const std::byte> rows,
                                         std::size_t row_size);
std::unique_ptr<StateTable> table_reader(const H5Input& file, std::string group, std::span<std::byte> rows,
                                         std::size_t row_size, RowRange range);

/// What a function that names the columns of `Row` calls for each. One type for writing and for reading, and nothing
/// but an address for each column: there are hundreds of them to compile.
template <class Row>
class ColumnVisit {
 public:
  explicit ColumnVisit(std::unique_ptr<StateTable> table) : table_(std::move(table)) {}

  template <class Member>
  void operator()(const char* name, const Member& member, const char* unit, const char* description,
                  Reals reals = Reals::finite) const {
    const auto& place = member(probe_);
    using Numbers = NumbersOf<std::decay_t<decltype(place)>>;
    const auto offset = reinterpret_cast<const std::byte*>(&place) - reinterpret_cast<const std::byte*>(&probe_);
    table_->column({name, element_of<typename Numbers::Number>(), Numbers::count, static_cast<std::size_t>(offset),
                    unit, description, reals});
  }

 private:
  std::unique_ptr<StateTable> table_;
  Row probe_{};  ///< whose members show where those of all rows lie
};

/// Writes the rows of all ranks in rank order, a column each.
template <class Row>
ColumnVisit<Row> column_writer(H5Output& file, const std::string& group, const std::vector<Row>& rows) {
  return ColumnVisit<Row>(table_writer(file, group, std::as_bytes(std::span(rows)), sizeof(Row)));
}

/// Fills `rows`, of which there must be as many as `range` has. Throws InputError where the file has fewer, or a number
/// that is none.
template <class Row>
ColumnVisit<Row> column_reader(const H5Input& file, const std::string& group, std::vector<Row>& rows, RowRange range) {
  return ColumnVisit<Row>(table_reader(file, group, std::as_writable_bytes(std::span(rows)), sizeof(Row), range));
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
