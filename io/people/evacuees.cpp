/// \file  Persons one by one from CSV and GeoJSON.
#include "io/people/evacuees.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "engine/core/error.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/encoding.hpp"
#include "io/options/options.hpp"
#include "io/people/geojson.hpp"
#include "io/people/place_fields.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_id = (std::uint64_t{1} << 53) - 1;  // JSON keeps it
constexpr double farthest_m = 2'147'000;                            // PointMm
constexpr std::int64_t latest_s = 1'000'000'000;
constexpr std::int64_t latest_min = 16'000'000;
constexpr std::int64_t fastest_m_s = 15;
/// Persons one after the other that are of one part: they are often a household, whose text only one rank has then.
constexpr std::uint64_t persons_together = 16;

enum Field : std::size_t {
  field_id,
  field_x,
  field_y,
  field_longitude,
  field_latitude,
  field_group,
  field_class,
  field_departure_s,
  field_departure_min,
  field_speed,
  field_destination,
  field_building,
  field_count
};

struct FieldNames {
  std::string_view english;  ///< what errors call it
  std::array<std::string_view, 5> others;
};

constexpr std::array<FieldNames, field_count> field_names{{{"id", {"person_id", "agent_id", "番号", "個人id"}},
                                                           {"x", {"x_m"}},
                                                           {"y", {"y_m"}},
                                                           {"lon", {"longitude", "lng", "経度"}},
                                                           {"lat", {"latitude", "緯度"}},
                                                           {"group", {"household", "group_id", "世帯", "グループ"}},
                                                           {"class", {"person_class", "区分", "属性"}},
                                                           {"departure_s", {"避難開始_秒", "出発_秒"}},
                                                           {"departure_min", {"避難開始_分", "出発_分"}},
                                                           {"speed_m_s", {"free_speed_m_s", "歩行速度_m_s"}},
                                                           {"destination", {"shelter", "避難先"}},
                                                           {"building", {"building_id", "建物", "建物id"}}}};

/// The texts of one person; empty where there is none.
using FieldTexts = std::array<std::string, field_count>;

std::optional<Field> field_named(std::string_view column) {
  const std::string name = folded(column);
  for (std::size_t k = 0; k < field_count && !name.empty(); ++k) {
    const auto& [english, others] = field_names[k];
    if (name == english || std::find(others.begin(), others.end(), name) != others.end()) return static_cast<Field>(k);
  }
  return std::nullopt;
}

/// Small numbers for texts, in the order in which they come.
class Numbering {
 public:
  explicit Numbering(std::vector<std::string>& texts) : texts_(texts) {}
  std::uint32_t operator()(const std::string& text) {
    if (text.empty()) return no_index;
    const auto [found, is_new] = number_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return found->second;
  }

 private:
  std::vector<std::string>& texts_;
  std::unordered_map<std::string, std::uint32_t> number_;
};

/// Judges persons one after the other and appends those of a part to the file.
class EvacueeReader {
 public:
  /// `place_word` is what errors call a place in the file: "line" or "feature".
  EvacueeReader(EvacueeFile& file, std::string name, std::string place_word, const std::vector<PersonClass>& classes,
                const FilePart& part, std::uint64_t& at)
      : file_(file), name_(std::move(name)), place_word_(std::move(place_word)), part_(part), at_(at) {
    file_.people.classes = classes;
    for (const PersonClass& each : classes) class_names_.push_back(each.name);
  }

  /// Whether persons have ids; else they are numbered from 1.
  void expect_ids(bool has_id) { has_id_ = has_id; }

  /// Comes to the person at `place` of the file.
  void begin(std::uint64_t place) {
    place_ = place;
    at_ = 4 * place;  // add() goes on from there: of what is wrong with one person the first is heard
    keeps_ = part_.checks(row_++ / persons_together);
  }

  /// x is the longitude where the frame is degrees.
  void add(const FieldTexts& texts, double x, double y) {
    ++at_;
    const std::uint64_t id = id_of(texts[field_id]);
    ++at_;
    const std::uint32_t destination = destinations_(texts[field_destination]);
    if (keeps_) keep(texts, id, destination, x, y);
    ++at_;
  }

  /// The same for a person whose position is text.
  void add(const FieldTexts& texts) {
    const bool degrees = file_.frame == EvacueeFrame::degrees;
    const double x = keeps_ ? coordinate_of(texts, degrees ? field_longitude : field_x) : 0;
    const double y = keeps_ ? coordinate_of(texts, degrees ? field_latitude : field_y) : 0;
    add(texts, x, y);
  }

  /// Throws where the file holds nobody.
  void finish() const {
    if (row_ == 0) throw InputError(name_, "holds no person. Give one row for each");
  }

