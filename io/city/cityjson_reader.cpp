#include "io/city/cityjson_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "io/city/citygml_feature.hpp"
#include "io/city/citygml_tags.hpp"
#include "io/json/json.hpp"
#include "io/xml/xml_pass.hpp"

namespace machi {
namespace {

constexpr int max_json_depth = 256;
constexpr int max_generations = 8;

// A member of an object, or null where it is absent or not of the wanted type.
const SortedJson& member(const SortedJson& object, const char* key, SortedJson::value_t type) {
  static const SortedJson none;
  if (!object.is_object()) return none;
  const auto it = object.find(key);
  return it == object.end() || it->type() != type ? none : *it;
}

std::string_view text_of(const SortedJson& object, const char* key) {
  const SortedJson& text = member(object, key, SortedJson::value_t::string);
  return text.is_null() ? std::string_view() : std::string_view(text.get_ref<const std::string&>());
}

const SortedJson& element(const SortedJson& array, std::size_t index) {
  static const SortedJson none;
  return array.is_array() && index < array.size() ? array[index] : none;
}

// nlohmann's parser needs no stack of ours, but what reads the result does.
void check_depth(std::string_view text, const std::string& name) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_json_depth)
        throw InputError(name, "has values more than 256 deep in each other. Is this a city model?");
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
}

SortedJson parse(ByteSource& source, const std::string& name) {
  std::string text = read_all(source, name, max_cityjson_bytes);
  if (text.empty()) throw InputError(name, "is empty. Replace it by the published file");
  check_depth(text, name);
  SortedJson root;
  try {
    root = parse_sorted_json(text);
  } catch (const SortedJson::parse_error& error) {
    throw InputError(
        name, fmt::format("is not valid JSON from byte {} on (truncated file?). Fetch or export it again", error.byte));
  } catch (const SortedJson::exception& error) {
    throw InputError(name, fmt::format("is not valid JSON ({}). Fetch or export it again", error.what()));
  }
  const std::string_view version = text_of(root, "version");
  if (text_of(root, "type") != "CityJSON")
    throw InputError(name, "is JSON, but not of type CityJSON. Give a city model, or leave the file out");
  if (!version.starts_with("1.1") && !version.starts_with("2.0"))
    throw InputError(name, fmt::format("is CityJSON of version '{}'; 1.1 and 2.0 are read. Upgrade it with cjio",
                                       shortened(version)));
  return root;
}

std::optional<Theme> theme_of_object(std::string_view type) {
  if (type == "TINRelief") return Theme::dem;
  if (type == "TransportSquare") return Theme::tran;
  const std::optional<Theme> theme = theme_of_type(type);
  const bool is_urban_plan = theme == Theme::urf || theme == Theme::lsld;  // i-UR has no CityJSON form
  return is_urban_plan ? std::nullopt : theme;
}

bool is_part(std::string_view type) {
  return type == "BuildingPart" || type == "BridgePart";
}

// Installations and constructive elements: outside, but no faces of the building itself.
bool is_attached(std::string_view type) {
  return type == "BuildingInstallation" || type == "BuildingConstructiveElement" || type == "BridgeInstallation" ||
         type == "BridgeConstructiveElement" || type == "BridgeConstructionElement";
}

