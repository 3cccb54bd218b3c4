/// \file  Reads people by mesh from CSV.
#include "io/people/people.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/encoding.hpp"
#include "io/people/place_fields.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_people_bytes = 256'000'000;
constexpr std::size_t none = static_cast<std::size_t>(-1);

using Row = std::vector<std::string>;

std::size_t column_named(const Row& header, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t k = 0; k < header.size(); ++k) {
      if (folded(header[k]) == name) return k;
    }
  }
  return none;
}

/// A column that holds the persons of one age class.
struct ClassColumn {
  std::size_t column;
  AgeClass ages;
};

/// Which column says what. Either `classes` or `persons` with the ages is set.
struct Layout {
  std::size_t mesh{none};
  std::size_t age_low{none};
  std::size_t age_high{none};
  std::size_t persons{none};
  std::vector<ClassColumn> classes;
};

/// The classes that the names in `row` say.
std::vector<ClassColumn> classes_in(const Row& row) {
  std::vector<ClassColumn> columns;
  std::vector<AgeClass> ages;
  for (std::size_t k = 0; k < row.size(); ++k) {
    const auto age = age_class_of(row[k]);
    if (!age || is_mesh_column(row[k])) continue;
    columns.push_back({k, *age});
    ages.push_back(*age);
  }
  std::vector<ClassColumn> chosen;
  for (const std::size_t k : partition_of_ages(ages)) chosen.push_back(columns[k]);
  return chosen;
}

Layout layout_of(const Row& header, const std::string& name) {
  Layout layout;
  const auto mesh = std::find_if(header.begin(), header.end(), is_mesh_column);
  if (mesh == header.end()) {
    throw InputError(name, "has no column mesh_code (or KEY_CODE, メッシュコード) in its first row. Name it so");
  }
  layout.mesh = static_cast<std::size_t>(mesh - header.begin());
  layout.age_low = column_named(header, {"age_low", "age_from", "age_min", "年齢下限"});
  layout.age_high = column_named(header, {"age_high", "age_to", "age_max", "年齢上限"});
  layout.persons = column_named(header, {"persons", "population", "people", "人口", "人数", "人口総数"});
  const bool ages_given = layout.age_low != none && layout.age_high != none && layout.persons != none;
  if (!ages_given) layout.classes = classes_in(header);
  return layout;
}

/// A row is judged on its own; what it gives is appended.
class RowReader {
 public:
  RowReader(PeopleFile& file, const Layout& layout) : file_(file), layout_(layout) {}

  void read(const Row& row, std::uint64_t line) {
    ++file_.report.read;
    const std::string& code = field(row, layout_.mesh);
    const std::string place = "line " + std::to_string(line) + " (" + code + ")";
    if (!mesh_cell(code)) return file_.report.skip("not a mesh code", place);
    if (layout_.classes.empty()) {
      read_long(row, code, place);
    } else {
      read_wide(row, code, place);
    }
  }

 private:
  static const std::string& field(const Row& row, std::size_t column) {
    static const std::string empty;
    return column < row.size() ? row[column] : empty;
  }

  void read_long(const Row& row, const std::string& code, const std::string& place) {
    const auto low = decimal(field(row, layout_.age_low));
    const std::string& high_text = field(row, layout_.age_high);
    const auto high = high_text.empty() ? std::optional<double>(oldest_age) : decimal(high_text);
    if (!low || !high || *low < 0 || *low > oldest_age || *high < *low) {
      return file_.report.skip("ages are not a class", place);
    }
    const auto highest = static_cast<std::int16_t>(std::min<double>(*high, oldest_age));
    add(code, {static_cast<std::int16_t>(*low), highest}, field(row, layout_.persons), place);
  }

  void read_wide(const Row& row, const std::string& code, const std::string& place) {
    for (const ClassColumn& column : layout_.classes) add(code, column.ages, field(row, column.column), place);
  }

  void add(const std::string& code, AgeClass ages, const std::string& text, const std::string& place) {
    if (text.empty() || text == "-" || text == "－") return;
    if (text == "*" || text == "X" || text == "x") {
      return file_.report.skip("number of persons is concealed at the source", place);
    }
    std::string digits = text;
    std::erase(digits, ',');
    const auto persons = decimal(digits);
    if (!persons || *persons < 0 || *persons > 1e8) return file_.report.skip("persons is not a number ≥ 0", place);
    if (*persons > 0) file_.rows.push_back({code, ages.low, ages.high, *persons});
  }

  PeopleFile& file_;
  const Layout& layout_;
};

/// Codes of ten digits are 250 m cells unless one of them cannot be.
MeshLevel level_of_ten_digits(const std::vector<MeshPeople>& rows) {
  const bool tenths = std::any_of(rows.begin(), rows.end(), [](const MeshPeople& row) {
    return row.mesh_code.size() == 10 && !mesh_cell(row.mesh_code, MeshLevel::quarter);
  });
  return tenths ? MeshLevel::tenth : MeshLevel::quarter;
}

}  // namespace

std::optional<MeshCell> PeopleFile::cell(const MeshPeople& row) const {
  return row.mesh_code.size() == 10 ? mesh_cell(row.mesh_code, ten_digits) : mesh_cell(row.mesh_code);
}

PeopleFile read_people_csv(ByteSource& source, const std::string& name) {
  const std::string text = utf8_text(read_all(source, name, largest_people_bytes), name);
  CsvReader rows(text);
  Row header, row;
  rows.next(header);
  Layout layout = layout_of(header, name);
  PeopleFile file;
  RowReader reader(file, layout);
  bool more = rows.next(row);
  // e-Stat gives its columns numbers in the first row and words in the second, which has no mesh code.
  if (more && layout.classes.empty() && layout.age_low == none &&
      (row.size() <= layout.mesh || row[layout.mesh].empty())) {
    layout.classes = classes_in(row);
    more = rows.next(row);
  }
  if (layout.classes.empty() && (layout.age_low == none || layout.age_high == none || layout.persons == none)) {
    throw InputError(name,
                     "has no columns of persons by age that cover every age once (age_low, age_high and persons, "
                     "or names such as 0-14, 15-64, 65+, or 人口総数). Name them so");
  }
  for (; more; more = rows.next(row)) reader.read(row, rows.line());
  if (rows.unclosed()) {
    throw InputError(name + ":" + std::to_string(rows.line()), "begins a quoted field that never ends. Close it");
  }
  file.ten_digits = level_of_ten_digits(file.rows);
  return file;
}

}  // namespace machi