  /// Throws InputError for the person that begin() came to.
  [[noreturn]] void refuse(const std::string& problem) const {
    throw InputError(place_word_ == "line" ? name_ + ":" + std::to_string(place_)
                                           : name_ + ": " + place_word_ + " " + std::to_string(place_),
                     problem);
  }

 private:
  void keep(const FieldTexts& texts, std::uint64_t id, std::uint32_t destination, double x, double y) {
    Population& people = file_.people;
    people.id.push_back(id);
    add_position(x, y);
    people.person_class.push_back(class_of(texts[field_class]));
    people.building.push_back(buildings_(texts[field_building]));
    people.destination.push_back(destination);
    people.group.push_back(texts[field_group].empty() ? no_group : groups_(texts[field_group]));
    people.free_speed_m_s.push_back(number_of(texts, field_speed, fastest_m_s, "m/s"));
    people.departure_s.push_back(departure_of(texts));
  }

  std::uint64_t id_of(const std::string& text) {
    if (!has_id_) {
      if (!text.empty()) refuse("has an id, which the first person lacks. Give all persons an id, or none");
      return row_;
    }
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || id > largest_id) {
      refuse("has the id '" + shown(text) +
             "', which is no whole number from 0 to 9007199254740991. Number the persons");
    }
    if (!part_.checks((id * 0x9e3779b97f4a7c15U) >> 32U)) return id;  // mixed: ids may all be even, say
    const auto [found, is_new] = place_of_id_.try_emplace(id, place_);
    if (!is_new) {
      refuse("has the id " + std::to_string(id) + ", which " + place_word_ + " " + std::to_string(found->second) +
             " has too. Give each person an id of their own");
    }
    return id;
  }

  void add_position(double x, double y) {
    PointMm start;
    if (file_.frame == EvacueeFrame::degrees) {
      if (const auto problem = position_problem(y, x)) {
        refuse("has a position that cannot be (" + std::string(*problem) + "). Correct it");
      }
    } else {
      if (std::abs(x) > farthest_m || std::abs(y) > farthest_m) {
        refuse("lies more than 2147 km from the origin. Give x and y in metres in the scenario's frame");
      }
      start = {static_cast<std::int32_t>(std::lround(x * 1000)), static_cast<std::int32_t>(std::lround(y * 1000)), 0};
    }
    file_.x.push_back(x);
    file_.y.push_back(y);
    file_.people.start.push_back(start);
  }

  double coordinate_of(const FieldTexts& texts, Field field) const {
    const auto value = decimal(texts[field]);
    if (!value) {
      refuse("has '" + shown(texts[field]) + "' as " + std::string(field_names[field].english) +
             ", which is no number. Give the person's position");
    }
    return *value;
  }

  std::uint16_t class_of(const std::string& text) const {
    if (text.empty()) return no_class;
    const auto found = std::find(class_names_.begin(), class_names_.end(), text);
    if (found != class_names_.end()) return static_cast<std::uint16_t>(found - class_names_.begin());
    if (class_names_.empty()) refuse("has the class '" + shown(text) + "', and no classes are given. Name a preset");
    std::string list;
    for (const std::string& each : class_names_) list += (list.empty() ? "" : ", ") + each;
    const std::string meant = did_you_mean(text, class_names_);
    refuse("has the class '" + shown(text) + "', which is none of " + list +
           (meant.empty() ? ". Give one of them, or leave it empty" : meant));
  }

  /// NaN where the field is empty.
  float number_of(const FieldTexts& texts, Field field, std::int64_t largest, const std::string& unit) const {
    const std::string& text = texts[field];
    if (text.empty()) return std::numeric_limits<float>::quiet_NaN();
    const auto value = decimal(text);
    if (!value || *value < 0 || *value > static_cast<double>(largest)) {
      refuse("has '" + shown(text) + "' as " + std::string(field_names[field].english) +
             ", which is no number from 0 to " + std::to_string(largest) + " " + unit +
             ". Correct it or leave it empty");
    }
    return static_cast<float>(*value);
  }

  float departure_of(const FieldTexts& texts) const {
    const bool by_second = !texts[field_departure_s].empty();
    if (by_second && !texts[field_departure_min].empty()) {
      refuse("has both departure_s and departure_min. Leave one of them empty");
    }
    const std::string word = folded(by_second ? texts[field_departure_s] : texts[field_departure_min]);
    if (word == "never" || word == "避難しない") return never_s;
    return by_second ? number_of(texts, field_departure_s, latest_s, "s")
                     : 60 * number_of(texts, field_departure_min, latest_min, "min");
  }

  /// The start of a text that may be long, cut between characters.
  static std::string shown(std::string_view text) {
    constexpr std::size_t longest = 40;
    if (text.size() <= longest) return std::string(text);
    std::size_t end = longest;
    while (end > 0 && (text[end] & '\xC0') == '\x80') --end;
    return std::string(text.substr(0, end)) + "…";
  }

  EvacueeFile& file_;
  std::string name_;
  std::string place_word_;
  const FilePart& part_;
  std::uint64_t& at_;
  std::uint64_t place_{0};
  std::uint64_t row_{0};  ///< persons so far, this one included
  bool keeps_{true};      ///< whether this one is of the part
  bool has_id_{false};
  std::vector<std::string> class_names_;
  Numbering groups_{file_.groups};
  Numbering buildings_{file_.buildings};
  Numbering destinations_{file_.destinations};
  std::unordered_map<std::uint64_t, std::uint64_t> place_of_id_;
};

