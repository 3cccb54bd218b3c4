#include "io/city/citygml_feature.hpp"

#include <algorithm>
#include <limits>

#include "io/city/citygml_tags.hpp"

namespace machi {
namespace {

bool equal(const Position& a, const Position& b) {
  return a.first == b.first && a.second == b.second && a.height_m == b.height_m;
}

bool has_three_points(std::span<const Position> ring) {
  std::size_t second = 1;
  while (second < ring.size() && equal(ring[second], ring[0])) ++second;
  for (std::size_t i = second + 1; i < ring.size(); ++i)
    if (!equal(ring[i], ring[0]) && !equal(ring[i], ring[second])) return true;
  return false;
}

}  // namespace

void FeatureBuffer::begin(Theme theme, std::string_view type, std::string_view id, std::uint64_t line) {
  text_.clear();
  attributes_.clear();
  ids_.clear();
  links_.clear();
  notes_.clear();
  feature_.attributes.clear();
  feature_.polygons.clear();
  feature_.ring_end.clear();
  feature_.positions.clear();
  feature_.theme = theme;
  feature_.epsg = 0;
  feature_.line = line;
  feature_.parts = 0;
  type_ = keep(type);
  id_ = keep(id);
}

TextRef FeatureBuffer::keep(std::string_view text) {
  const TextRef kept{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text.size())};
  text_.append(text);
  return kept;
}

std::uint16_t FeatureBuffer::add_part() {
  if (feature_.parts < std::numeric_limits<std::uint16_t>::max()) ++feature_.parts;
  return feature_.parts;
}

void FeatureBuffer::add_attribute(std::string_view path, std::string_view value, std::string_view code_space,
                                  std::string_view unit, std::uint32_t group) {
  attributes_.push_back({keep(path), keep(value), keep(code_space), keep(unit)});
  feature_.attributes.push_back({{}, {}, {}, {}, group});
}

void FeatureBuffer::begin_polygon() {
  const auto ring = static_cast<std::uint32_t>(feature_.ring_end.size());
  feature_.polygons.push_back({SurfaceKind::surface, 0, 0, ring, ring});
  shell_lost_ = false;
}

// A list that does not divide by its dimension divides by the other one and closes there: the dimension was wrong.
bool FeatureBuffer::fits_dimension(const std::vector<double>& numbers, int& dimension) {
  const std::size_t count = numbers.size();
  if (count % static_cast<std::size_t>(dimension) == 0) return true;
  const auto other = static_cast<std::size_t>(dimension == 3 ? 2 : 3);
  const bool closes = count % other == 0 && count >= 4 * other && numbers[0] == numbers[count - other] &&
                      numbers[1] == numbers[count - other + 1];
  note(closes ? "wrong srsDimension" : "coordinates not a multiple of their dimension");
  dimension = static_cast<int>(other);
  return closes;
}

void FeatureBuffer::add_ring(std::vector<double>& numbers, bool bad_numbers, int dimension, int epsg, bool hole) {
  FeaturePolygon& polygon = feature_.polygons.back();
  const bool first = polygon.ring_begin == feature_.ring_end.size();
  if (hole && (first || shell_lost_)) return;  // the hole of nothing
  const auto lose = [&](std::string_view why) {
    note(why);
    shell_lost_ = shell_lost_ || !hole;
  };
  if (!hole && !first) return note("second shell of a polygon");
  if (bad_numbers) return lose("coordinate that is no finite number");
  if (numbers.empty()) return lose("empty ring");
  if (!fits_dimension(numbers, dimension)) {
    shell_lost_ = shell_lost_ || !hole;
    return;
  }
  if (feature_.epsg == 0) feature_.epsg = epsg;
  if (!same_horizontal(feature_.epsg, epsg)) return lose("second CRS in one feature");
  const std::size_t begin = feature_.positions.size();
  if (dimension == 3) {
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3)
      feature_.positions.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
  } else {
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
      feature_.positions.push_back({numbers[i], numbers[i + 1], 0});
  }
  const auto ring = std::span<const Position>(feature_.positions).subspan(begin);
  if (!has_three_points(ring)) {
    feature_.positions.resize(begin);
    return lose("ring with fewer than 3 points");
  }
  if (!equal(ring.front(), ring.back())) {
    note("unclosed ring");
    feature_.positions.push_back(Position(feature_.positions[begin]));
  }
  feature_.ring_end.push_back(static_cast<std::uint32_t>(feature_.positions.size()));
}

