/// \file  People by cell of the national grid and age class, from CSV (docs/formats/people.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/city.hpp"
#include "engine/model/mesh_code.hpp"
#include "engine/model/read_report.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// The upper age of classes without one ("85 and over", "all ages").
inline constexpr std::int16_t oldest_age = 120;

struct PeopleFile {
  std::vector<MeshPeople> rows;              ///< persons > 0; age classes of a cell do not overlap
  MeshLevel ten_digits{MeshLevel::quarter};  ///< what codes of ten digits are: quarter or tenth
  ReadReport report;

  /// Where a row's people live.
  std::optional<MeshCell> cell(const MeshPeople& row) const;
};

/// Reads either one row for each cell and age class (`mesh_code,age_low,age_high,persons`) or one row for each cell
/// with a column for each age class, as censuses are published. UTF-8, UTF-16 or Shift_JIS. Throws InputError(name, …)
/// where the columns are not those of either form; rows that cannot be used are counted in the report.
PeopleFile read_people_csv(ByteSource& source, const std::string& name);

/// Ages, both included.
struct AgeClass {
  std::int16_t low{0};
  std::int16_t high{oldest_age};
  friend bool operator==(const AgeClass&, const AgeClass&) = default;
};

/// The age class that a column's name says: "0-4", "15～64歳人口", "85歳以上", "75+", "age_5_9", "人口総数". Nothing
/// for any other name, and for columns of one sex, of foreigners or of households.
std::optional<AgeClass> age_class_of(std::string_view column);

/// Of classes that may overlap, those that together cover all ages once, with as many classes as can be; the one class
/// of all ages where no others do; all of them where none overlap. Indices in rising age; empty where nothing fits.
std::vector<std::size_t> partition_of_ages(const std::vector<AgeClass>& classes);

}  // namespace machi
