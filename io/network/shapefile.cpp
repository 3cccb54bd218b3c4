/// \file  Reads shapefiles as streams: the .shp and its .dbf side by side.
#include "io/network/shapefile.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>

#include "engine/core/error.hpp"
#include "io/network/dbase.hpp"

namespace machi {
namespace {

constexpr std::size_t main_header_bytes = 100;
constexpr std::size_t largest_record_bytes = 256'000'000;
constexpr std::uint64_t largest_text_bytes = 1'000'000;  ///< of a .prj or .cpg
constexpr std::uint64_t most_ring_pairs = 50'000'000;    ///< holes times shells of one record

std::int32_t big(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 0; k < 4; ++k) value = (value << 8) | static_cast<unsigned char>(bytes[at + k]);
  return static_cast<std::int32_t>(value);
}

std::int32_t little(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 4; k-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + k]);
  return static_cast<std::int32_t>(value);
}

double little_double(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t k = 8; k-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + k]);
  return std::bit_cast<double>(value);
}

enum class ShapeKind : std::uint8_t { empty, point, line, area, other };

/// Codes 1, 3, 5, 8 without, + 10 with height and + 20 with measures.
ShapeKind kind_of(std::int32_t code) {
  if (code == 0) return ShapeKind::empty;
  if (code < 0 || code > 28) return ShapeKind::other;
  const std::int32_t base = code % 10;
  if (base == 1 || base == 8) return ShapeKind::point;
  if (base == 3) return ShapeKind::line;
  return base == 5 ? ShapeKind::area : ShapeKind::other;
}

/// Twice the area of a ring of x, y; positive counterclockwise.
double doubled_area(std::span<const Position> ring) {
  double sum = 0;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const Position& a = ring[k];
    const Position& b = ring[(k + 1) % ring.size()];
    sum += (a.first - ring[0].first) * (b.second - ring[0].second) -
           (b.first - ring[0].first) * (a.second - ring[0].second);
  }
  return sum;
}

bool holds(std::span<const Position> ring, const Position& point) {
  bool inside = false;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const Position& a = ring[k];
    const Position& b = ring[(k + 1) % ring.size()];
    if ((a.second > point.second) == (b.second > point.second)) continue;
    const double x = a.first + (point.second - a.second) / (b.second - a.second) * (b.first - a.first);
    if (point.first < x) inside = !inside;
  }
  return inside;
}

/// The rings of one record, x in Position::first and y in second.
struct Rings {
  std::vector<Position> points;
  std::vector<std::uint32_t> end;
  std::size_t size() const { return end.size(); }
  std::span<const Position> at(std::size_t ring) const {
    const std::uint32_t begin = ring == 0 ? 0 : end[ring - 1];
    return std::span(points).subspan(begin, end[ring] - begin);
  }
};

/// For each ring the shell that it is a hole of, or itself for a shell. Shells run clockwise; a hole belongs to the
/// smallest shell that holds its first point, and is a shell of its own where none does.
std::vector<std::size_t> shells_of(const Rings& rings, bool& hole_outside) {
  std::vector<double> area(rings.size());
  for (std::size_t k = 0; k < rings.size(); ++k) area[k] = doubled_area(rings.at(k));
  // Some programs write shells counterclockwise. A file's first ring is never a hole without a shell.
  const bool any_clockwise = std::any_of(area.begin(), area.end(), [](double a) { return a < 0; });
  std::vector<std::size_t> shell(rings.size());
  for (std::size_t k = 0; k < rings.size(); ++k) {
    shell[k] = k;
    if (!any_clockwise || area[k] <= 0) continue;
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t other = 0; other < rings.size(); ++other) {
      const bool candidate = area[other] < 0 && -area[other] < smallest;
      if (!candidate || !holds(rings.at(other), rings.at(k).front())) continue;
      smallest = -area[other];
      shell[k] = other;
    }
    hole_outside = hole_outside || shell[k] == k;
  }
  return shell;
}