void FeatureBuffer::end_polygon(const SurfaceUse& use) {
  FeaturePolygon& polygon = feature_.polygons.back();
  polygon.ring_end = static_cast<std::uint32_t>(feature_.ring_end.size());
  if (polygon.ring_begin == polygon.ring_end) {
    if (!shell_lost_) note("polygon without a ring");
    feature_.polygons.pop_back();
    return;
  }
  polygon.kind = use.kind;
  polygon.lod = use.lod;
  polygon.part = use.part;
}

bool FeatureBuffer::take_triangle(Triangle& triangle) {
  const std::uint32_t ring = feature_.polygons.back().ring_begin;
  feature_.polygons.pop_back();
  if (feature_.ring_end.size() == ring) return false;
  const std::size_t begin = ring == 0 ? 0 : feature_.ring_end[ring - 1];
  const bool good = feature_.positions.size() - begin == 4;
  if (!good) note("triangle with other than 3 corners");
  if (good) std::copy_n(feature_.positions.begin() + static_cast<std::ptrdiff_t>(begin), 3, triangle.begin());
  feature_.positions.resize(begin);
  feature_.ring_end.resize(ring);
  return good;
}

void FeatureBuffer::set_kind(std::uint32_t first_polygon, SurfaceKind kind) {
  for (std::size_t p = first_polygon; p < feature_.polygons.size(); ++p) feature_.polygons[p].kind = kind;
}

std::uint32_t FeatureBuffer::add_id(std::string_view id) {
  ids_.push_back({keep(id), polygons(), polygons()});
  return static_cast<std::uint32_t>(ids_.size() - 1);
}

void FeatureBuffer::add_link(std::string_view target, const SurfaceUse& use, bool thematic) {
  links_.push_back({keep(target), use, thematic});
}

void FeatureBuffer::note(std::string_view repair) {
  for (Note& note : notes_) {
    if (note.repair != repair) continue;
    ++note.count;
    return;
  }
  notes_.push_back({repair, 1});
}

void FeatureBuffer::copy_polygons(const FeatureBuffer& from, std::uint32_t begin, std::uint32_t end,
                                  const GeometryLink& link) {
  if (feature_.epsg == 0) feature_.epsg = from.feature_.epsg;
  for (std::uint32_t p = begin; p < end; ++p) {
    const FeaturePolygon source = from.feature_.polygons[p];
    FeaturePolygon copy{source.kind, source.lod, link.use.part, static_cast<std::uint32_t>(feature_.ring_end.size()),
                        0};
    if (!link.thematic) {
      if (!link.use.plain || source.lod != link.use.lod) copy.kind = link.use.kind;
      copy.lod = link.use.lod;
    }
    for (std::uint32_t r = source.ring_begin; r < source.ring_end; ++r) {
      const std::size_t first = r == 0 ? 0 : from.feature_.ring_end[r - 1];
      for (std::size_t i = first; i < from.feature_.ring_end[r]; ++i) {
        const Position position = from.feature_.positions[i];
        feature_.positions.push_back(position);
      }
      feature_.ring_end.push_back(static_cast<std::uint32_t>(feature_.positions.size()));
    }
    copy.ring_end = static_cast<std::uint32_t>(feature_.ring_end.size());
    feature_.polygons.push_back(copy);
  }
}

FeatureBuffer FeatureBuffer::geometry() const {
  FeatureBuffer copy;
  copy.feature_.epsg = feature_.epsg;
  copy.feature_.polygons = feature_.polygons;
  copy.feature_.ring_end = feature_.ring_end;
  copy.feature_.positions = feature_.positions;
  return copy;
}

const Feature& FeatureBuffer::finish() {
  feature_.type = view(type_);
  feature_.id = view(id_);
  for (std::size_t a = 0; a < attributes_.size(); ++a) {
    Attribute& attribute = feature_.attributes[a];
    attribute.path = view(attributes_[a].path);
    attribute.value = view(attributes_[a].value);
    attribute.code_space = view(attributes_[a].code_space);
    attribute.unit = view(attributes_[a].unit);
  }
  return feature_;
}

}  // namespace machi
