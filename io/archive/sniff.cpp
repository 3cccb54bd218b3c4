/// \file  Tells what a file is from its first bytes.
#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "io/archive/archive_reader.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/encoding.hpp"
#include "io/archive/source.hpp"

namespace machi {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view blanks = " \t\r\n";

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text;
}

/// Skips what starts with `begin`, to the end of the next `end`; false where `text` starts otherwise.
bool skip(std::string_view& text, std::string_view begin, std::string_view end) {
  if (!text.starts_with(begin)) return false;
  const std::size_t found = text.find(end, begin.size());
  text.remove_prefix(found == std::string_view::npos ? text.size() : found + end.size());
  return true;
}

/// Skips a document type with its internal subset.
bool skip_doctype(std::string_view& text) {
  if (!text.starts_with("<!DOCTYPE")) return false;
  const std::size_t end = text.find_first_of("[>");
  if (end != std::string_view::npos && text[end] == '[') return skip(text, "<!DOCTYPE", "]>");
  return skip(text, "<!DOCTYPE", ">");
}

/// The local name of the first element of an XML text; empty where there is none.
std::string_view root_name(std::string_view text) {
  for (;;) {
    text = without_blanks(text);
    if (skip(text, "<?", "?>") || skip(text, "<!--", "-->") || skip_doctype(text)) continue;
    if (!text.starts_with("<")) return {};
    const std::string_view name = text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }
}

/// TNTP begins with tags of metadata, in any case, that are no XML.
InputKind sniff_metadata(std::string_view text) {
  constexpr std::size_t most = 4096;
  std::string head(text.substr(0, most));
  for (char& c : head) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (head.find("<END OF METADATA>") == std::string::npos) return InputKind::other_xml;
  return head.find("<NUMBER OF LINKS>") == std::string::npos ? InputKind::tntp_trips : InputKind::tntp_network;
}

InputKind sniff_xml(std::string_view text) {
  const std::string_view root = root_name(text);
  if (root == "CityModel") return InputKind::citygml;
  if (root == "Dictionary") return InputKind::code_list;
  if (root == "osm") return InputKind::osm_xml;
  if (root == "network") return InputKind::matsim_network;
  if (root == "population" || root == "plans") return InputKind::matsim_people;
  if (root == "net") return InputKind::sumo_network;
  if (root == "routes" || root == "trips" || root == "additional" || root == "add") return InputKind::sumo_routes;
  return sniff_metadata(text);
}

/// Walks over the members of a JSON text's outermost object, which may be cut off.
class JsonPrefix {
 public:
  explicit JsonPrefix(std::string_view text) : text_(text) {}

  /// The next name in the outermost object, with its value where that is a string.
  struct Member {
    std::string_view name;
    std::string_view value;
  };
  std::optional<Member> next() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '{' || c == '[') ++depth_;
      if (c == '}' || c == ']') --depth_;
      if (c != '"') continue;
      const std::string_view name = string();
      if (depth_ == 1 && skip_to(':')) return Member{name, skip_to('"') ? string() : std::string_view{}};
    }
    return std::nullopt;
  }

 private:
  /// The rest of a string whose opening quote has been read.
  std::string_view string() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view result = text_.substr(begin, at_ - begin);
    if (at_ < text_.size()) ++at_;
    return result;
  }
  /// Passes blanks and `wanted`, if that is what follows.
  bool skip_to(char wanted) {
    const std::size_t found = text_.find_first_not_of(blanks, at_);
    if (found == std::string_view::npos || text_[found] != wanted) return false;
    at_ = found + 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_{0};
  int depth_{0};
};

InputKind sniff_json(std::string_view text) {
  JsonPrefix prefix(text);
  while (const auto member = prefix.next()) {
    if (member->name == "CityObjects" || member->value == "CityJSON") return InputKind::cityjson;
    if (member->name == "features") return InputKind::geojson;
    if (member->name != "type") continue;
    if (member->value == "FeatureCollection" || member->value == "Feature") return InputKind::geojson;
  }
  return InputKind::other_json;
}

std::string extension(std::string_view name) {
  const std::string_view file = name.substr(name.find_last_of('/') + 1);
  const std::size_t dot = file.find_last_of('.');
  return dot == std::string_view::npos ? std::string() : folded(file.substr(dot + 1));
}

template <class... Texts>
bool is_any(const std::string& text, Texts... texts) {
  return ((text == texts) || ...);
}