/// Reads records one by one and gives features.
class ShapeReader {
 public:
  ShapeReader(const ShapefileParts& parts, const std::string& name, const std::string& stem, Theme theme,
              FeatureSink& sink)
      : shapes_(*parts.shapes), name_(name), stem_(stem), sink_(sink), projection_(projection_of(parts.projection)) {
    feature_.theme = theme;
    feature_.type = "Area";
    feature_.epsg = projection_.epsg;
    // Without a .prj, values outside the globe show a projection.
    check_header(projection_.name.empty());
  }

  ShapefileSummary read(DbaseReader* table) {
    std::array<char, 8> head;
    while (bytes_left_ > 0) {
      if (!read_exactly(shapes_, name_, head)) throw InputError(name_, "is truncated. Fetch it again");
      const std::int64_t bytes = std::int64_t{2} * big(std::string_view(head.data(), 8), 4);
      if (bytes < 4 || bytes > static_cast<std::int64_t>(largest_record_bytes)) corrupt("a record has no valid length");
      read_bytes(static_cast<std::size_t>(bytes));
      bytes_left_ -= bytes + 8;
      ++summary_.records;
      read_row(table);
      read_record();
    }
    summary_.epsg = projection_.epsg;
    summary_.projected = projection_.projected;
    summary_.projection = projection_.name;
    return summary_;
  }

 private:
  [[noreturn]] void corrupt(const std::string& why) const {
    throw InputError(name_, "is no valid shapefile (" + why + "). Export it again");
  }

  void check_header(bool guess) {
    std::array<char, main_header_bytes> header;
    if (!read_exactly(shapes_, name_, header)) throw InputError(name_, "is empty. Fetch it again");
    const std::string_view bytes(header.data(), header.size());
    if (big(bytes, 0) != 9994 || little(bytes, 28) != 1000) corrupt("its first bytes are those of another kind");
    bytes_left_ = std::int64_t{2} * big(bytes, 24) - static_cast<std::int64_t>(main_header_bytes);
    if (!guess) return;
    const double farthest = std::max({std::abs(little_double(bytes, 36)), std::abs(little_double(bytes, 44)),
                                      std::abs(little_double(bytes, 52)), std::abs(little_double(bytes, 60))});
    projection_.projected = farthest > 180;
  }

  /// Fills the record, growing it as bytes come, so that a length alone costs no memory.
  void read_bytes(std::size_t count) {
    constexpr std::size_t step = std::size_t{1} << 20;
    record_.clear();
    while (record_.size() < count) {
      const std::size_t begin = record_.size();
      record_.resize(std::min(count, begin + step));
      if (!read_exactly(shapes_, name_, std::span(record_).subspan(begin))) {
        throw InputError(name_, "is truncated. Fetch it again");
      }
    }
  }

  void read_row(DbaseReader* table) {
    feature_.attributes.clear();
    if (table == nullptr || !table->next(values_)) return;
    for (std::size_t k = 0; k < values_.size(); ++k) {
      if (values_[k].empty()) continue;
      feature_.attributes.push_back({table->fields()[k], values_[k], {}, {}, static_cast<std::uint32_t>(k)});
    }
  }

  void read_record() {
    id_ = stem_ + ":" + std::to_string(summary_.records);
    feature_.id = id_;
    const ShapeKind kind = kind_of(little(record_, 0));
    if (kind == ShapeKind::empty) return sink_.skipped("shape without geometry", id_);
    if (kind == ShapeKind::point) return sink_.skipped("a point, not an area", id_);
    if (kind == ShapeKind::other) return sink_.skipped("shape of an unknown kind", id_);
    read_rings();
    if (kind == ShapeKind::line && !all_closed()) return sink_.skipped("an open line, not an area", id_);
    if (rings_.size() == 0) return sink_.skipped("shape without geometry", id_);
    const bool finite = std::all_of(rings_.points.begin(), rings_.points.end(), [](const Position& p) {
      return std::isfinite(p.first) && std::isfinite(p.second);
    });
    if (!finite) return sink_.skipped("coordinates are not numbers", id_);
    const auto count = static_cast<std::uint64_t>(rings_.size());
    if (count * count / 4 > most_ring_pairs) return sink_.skipped("shape of more than 14,000 rings", id_);
    give_feature();
  }

