#include "io/scenario/wkt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace machi {
namespace {

constexpr double farthest_m = 1e6;
constexpr std::size_t most_points = 1'000'000;
// Crossings are looked for pair by pair.
constexpr std::size_t most_points_to_compare = 2'000;

[[noreturn]] void refuse(const std::string& problem) {
  throw WktError("its wkt " + problem);
}

/// Walks through the text: words, numbers and signs with blanks between.
class Text {
 public:
  explicit Text(std::string_view text) : text_(text) {}

  std::string word() {
    skip_blanks();
    std::string word;
    for (; at_ < text_.size() && is_letter(text_[at_]); ++at_) word += upper(text_[at_]);
    return word;
  }
  bool take(char sign) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != sign) return false;
    ++at_;
    return true;
  }
  void expect(char sign) {
    if (!take(sign)) refuse(fmt::format("has {} where '{}' belongs", rest(), sign));
  }
  bool at_number() {
    skip_blanks();
    return at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.' || is_digit(text_[at_]));
  }
  double number() {
    if (!at_number()) refuse(fmt::format("has {} where a number belongs", rest()));
    at_ += text_[at_] == '+' ? 1 : 0;
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{}) refuse(fmt::format("has {} where a number belongs", rest()));
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }
  void expect_end() {
    skip_blanks();
    if (at_ < text_.size()) refuse(fmt::format("goes on with {} after its end", rest()));
  }
  std::string rest() {
    skip_blanks();
    constexpr std::size_t longest = 20;
    return at_ == text_.size() ? "nothing" : fmt::format("'{}'", text_.substr(at_, longest));
  }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  std::string_view text_;
  std::size_t at_{0};
};

std::int32_t millimetres(double metres) {
  if (!(std::abs(metres) <= farthest_m)) refuse(fmt::format("has a coordinate beyond ±1,000 km ({})", metres));
  return static_cast<std::int32_t>(std::llround(metres * 1000));
}

PointMm read_point(Text& text) {
  PointMm point;
  point.x_mm = millimetres(text.number());
  point.y_mm = millimetres(text.number());
  if (text.at_number()) text.number();
  return point;
}

std::vector<PointMm> read_points(Text& text) {
  std::vector<PointMm> points;
  text.expect('(');
  do {
    // MULTIPOINT has its points in brackets of their own, or not.
    const bool bracket = text.take('(');
    points.push_back(read_point(text));
    if (bracket) text.expect(')');
    if (points.size() > most_points) refuse("has more than 1,000,000 points");
  } while (text.take(','));
  text.expect(')');
  return points;
}

int side_of(const PointMm& a, const PointMm& b, const PointMm& p) {
  const Int128 turn = static_cast<Int128>(b.x_mm - std::int64_t{a.x_mm}) * (p.y_mm - std::int64_t{a.y_mm}) -
                      static_cast<Int128>(b.y_mm - std::int64_t{a.y_mm}) * (p.x_mm - std::int64_t{a.x_mm});
  return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

/// Whether two edges cross in a point inside both.
bool cross(const PointMm& a, const PointMm& b, const PointMm& c, const PointMm& d) {
  return side_of(a, b, c) * side_of(a, b, d) < 0 && side_of(c, d, a) * side_of(c, d, b) < 0;
}

bool crosses_itself(const std::vector<PointMm>& ring) {
  const std::size_t n = ring.size();
  if (n > most_points_to_compare) return false;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 2; j < n; ++j)
      if (cross(ring[i], ring[i + 1], ring[j], ring[(j + 1) % n])) return true;
  return false;
}

std::vector<PointMm> read_ring(Text& text) {
  std::vector<PointMm> ring = read_points(text);
  if (ring.size() < 4)
    refuse(fmt::format("has a ring of {} points; it needs at least 4, the last as the first", ring.size()));
  if (ring.front() != ring.back())
    refuse("has a ring that does not end where it begins. Repeat its first point at its end");
  ring.pop_back();
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  if (doubled_area_mm2(ring) == 0) refuse("has a ring without area");
  if (crosses_itself(ring)) refuse("has a ring that crosses itself");
  return ring;
}

void read_polygon(Text& text, PolygonTable& polygons) {
  text.expect('(');
  do {
    const std::vector<PointMm> ring = read_ring(text);
    polygons.points.insert(polygons.points.end(), ring.begin(), ring.end());
    polygons.point_begin.push_back(static_cast<std::uint32_t>(polygons.points.size()));
  } while (text.take(','));
  text.expect(')');
  polygons.ring_begin.push_back(static_cast<std::uint32_t>(polygons.point_begin.size() - 1));
  polygons.kind.push_back(SurfaceKind::surface);
  polygons.lod.push_back(0);
  polygons.part.push_back(0);
}

void read_body(Text& text, const std::string& name, WktShape& shape) {
  if (name == "POLYGON") {
    read_polygon(text, shape.polygons);
  } else if (name == "MULTIPOLYGON") {
    text.expect('(');
    do read_polygon(text, shape.polygons);
    while (text.take(','));
    text.expect(')');
  } else {
    shape.points = read_points(text);
  }
}

}  // namespace

WktShape read_wkt(std::string_view words) {
  Text text(words);
  const std::string name = text.word();
  WktShape shape;
  if (name == "POLYGON" || name == "MULTIPOLYGON") {
    shape.kind = WktKind::polygons;
  } else if (name == "LINESTRING") {
    shape.kind = WktKind::line;
  } else if (name != "POINT" && name != "MULTIPOINT") {
    refuse(fmt::format("is {}, not a POLYGON, MULTIPOLYGON, LINESTRING, POINT or MULTIPOINT",
                       name.empty() ? text.rest() : fmt::format("'{}'", name.substr(0, 20))));
  }
  const std::string dimension = text.word();
  if (dimension == "EMPTY") refuse("is empty");
  if (!dimension.empty() && dimension != "Z") refuse(fmt::format("has {} where '(' belongs", dimension.substr(0, 20)));
  read_body(text, name, shape);
  text.expect_end();
  if (name == "POINT" && shape.points.size() != 1) refuse("has several points. Call it a MULTIPOINT");
  if (shape.kind == WktKind::line && shape.points.size() < 2) refuse("is a line of one point");
  return shape;
}

}  // namespace machi