std::optional<InputKind> sniff_binary(std::string_view name, const std::string& ending, std::string_view bytes) {
  const auto begins = [&](std::string_view magic) { return bytes.starts_with(magic); };
  if (begins("MACHIWF")) return InputKind::water_frames;
  if (bytes.substr(0, 64).find("OSMHeader"sv) != std::string_view::npos && begins("\0\0\0"sv))
    return InputKind::osm_pbf;
  if (begins("\0\0\x27\x0A"sv)) return ending == "shx" ? InputKind::shapefile_part : InputKind::shapefile;
  if (begins("\x89PNG") || begins("\xFF\xD8\xFF") || begins("GIF8") || begins("II*\0"sv) || begins("MM\0*"sv) ||
      (begins("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")) {
    return InputKind::picture;
  }
  if (begins("%PDF")) return InputKind::document;
  if (begins("PK\3\4") && is_any(ending, "xlsx", "docx", "pptx", "ods", "odt")) return InputKind::document;
  if (is_archive(name, bytes.substr(0, 512))) return InputKind::archive;
  if (is_any(ending, "dbf", "prj", "cpg", "sbn", "sbx", "qix", "qpj", "qmd")) return InputKind::shapefile_part;
  return std::nullopt;
}

bool is_text(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && blanks.find(c) == std::string_view::npos;
  });
}

// Ids that tables of GTFS are joined by.
bool is_gtfs_column(std::string_view name) {
  return is_any(folded(name), "agency_id", "stop_id", "route_id", "trip_id", "service_id", "from_stop_id");
}

InputKind sniff_table(const std::string& ending, std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
  if (!is_text(line)) return InputKind::unknown;
  const bool cut = line.size() == bytes.size();
  const std::optional<std::string> header = is_utf8(line, cut) ? std::string(line) : utf8_from_cp932(line, cut);
  if (!header) return InputKind::unknown;
  std::vector<std::string> columns;
  CsvReader(*header).next(columns);
  const auto has = [&](bool (*test)(std::string_view)) { return std::any_of(columns.begin(), columns.end(), test); };
  if (has(is_gtfs_column)) return InputKind::gtfs_table;
  if (has(is_mesh_column)) return InputKind::people_csv;
  if (has(is_latitude_column) && has(is_longitude_column) && has(is_place_name_column)) return InputKind::shelter_csv;
  return is_any(ending, "csv", "tsv") ? InputKind::other_csv : InputKind::unknown;
}

}  // namespace

InputKind sniff(std::string_view name, std::string_view first_bytes) {
  if (first_bytes.empty()) return InputKind::empty;
  const std::string ending = extension(name);
  if (const auto kind = sniff_binary(name, ending, first_bytes)) return *kind;
  const std::string_view text = without_blanks(without_mark(first_bytes));
  if (text.empty()) return InputKind::empty;
  if (text[0] == '<') return sniff_xml(text);
  if (text[0] == '{') return sniff_json(text);
  if (text[0] == '[') return InputKind::other_json;
  return sniff_table(ending, text);
}

std::string_view name_of(InputKind kind) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(InputKind::unknown) + 1> names{
      "CityGML",           "CityJSON",
      "code list",         "GeoJSON",
      "shelters (CSV)",    "people by mesh (CSV)",
      "OpenStreetMap XML", "OpenStreetMap PBF",
      "shapefile",         "part of a shapefile",
      "water frames",      "MATSim network",
      "MATSim people",     "SUMO network",
      "SUMO routes",       "TNTP network",
      "TNTP trips",        "GTFS timetable",
      "archive",           "picture",
      "document",          "other XML",
      "other JSON",        "other CSV",
      "empty file",        "unknown"};
  return names[static_cast<std::size_t>(kind)];
}

ReplayedSource::ReplayedSource(ByteSource& source) : source_(source), head_(sniff_bytes, '\0') {
  std::size_t filled = 0;
  while (filled < head_.size()) {
    const std::size_t got = source.read(std::span(head_).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  head_.resize(filled);
}

std::size_t ReplayedSource::read(std::span<char> into) {
  if (given_ == head_.size()) return source_.read(into);
  const std::size_t count = std::min(into.size(), head_.size() - given_);
  std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(given_), count, into.begin());
  given_ += count;
  return count;
}

bool is_beside_the_model(std::string_view inner_path) {
  constexpr std::array<std::string_view, 4> folders{"specification", "metadata", "schemas", "misc"};
  std::size_t begin = 0;
  for (std::size_t end = inner_path.find('/'); end != std::string_view::npos; end = inner_path.find('/', begin)) {
    const std::string_view part = inner_path.substr(begin, end - begin);
    if (std::find(folders.begin(), folders.end(), part) != folders.end() || part.ends_with("_appearance")) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace machi
