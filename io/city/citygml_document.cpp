// Where elements begin; text and ends are in citygml_document_end.cpp.
#include "io/city/citygml_document.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/core/error.hpp"

namespace machi {
namespace {

std::string_view text_after_last(std::string_view text, char mark) {
  return text.substr(text.rfind(mark) + 1);
}

// Whether a file of this theme may hold types that no list names (urf grows with every version of i-UR).
bool takes_any_type(Theme theme) {
  return theme == Theme::urf || theme == Theme::lsld;
}

bool takes_generic_objects(Theme theme) {
  return theme != Theme::bldg && theme != Theme::tran && theme != Theme::brid && theme != Theme::dem;
}

std::optional<Theme> theme_of(std::string_view type, std::string_view file) {
  const std::optional<Theme> by_type = theme_of_type(type);
  if (by_type && by_type != Theme::wtr) return by_type;
  const std::optional<Theme> by_path = theme_of_path(file);
  if (by_type == Theme::wtr) {
    const bool hazard =
        by_path == Theme::fld || by_path == Theme::tnm || by_path == Theme::htd || by_path == Theme::ifld;
    return hazard ? by_path : by_type;
  }
  if (!by_path) return std::nullopt;
  const bool takes = type == "GenericCityObject" ? takes_generic_objects(*by_path) : takes_any_type(*by_path);
  return takes ? by_path : std::nullopt;
}

}  // namespace

CityGmlDocument::CityGmlDocument(std::string name, FeatureSink& sink, Purpose purpose)
    : name_(std::move(name)), sink_(sink), purpose_(purpose), links_(sink) {}

std::string CityGmlDocument::where() const {
  return fmt::format("{}:{}", name_, line());
}

void CityGmlDocument::skip() {
  --depth_;
  skipping_ = 1;
}

void CityGmlDocument::expect(Wanted wanted) {
  wanted_ = wanted;
  if (wanted == Wanted::value) value_.clear();
}

void CityGmlDocument::append_path(std::string_view local) {
  if (!path_.empty()) path_ += '/';
  path_ += local;
  top().path_size = static_cast<std::uint32_t>(path_.size());
}

void CityGmlDocument::append_generic_name(std::string_view name) {
  path_ += '[';
  path_ += name;
  path_ += ']';
}

void CityGmlDocument::inherit_srs(const Marks& marks) {
  if (!marks.srs_name.empty()) top().context.epsg = epsg_of(marks.srs_name);
  if (marks.srs_dimension == "2") top().context.dimension = 2;
  if (marks.srs_dimension == "3") top().context.dimension = 3;
}

void CityGmlDocument::keep_id(std::string_view id) {
  if (!id.empty() && !top().context.terrain) top().id_record = feature_.add_id(id);
}

void CityGmlDocument::keep_link(std::string_view href, bool thematic) {
  if (href.empty()) return;
  if (href.front() != '#') return feature_.note("xlink to another file");
  feature_.add_link(href.substr(1), top().context.use, thematic);
}

void CityGmlDocument::start(const char* qualified, XmlAttributes attributes) {
  if (skipping_ > 0) {
    ++skipping_;
    return;
  }
  const LocalName local = local_name(qualified);
  wanted_ = Wanted::nothing;
  stack_[depth_].has_children = true;
  stack_[depth_ + 1] = stack_[depth_];
  ++depth_;
  top().tag = local.tag;
  top().has_children = false;
  top().id_record = none;
  if (feature_left_out_) return skip();
  if (below().role == Role::document) return start_root(local, attributes);
  const Marks marks = marks_of(attributes);
  switch (below().role) {
    case Role::model:
      return start_in_model(local, marks);
    case Role::member:
      return start_feature(local, marks);
    case Role::object:
    case Role::property:
      return start_in_object(local, marks);
    case Role::generic:
      return start_in_generic(local, marks);
    case Role::envelope:
      return start_in_envelope(local);
    case Role::document:
    case Role::numbers:
      return skip();
    default:
      return start_in_geometry(local, marks);
  }
}

CityGmlDocument::Marks CityGmlDocument::marks_of(XmlAttributes attributes) {
  Marks marks;
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view name = text_after_last(attributes[0], ':');
    std::string_view* const mark = name == "id"             ? &marks.id
                                   : name == "codeSpace"    ? &marks.code_space
                                   : name == "uom"          ? &marks.unit
                                   : name == "name"         ? &marks.name
                                   : name == "href"         ? &marks.href
                                   : name == "srsName"      ? &marks.srs_name
                                   : name == "srsDimension" ? &marks.srs_dimension
                                                            : nullptr;
    if (mark != nullptr) *mark = attributes[1];
  }
  return marks;
}