class CityJsonDocument {
 public:
  CityJsonDocument(const SortedJson& root, const std::string& name, FeatureSink& sink)
      : objects_(member(root, "CityObjects", SortedJson::value_t::object)),
        vertices_(member(root, "vertices", SortedJson::value_t::array)),
        sink_(sink) {
    if (objects_.is_null() || vertices_.is_null())
      throw InputError(name, "has no CityObjects or no vertices, which CityJSON must have. Export it again");
    epsg_ = epsg_of(text_of(member(root, "metadata", SortedJson::value_t::object), "referenceSystem"));
    const SortedJson& transform = member(root, "transform", SortedJson::value_t::object);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const SortedJson& scale = element(member(transform, "scale", SortedJson::value_t::array), axis);
      const SortedJson& shift = element(member(transform, "translate", SortedJson::value_t::array), axis);
      scale_[axis] = scale.is_number() ? scale.get<double>() : 1;
      shift_[axis] = shift.is_number() ? shift.get<double>() : 0;
    }
  }

  void read() {
    for (const auto& [id, object] : objects_.items())
      if (!element(member(object, "parents", SortedJson::value_t::array), 0).is_string()) read_feature(id, object);
    for (const auto& [id, object] : objects_.items())
      if (!seen_.contains(id)) sink_.skipped("child of no city object", id);
  }

 private:
  void read_feature(const std::string& id, const SortedJson& object) {
    seen_.insert(id);
    const std::string_view type = text_of(object, "type");
    const std::optional<Theme> theme = theme_of_object(type);
    if (!theme) {
      mark_children(object, 0);
      return sink_.skipped(fmt::format("{} is not read", shortened(type)), id);
    }
    feature_.begin(*theme, type, id, 0);
    groups_ = 0;
    const SurfaceKind kind = *theme == Theme::bldg ? SurfaceKind::solid : SurfaceKind::surface;
    read_object(object, "", {kind, 0, 0, true}, 0);
    flush_triangles();
    emit();
  }

  void read_object(const SortedJson& object, const std::string& path, SurfaceUse use, int generation) {
    const std::uint32_t group = generation == 0 ? 0 : ++groups_;
    for (const auto& [key, value] : member(object, "attributes", SortedJson::value_t::object).items())
      read_attribute(path + key, value, group, false);
    for (const SortedJson& geometry : member(object, "geometry", SortedJson::value_t::array))
      read_geometry(geometry, use);
    if (generation == max_generations) return;
    for (const SortedJson& child_id : member(object, "children", SortedJson::value_t::array)) {
      if (!child_id.is_string()) continue;
      const std::string& id = child_id.get_ref<const std::string&>();
      const SortedJson& child = member(objects_, id.c_str(), SortedJson::value_t::object);
      if (child.is_null() || !seen_.insert(id).second) continue;
      const std::string_view type = text_of(child, "type");
      SurfaceUse child_use = use;
      if (is_part(type)) {
        child_use.part = feature_.add_part();
      } else if (is_attached(type)) {
        child_use.kind = SurfaceKind::surface;
      } else {
        mark_children(child, generation);
        continue;  // rooms, furniture
      }
      read_object(child, fmt::format("{}{}/", path, type), child_use, generation + 1);
    }
  }

  // What lies below something that is not read is not missed.
  void mark_children(const SortedJson& object, int generation) {
    if (generation == max_generations) return;
    for (const SortedJson& child_id : member(object, "children", SortedJson::value_t::array)) {
      if (!child_id.is_string()) continue;
      const std::string& id = child_id.get_ref<const std::string&>();
      if (seen_.insert(id).second)
        mark_children(member(objects_, id.c_str(), SortedJson::value_t::object), generation + 1);
    }
  }

  void read_attribute(const std::string& path, const SortedJson& value, std::uint32_t group, bool in_block) {
    if (value.is_object()) {
      const std::uint32_t block = in_block ? group : ++groups_;
      for (const auto& [key, inner] : value.items())
        read_attribute(fmt::format("{}/{}", path, key), inner, block, true);
    } else if (value.is_array()) {
      for (const SortedJson& inner : value) read_attribute(path, inner, group, in_block);
    } else if (value.is_string()) {
      feature_.add_attribute(path, value.get_ref<const std::string&>(), {}, {}, group);
    } else {
      feature_.add_attribute(path, value.is_null() ? std::string() : json_text(value), {}, {}, group);
    }
  }

  void read_geometry(const SortedJson& geometry, SurfaceUse use) {
    const std::string_view type = text_of(geometry, "type");
    const int levels = type == "MultiSurface" || type == "CompositeSurface" ? 1
                       : type == "Solid"                                    ? 2
                       : type == "MultiSolid" || type == "CompositeSolid"   ? 3
                                                                            : 0;
    if (levels == 0) return;  // points, lines, templates
    const std::string_view lod = text_of(geometry, "lod");
    use.lod = !lod.empty() && lod[0] >= '0' && lod[0] <= '4' ? static_cast<std::uint8_t>(lod[0] - '0') : 0;
    if (use.lod == 0 && use.kind == SurfaceKind::solid) use.kind = SurfaceKind::footprint;
    const SortedJson& semantics = member(geometry, "semantics", SortedJson::value_t::object);
    read_surfaces(member(geometry, "boundaries", SortedJson::value_t::array), levels,
                  member(semantics, "surfaces", SortedJson::value_t::array),
                  member(semantics, "values", SortedJson::value_t::array), use);
  }

  // Shells of solids are lists of surfaces; the indices of their semantics nest alike.
  void read_surfaces(const SortedJson& boundaries, int levels, const SortedJson& surfaces, const SortedJson& values,
                     const SurfaceUse& use) {
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
      if (levels > 1) {
        if (boundaries[i].is_array()) read_surfaces(boundaries[i], levels - 1, surfaces, element(values, i), use);
        continue;
      }
      const SortedJson& index = element(values, i);
      read_polygon(boundaries[i], use_of(use, index.is_number_unsigned() ? element(surfaces, index.get<std::size_t>())
                                                                         : element(surfaces, surfaces.size())));
    }
  }

  static SurfaceUse use_of(SurfaceUse use, const SortedJson& semantic) {
    const std::string_view type = text_of(semantic, "type");
    const Tag tag = local_name(type).tag;
    if (tag == Tag::traffic_area) {
      const SortedJson& function = semantic.contains("function") ? semantic["function"] : SortedJson();
      const SortedJson& first = function.is_array() ? element(function, 0) : function;
      use.kind = traffic_kind(first.is_string() ? std::string_view(first.get_ref<const std::string&>()) : "");
    } else if (const SurfaceKind kind = kind_of_boundary(tag); kind != SurfaceKind::surface) {
      use.kind = kind;
    }
    return use;
  }

  void read_polygon(const SortedJson& rings, const SurfaceUse& use) {
    if (!rings.is_array()) return;
    feature_.begin_polygon();
    for (std::size_t r = 0; r < rings.size(); ++r) {
      const bool good = read_ring(rings[r]);
      feature_.add_ring(numbers_, !good, 3, epsg_, r > 0);
    }
    if (feature_.theme() != Theme::dem) return feature_.end_polygon(use);
    Triangle triangle;
    if (feature_.take_triangle(triangle)) triangles_.push_back(triangle);
    if (triangles_.size() >= triangle_batch) flush_triangles();
  }

  // Rings do not repeat their first vertex; ours do.
  bool read_ring(const SortedJson& ring) {
    numbers_.clear();
    if (!ring.is_array()) return false;
    for (const SortedJson& index : ring) {
      if (!index.is_number_unsigned()) return false;
      const SortedJson& vertex = element(vertices_, index.get<std::size_t>());
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const SortedJson& value = element(vertex, axis);
        if (!value.is_number()) return false;
        numbers_.push_back(value.get<double>() * scale_[axis] + shift_[axis]);
        if (!std::isfinite(numbers_.back())) return false;
      }
    }
    for (std::size_t axis = 0; axis < 3 && axis < numbers_.size(); ++axis) numbers_.push_back(double(numbers_[axis]));
    return true;
  }

  void flush_triangles() {
    if (!triangles_.empty()) sink_.triangles(triangles_, epsg_);
    triangles_.clear();
  }

  void emit() {
    if (feature_.too_large()) return sink_.skipped(too_large_sentence, feature_.id());
    sink_.feature(feature_.finish());
    for (const FeatureBuffer::Note& note : feature_.notes())
      for (std::uint64_t k = 0; k < note.count; ++k) sink_.repaired(note.repair, feature_.id());
  }

  const SortedJson& objects_;
  const SortedJson& vertices_;
  FeatureSink& sink_;
  int epsg_{0};
  std::array<double, 3> scale_{1, 1, 1};
  std::array<double, 3> shift_{0, 0, 0};
  FeatureBuffer feature_;
  std::set<std::string> seen_;
  std::vector<double> numbers_;
  std::vector<Triangle> triangles_;
  std::uint32_t groups_{0};
};

}  // namespace

void read_cityjson(ByteSource& source, const std::string& name, FeatureSink& sink) {
  const SortedJson root = parse(source, name);
  CityJsonDocument(root, name, sink).read();
}

}  // namespace machi
