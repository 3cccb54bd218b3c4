#include "io/export/run_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <optional>

#include "io/hdf5/input.hpp"
#include "io/run/atomic_file.hpp"
#include "io/run/evacuation_kpi.hpp"

namespace machi {
namespace {

constexpr std::uint64_t most_values_a_row = 400;  // a year's days; hours by zone are for programs
constexpr std::uint64_t slice_of_table = std::uint64_t{1} << 16;

/// A dataset as one or more columns of a table.
struct CsvColumn {
  std::string name;
  std::string dataset;
  bool is_text{false};
  std::uint64_t rows{0};
  std::uint64_t values{1};  ///< a row
};

std::optional<CsvColumn> column_at(const H5Input& file, const std::string& group, const std::string& name) {
  const std::string path = group + "/" + name;
  if (name.ends_with("_begin") && file.has(path.substr(0, path.size() - 6))) return {};  // of a text or a list
  const std::optional<Element> element = file.element(path);
  if (!element) return {};
  CsvColumn column{name, path};
  if (*element == Element::u8 && file.has(path + "_begin")) {
    column.is_text = true;
    column.rows = file.rows(path + "_begin") - 1;
    return column;
  }
  const std::vector<std::uint64_t> shape = file.shape(path);
  column.rows = shape[0];
  for (std::size_t axis = 1; axis < shape.size(); ++axis) column.values *= shape[axis];
  if (column.values == 0 || column.values > most_values_a_row) return {};
  return column;
}

template <class T>
void append_numbers(const H5Input& file, const CsvColumn& column, RowRange range, std::vector<std::string>& lines) {
  const std::vector<T> values = file.read<T>(column.dataset, range);
  for (std::size_t k = 0; k < values.size(); ++k) {
    std::string& line = lines[k / column.values];
    if (k % column.values > 0) line += ',';
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(values[k])) continue;
    }
    line += fmt::to_string(values[k]);
  }
}

void append_cells(const H5Input& file, const CsvColumn& column, RowRange range, std::vector<std::string>& lines) {
  if (column.is_text) {
    const StringTable text = file.read_strings(column.dataset, range);
    for (std::size_t k = 0; k < text.size(); ++k) lines[k] += csv_field(std::string(text.at(k)));
    return;
  }
  switch (*file.element(column.dataset)) {
    case Element::u8:
      return append_numbers<std::uint8_t>(file, column, range, lines);
    case Element::u16:
      return append_numbers<std::uint16_t>(file, column, range, lines);
    case Element::u32:
      return append_numbers<std::uint32_t>(file, column, range, lines);
    case Element::u64:
      return append_numbers<std::uint64_t>(file, column, range, lines);
    case Element::i8:
      return append_numbers<std::int8_t>(file, column, range, lines);
    case Element::i16:
      return append_numbers<std::int16_t>(file, column, range, lines);
    case Element::i32:
      return append_numbers<std::int32_t>(file, column, range, lines);
    case Element::i64:
      return append_numbers<std::int64_t>(file, column, range, lines);
    case Element::f32:
      return append_numbers<float>(file, column, range, lines);
    case Element::f64:
      return append_numbers<double>(file, column, range, lines);
  }
}

std::string heading(const std::vector<CsvColumn>& columns) {
  std::string line;
  for (const CsvColumn& column : columns)
    for (std::uint64_t k = 0; k < column.values; ++k) {
      if (!line.empty()) line += ',';
      line += column.values == 1 ? column.name : fmt::format("{}_{}", column.name, k);
    }
  return line + "\n";
}

std::string table_text(const H5Input& file, const std::vector<CsvColumn>& columns) {
  std::string text = heading(columns);
  for (std::uint64_t first = 0; first < columns[0].rows; first += slice_of_table) {
    const RowRange range{first, std::min(slice_of_table, columns[0].rows - first)};
    std::vector<std::string> lines(range.count);
    for (const CsvColumn& column : columns) {
      if (&column != &columns.front())
        for (std::string& line : lines) line += ',';
      append_cells(file, column, range, lines);
    }
    for (const std::string& line : lines) text += line + "\n";
  }
  return text;
}

/// Columns of as many rows as most of the group has, in the order of the file.
std::vector<CsvColumn> main_table(const H5Input& file, const std::string& group) {
  std::vector<CsvColumn> columns;
  for (const std::string& name : file.children(group))
    if (std::optional<CsvColumn> column = column_at(file, group, name)) columns.push_back(*column);
  const auto same = [&](std::uint64_t rows) {
    return std::count_if(columns.begin(), columns.end(), [&](const CsvColumn& c) { return c.rows == rows; });
  };
  std::uint64_t rows = 0;
  for (const CsvColumn& column : columns)
    if (same(column.rows) > same(rows)) rows = column.rows;
  std::erase_if(columns, [&](const CsvColumn& c) { return c.rows != rows || rows == 0; });
  return columns;
}

}  // namespace

std::string export_csv(const std::string& result, const std::string& path, bool byte_order_mark) {
  const H5Input file(result);
  std::filesystem::create_directories(path);
  std::string told;
  const std::function<void(const std::string&)> visit = [&](const std::string& group) {
    const std::vector<CsvColumn> columns = main_table(file, group);
    std::string name = group.substr(1);
    std::replace(name.begin(), name.end(), '/', '_');
    if (!columns.empty()) {
      write_atomically(fmt::format("{}/{}.csv", path, name),
                       (byte_order_mark ? "\xEF\xBB\xBF" : "") + table_text(file, columns));
      told += fmt::format(" {} ({} rows)", name, columns[0].rows);
    }
    for (const std::string& child : file.children(group))
      if (!child.starts_with("frame_") && file.is_group(group + "/" + child)) visit(group + "/" + child);
  };
  for (const std::string& child : file.children("/"))
    if (child != "provenance" && file.is_group("/" + child)) visit("/" + child);
  return fmt::format("Wrote {}:{}", path, told);
}

}  // namespace machi