void CityGmlDocument::start_root(const LocalName& local, XmlAttributes attributes) {
  if (local.tag != Tag::city_model)
    throw InputError(where(),
                     fmt::format("has <{}> where a city model has <CityModel>. Give CityGML, or leave the file "
                                 "out",
                                 shortened(local.text)));
  top().role = Role::model;
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view value = attributes[1];
    if (!std::string_view(attributes[0]).starts_with("xmlns")) continue;
    if (value.find("opengis.net/citygml/") == std::string_view::npos) continue;
    const std::string_view version = text_after_last(value, '/');
    if (version == "1.0" || version == "2.0" || version == "3.0") summary.version = version;
  }
}

void CityGmlDocument::start_in_model(const LocalName& local, const Marks& marks) {
  switch (local.tag) {
    case Tag::member:
      top().role = Role::member;
      return;
    case Tag::boundary:
      return;  // stays in the model: its child is the Envelope
    case Tag::envelope:
      return start_envelope(marks);
    default:
      return skip();
  }
}

void CityGmlDocument::start_feature(const LocalName& local, const Marks& marks) {
  if (local.tag == Tag::appearance) return skip();
  ++summary.members;
  const std::optional<Theme> theme = theme_of(local.text, name_);
  if (!theme) {
    sink_.skipped(fmt::format("{} is not read", shortened(local.text)), marks.id);
    return skip();
  }
  feature_.begin(*theme, local.text, marks.id, line());
  feature_depth_ = depth_;
  water_body_ = local.text == "WaterBody";
  groups_ = 0;
  path_.clear();
  Frame& frame = top();
  frame.role = Role::object;
  frame.path_size = 0;
  frame.group = 0;
  frame.block = false;
  frame.context.use = {*theme == Theme::bldg ? SurfaceKind::solid : SurfaceKind::surface, 0, 0, true};
}

void CityGmlDocument::start_in_object(const LocalName& local, const Marks& marks) {
  switch (local.tag) {
    case Tag::appearance:
    case Tag::interior:
    case Tag::no_polygons:
      return skip();
    case Tag::envelope:
      return start_envelope(marks);
    case Tag::other_relief:
      feature_.note("relief that is no TIN");
      return skip();
    case Tag::geometry:
    case Tag::patch:
    case Tag::triangle:
      feature_.note("geometry outside lod0 to lod4");
      return skip();
    case Tag::generic_attribute:
    case Tag::generic_set:
    case Tag::generic_wrapper:
      return start_in_generic(local, marks);
    case Tag::tin:
      if (below().tag != Tag::tin_relief) return start_attribute(local, marks);
      top().context.terrain = true;
      top().role = Role::geometry;
      return;
    case Tag::boundary:
      keep_link(marks.href, true);
      return start_attribute(local, {});
    default:
      if (local.tag >= Tag::part && local.tag <= Tag::tin_relief) return start_object(local, marks);
      if (const auto property = lod_property(local.text)) return start_geometry_property(*property, marks);
      return start_attribute(local, marks);
  }
}

void CityGmlDocument::start_object(const LocalName& local, const Marks& marks) {
  Frame& frame = top();
  frame.role = Role::object;
  frame.group = ++groups_;
  frame.block = false;
  frame.first_polygon = feature_.polygons();
  append_path(local.text);
  SurfaceUse& use = frame.context.use;
  if (local.tag == Tag::part) {
    use.part = feature_.add_part();
  } else if (local.tag == Tag::object) {
    if (use.plain) use.kind = SurfaceKind::surface;  // an installation is no face of the building itself
  } else if (local.tag != Tag::tin_relief) {
    use.kind = kind_of_boundary(local.tag);
    use.plain = local.tag == Tag::other_surface;
    if (local.tag == Tag::traffic_area) traffic_function_.clear();
    keep_id(marks.id);
  }
}