/// What each column of a table holds; field_count where nothing that we know.
struct Columns {
  std::vector<std::size_t> field;
  std::array<bool, field_count> has{};
};

Columns columns_of(const std::vector<std::string>& header, const std::string& name, EvacueeFile& file) {
  Columns columns;
  for (const std::string& column : header) {
    const std::optional<Field> field = field_named(column);
    columns.field.push_back(field ? *field : static_cast<std::size_t>(field_count));
    if (!field) {
      if (!column.empty()) file.unused_columns.push_back(column);
      continue;
    }
    if (columns.has[*field]) {
      throw InputError(name + ":1",
                       "has two columns of " + std::string(field_names[*field].english) + ". Leave one out");
    }
    columns.has[*field] = true;
  }
  const bool metres = columns.has[field_x] && columns.has[field_y];
  const bool degrees = columns.has[field_longitude] && columns.has[field_latitude];
  if (metres == degrees) {
    throw InputError(name + ":1", std::string(metres ? "has columns x and y as well as lon and lat"
                                                     : "has neither columns x and y nor lon and lat") +
                                      " in its first row. Give one pair: x, y in metres or lon, lat in degrees");
  }
  file.frame = degrees ? EvacueeFrame::degrees : EvacueeFrame::metres;
  return columns;
}

/// The point of a feature, or what is wrong with it.
std::string problem_of(const GeoJsonFeature& feature) {
  if (!feature.is_feature) return "is no GeoJSON feature. Give features with a Point each";
  if (feature.geometry_type != "Point") {
    return "has the geometry '" + feature.geometry_type.substr(0, 40) +
           "', where a person has a Point. Give one Point each";
  }
  if (!feature.well_formed || feature.positions.size() != 1) return "has coordinates that are not two numbers. Mend it";
  return "";
}

}  // namespace

EvacueeFile read_evacuees_csv(const OpenBytes& open, const std::string& name, const std::vector<PersonClass>& classes,
                              const FilePart& part, std::uint64_t& at) {
  const TextEncoding encoding = encoding_of(open, name);
  const std::unique_ptr<ByteSource> bytes = open();
  TextPieces pieces(*bytes, encoding, name);
  CsvReader rows([&](std::string& text) { return pieces.append_to(text); });
  std::vector<std::string> header, fields;
  rows.next(header);
  EvacueeFile file;
  const Columns columns = columns_of(header, name, file);
  EvacueeReader reader(file, name, "line", classes, part, at);
  reader.expect_ids(columns.has[field_id]);
  FieldTexts texts;
  while (rows.next(fields) && !rows.unclosed() && !rows.too_long()) {
    for (std::string& each : texts) each.clear();
    for (std::size_t k = 0; k < std::min(fields.size(), columns.field.size()); ++k) {
      if (columns.field[k] < field_count) texts[columns.field[k]] = fields[k];
    }
    reader.begin(rows.line());
    reader.add(texts);
  }
  const std::string where = name + ":" + std::to_string(rows.line());
  if (rows.too_long())
    throw InputError(where, "begins a row of more than 16 MB (a quote that is not closed, or no table). Correct it");
  if (rows.unclosed()) throw InputError(where, "begins a quoted field that never ends. Close it");
  reader.finish();
  return file;
}

EvacueeFile read_evacuees_geojson(const OpenBytes& open, const std::string& name,
                                  const std::vector<PersonClass>& classes, EvacueeFrame frame, const FilePart& part,
                                  std::uint64_t& at) {
  EvacueeFile file;
  file.frame = frame;
  EvacueeReader reader(file, name, "feature", classes, part, at);
  FieldTexts texts;
  std::uint64_t number = 0;
  read_geojson(*open(), name, [&](const GeoJsonFeature& feature) {
    reader.begin(++number);
    for (std::string& each : texts) each.clear();
    for (const auto& [key, value] : feature.properties) {
      const std::optional<Field> field = field_named(key);
      if (field) texts[*field] = value;
      if (!field && number == 1) file.unused_columns.push_back(key);
    }
    if (number == 1) reader.expect_ids(!texts[field_id].empty());
    if (const std::string problem = problem_of(feature); !problem.empty()) reader.refuse(problem);
    reader.add(texts, feature.positions[0].second, feature.positions[0].first);
  });
  reader.finish();
  return file;
}

}  // namespace machi