  /// Box (32 bytes), count of parts, count of points, first point of each part, points.
  void read_rings() {
    rings_ = {};
    has_short_part_ = false;
    if (record_.size() < 44) corrupt("a record is too short");
    const std::int64_t parts = little(record_, 36), points = little(record_, 40);
    const auto room = static_cast<std::int64_t>(record_.size()) - 44;
    if (parts < 0 || points < 0 || parts > room / 4 || points > (room - 4 * parts) / 16) {
      corrupt("a record is shorter than its points");
    }
    const std::size_t first_point = 44 + 4 * static_cast<std::size_t>(parts);
    std::int64_t begin = 0;
    for (std::int64_t part = 0; part < parts; ++part) {
      const std::int64_t start = little(record_, 44 + 4 * static_cast<std::size_t>(part));
      const std::int64_t end = part + 1 < parts ? little(record_, 48 + 4 * static_cast<std::size_t>(part)) : points;
      if (start != begin || end < start || end > points) corrupt("the parts of a record overlap");
      begin = end;
      if (end - start < 4) {  // no area: fewer than three corners and the first again
        has_short_part_ = true;
        continue;
      }
      for (std::int64_t k = start; k < end; ++k) {
        const std::size_t at = first_point + 16 * static_cast<std::size_t>(k);
        rings_.points.push_back({little_double(record_, at), little_double(record_, at + 8), 0});
      }
      rings_.end.push_back(static_cast<std::uint32_t>(rings_.points.size()));
    }
  }

  bool all_closed() const {
    if (has_short_part_) return false;
    for (std::size_t k = 0; k < rings_.size(); ++k) {
      const auto ring = rings_.at(k);
      if (ring.front().first != ring.back().first || ring.front().second != ring.back().second) return false;
    }
    return true;
  }

  void give_feature() {
    bool hole_outside = false;
    const std::vector<std::size_t> shell = shells_of(rings_, hole_outside);
    if (hole_outside) sink_.repaired("hole outside its shell, made an area", id_);
    feature_.polygons.clear();
    feature_.ring_end.clear();
    feature_.positions.clear();
    for (std::size_t k = 0; k < rings_.size(); ++k) {
      if (shell[k] != k) continue;
      FeaturePolygon polygon;
      polygon.ring_begin = static_cast<std::uint32_t>(feature_.ring_end.size());
      add_ring(k);
      for (std::size_t hole = 0; hole < rings_.size(); ++hole) {
        if (hole != k && shell[hole] == k) add_ring(hole);
      }
      polygon.ring_end = static_cast<std::uint32_t>(feature_.ring_end.size());
      feature_.polygons.push_back(polygon);
    }
    sink_.feature(feature_);
  }

  void add_ring(std::size_t ring) {
    for (const Position& point : rings_.at(ring)) {
      feature_.positions.push_back(projection_.projected ? point : Position{point.second, point.first, 0});
    }
    feature_.ring_end.push_back(static_cast<std::uint32_t>(feature_.positions.size()));
  }

  ByteSource& shapes_;
  std::string name_;
  std::string stem_;
  FeatureSink& sink_;
  Projection projection_;
  ShapefileSummary summary_;
  Feature feature_;
  std::string id_;
  std::string record_;
  std::int64_t bytes_left_{0};  ///< as the header says
  bool has_short_part_{false};
  std::vector<std::string> values_;
  Rings rings_;
};