void CityGmlDocument::start_geometry_property(const LodProperty& property, const Marks& marks) {
  using Shape = LodProperty::Shape;
  if (property.shape == Shape::no_polygons) return skip();
  Frame& frame = top();
  frame.role = Role::geometry;
  SurfaceUse& use = frame.context.use;
  use.lod = property.lod;
  const bool outline =
      property.lod == 0 && feature_.theme() == Theme::bldg && use.plain && use.kind == SurfaceKind::solid;
  if (property.shape == Shape::footprint) {
    use.kind = SurfaceKind::footprint;
  } else if (property.shape == Shape::roof_edge || (property.shape == Shape::surface && outline)) {
    use.kind = SurfaceKind::roof_edge;
  } else if (property.shape == Shape::solid && use.plain) {
    use.kind = SurfaceKind::solid;
  }
  if (use.kind == SurfaceKind::footprint || use.kind == SurfaceKind::roof_edge) use.plain = false;
  keep_link(marks.href, false);
}

void CityGmlDocument::start_attribute(const LocalName& local, const Marks& marks) {
  // A wrapper that turns out to hold values is a block, and what lies in it shares a group.
  if (Frame& parent = below(); parent.role == Role::property && !parent.block) {
    parent.block = true;
    parent.group = ++groups_;
    top().block = true;
    top().group = parent.group;
  }
  top().role = Role::property;
  append_path(local.text);
  if (water_body_)
    if (const auto hazard = theme_of_risk(local.text)) feature_.set_theme(*hazard);
  code_space_ = marks.code_space;
  unit_ = marks.unit;
  expect(Wanted::value);
  if (!marks.href.empty()) value_ = marks.href;
}

void CityGmlDocument::start_in_generic(const LocalName& local, const Marks& marks) {
  Frame& frame = top();
  frame.role = Role::generic;
  switch (local.tag) {
    case Tag::generic_wrapper:
      return;
    case Tag::generic_attribute:
    case Tag::generic_set: {
      if (local.tag == Tag::generic_set && !frame.block) {
        frame.block = true;
        frame.group = ++groups_;
      }
      // stringAttribute in 2.0, StringAttribute in 3.0.
      append_path(local.text);
      path_[path_.size() - local.text.size()] = static_cast<char>(local.text.front() | 0x20);
      if (!marks.name.empty()) append_generic_name(marks.name);
      frame.path_size = static_cast<std::uint32_t>(path_.size());
      unit_ = marks.unit;
      code_space_.clear();
      return;
    }
    case Tag::name:
    case Tag::value:
      if (!marks.unit.empty()) unit_ = marks.unit;
      code_space_ = marks.code_space;
      return expect(Wanted::value);
    default:
      return skip();
  }
}

void CityGmlDocument::start_in_geometry(const LocalName& local, const Marks& marks) {
  Frame& frame = top();
  inherit_srs(marks);
  switch (below().role) {
    case Role::geometry:
      if (local.tag == Tag::no_polygons) return skip();
      keep_id(marks.id);
      keep_link(marks.href, false);
      if (local.tag != Tag::patch && local.tag != Tag::triangle) return;
      frame.role = Role::patch;
      return feature_.begin_polygon();
    case Role::patch:
      if (local.tag != Tag::exterior && local.tag != Tag::interior_ring) return skip();
      frame.role = Role::side;
      frame.context.hole = local.tag == Tag::interior_ring;
      return;
    case Role::side:
      if (local.tag != Tag::ring) return skip();
      frame.role = Role::ring;
      numbers_.clear();
      ring_dimension_ = frame.context.dimension;
      ring_epsg_ = frame.context.epsg;
      return number_reader_.begin(numbers_);
    default:  // in a ring: coordinates, or wrappers of them
      if (local.tag != Tag::pos_list) return;
      frame.role = Role::numbers;
      ring_dimension_ = frame.context.dimension;
      ring_epsg_ = frame.context.epsg;
      return expect(Wanted::numbers);
  }
}

void CityGmlDocument::start_envelope(const Marks& marks) {
  top().role = Role::envelope;
  inherit_srs(marks);
  // What stands beside it — the model's members, or the feature's geometry — inherits its CRS.
  Frame& owner = stack_[in_feature() ? feature_depth_ : 1];
  owner.context.epsg = top().context.epsg;
  owner.context.dimension = top().context.dimension;
  if (in_feature()) return;
  summary.epsg = top().context.epsg;
  summary.srs_name = marks.srs_name;
}

void CityGmlDocument::start_in_envelope(const LocalName& local) {
  if (local.tag != Tag::lower_corner && local.tag != Tag::upper_corner) return skip();
  top().role = Role::numbers;
  numbers_.clear();
  number_reader_.begin(numbers_);
  expect(Wanted::numbers);
}

}  // namespace machi