/// A file beside a .shp: the same name, another ending, in capitals or not.
std::array<std::string, 2> sibling_names(const std::string& shp, std::string_view ending) {
  const std::string stem = shp.substr(0, shp.size() - std::min(shp.size(), ending.size()));
  std::string capitals(ending);
  for (char& c : capitals) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return {stem + std::string(ending), stem + capitals};
}

/// Visits one file of an archive; false where it has none of the names.
bool visit_one(const std::string& archive, std::span<const std::string> names, const VisitFile& visit) {
  bool found = false;
  const auto pick = [&](const FileEntry& entry, std::uint64_t) {
    return !found && std::find(names.begin(), names.end(), entry.inner_path) != names.end();
  };
  visit_files(archive, pick, [&](const FileEntry& entry, ByteSource& source) {
    found = true;
    visit(entry, source);
  });
  return found;
}

ShapefileSummary read_in_archive(const std::string& archive, const std::string& inner_path, Theme theme,
                                 FeatureSink& sink) {
  const auto text_of = [&](std::string_view ending) {
    std::string text;
    visit_one(archive, sibling_names(inner_path, ending), [&](const FileEntry& entry, ByteSource& source) {
      text = read_all(source, entry.name, largest_text_bytes);
    });
    return text;
  };
  ShapefileParts parts;
  parts.projection = text_of(".prj");
  parts.encoding = text_of(".cpg");
  const std::string stem = std::filesystem::path(inner_path).stem().string();
  ShapefileSummary summary;
  const bool found = visit_one(archive, std::array{inner_path}, [&](const FileEntry& entry, ByteSource& shapes) {
    parts.shapes = &shapes;
    // The archive is opened a second time, so that shapes and rows are streamed side by side.
    const bool has_table =
        visit_one(archive, sibling_names(inner_path, ".dbf"), [&](const FileEntry&, ByteSource& table) {
          parts.table = &table;
          summary = read_shapefile(parts, entry.name, stem, theme, sink);
        });
    if (!has_table) summary = read_shapefile(parts, entry.name, stem, theme, sink);
  });
  if (!found) throw InputError(archive, "holds no " + inner_path + ". Give the path of a .shp within it");
  return summary;
}

ShapefileSummary read_on_disk(const std::string& path, Theme theme, FeatureSink& sink) {
  namespace fs = std::filesystem;
  const auto open_sibling = [&](std::string_view ending) {
    for (const std::string& name : sibling_names(path, ending)) {
      if (fs::exists(name)) return open_file(name);
    }
    return std::unique_ptr<ByteSource>();
  };
  const auto text_of = [&](std::string_view ending) {
    const auto source = open_sibling(ending);
    return source == nullptr ? std::string() : read_all(*source, path, largest_text_bytes);
  };
  const auto shapes = open_file(path);
  const auto table = open_sibling(".dbf");
  const ShapefileParts parts{shapes.get(), table.get(), text_of(".prj"), text_of(".cpg")};
  return read_shapefile(parts, path, fs::path(path).stem().string(), theme, sink);
}

}  // namespace

ShapefileSummary read_shapefile(const ShapefileParts& parts, const std::string& name, const std::string& stem,
                                Theme theme, FeatureSink& sink) {
  ShapeReader reader(parts, name, stem, theme, sink);
  if (parts.table == nullptr) return reader.read(nullptr);
  DbaseReader table(*parts.table, name.substr(0, name.size() - std::min<std::size_t>(4, name.size())) + ".dbf",
                    parts.encoding);
  return reader.read(&table);
}

ShapefileSummary read_shapefile(const std::string& input, const std::string& inner_path, Theme theme,
                                FeatureSink& sink) {
  const std::filesystem::path path(input);
  if (std::filesystem::is_directory(path)) return read_on_disk((path / inner_path).string(), theme, sink);
  if (path.filename() == inner_path) return read_on_disk(input, theme, sink);
  return read_in_archive(input, inner_path, theme, sink);
}

}  // namespace machi
