// What happens with text and where elements end; where they begin is in citygml_document.cpp.
#include <cmath>

#include "engine/core/error.hpp"
#include "io/city/citygml_document.hpp"

namespace machi {
namespace {

bool is_usable(const Position& p) {
  return std::isfinite(p.first) && std::isfinite(p.second) && (p.first != 0 || p.second != 0);
}

}  // namespace

void CityGmlDocument::text(std::string_view piece) {
  if (wanted_ == Wanted::nothing || skipping_ > 0) return;
  if (wanted_ == Wanted::numbers) {
    number_reader_.text(piece);
    if (numbers_.size() > max_list_numbers)
      throw InputError(where(),
                       "has more than 4,194,304 numbers in one coordinate list. Cut the surface into smaller ones");
    return;
  }
  if (value_.size() + piece.size() > max_value_bytes)
    throw InputError(where(), "has a value of more than 1 MiB of text. Is this a city model?");
  value_ += piece;
}

std::string_view CityGmlDocument::trimmed_value() const {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = value_.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  return std::string_view(value_).substr(first, value_.find_last_not_of(blanks) - first + 1);
}

void CityGmlDocument::end() {
  if (skipping_ > 0) {
    --skipping_;
    return;
  }
  const Frame& frame = top();
  if (!feature_left_out_) {
    switch (frame.role) {
      case Role::property:
        end_attribute(frame);
        break;
      case Role::generic:
        end_generic(frame);
        break;
      case Role::numbers:
        end_numbers(frame);
        break;
      case Role::ring:
        if (below().role == Role::side) end_ring(frame);
        break;
      case Role::patch:
        end_patch(frame);
        break;
      case Role::object:
        end_object(frame);
        break;
      case Role::envelope:
        end_envelope();
        break;
      default:
        break;
    }
    if (frame.id_record != none && in_feature()) feature_.end_id(frame.id_record);
  }
  if (depth_ == feature_depth_) end_feature();
  wanted_ = Wanted::nothing;
  --depth_;
  if (path_.size() > top().path_size) path_.resize(top().path_size);
}

void CityGmlDocument::end_attribute(const Frame& frame) {
  if (frame.has_children) return;
  const std::string_view value = trimmed_value();
  if (frame.tag == Tag::boundary && value.empty()) return;
  feature_.add_attribute(path_, value, code_space_, unit_, frame.group);
  const bool decides = frame.tag == Tag::function && below().tag == Tag::traffic_area;
  if (decides && traffic_kind(traffic_function_) == SurfaceKind::traffic_other) traffic_function_ = value;
  leave_out_if_too_large();
}

void CityGmlDocument::end_generic(const Frame& frame) {
  if (frame.tag == Tag::name) {
    append_generic_name(trimmed_value());
    below().path_size = static_cast<std::uint32_t>(path_.size());
  } else if (frame.tag == Tag::value) {
    feature_.add_attribute(path_, trimmed_value(), code_space_, unit_, frame.group);
    leave_out_if_too_large();
  }
}

void CityGmlDocument::end_numbers(const Frame& frame) {
  number_reader_.finish();
  const bool corner = frame.tag == Tag::lower_corner || frame.tag == Tag::upper_corner;
  if (!corner || in_feature() || number_reader_.bad() || numbers_.size() < 2) return;
  const Position position{numbers_[0], numbers_[1], numbers_.size() > 2 ? numbers_[2] : 0};
  (frame.tag == Tag::lower_corner ? summary.lower : summary.upper) = position;
  summary.has_envelope = frame.tag == Tag::upper_corner;
}

void CityGmlDocument::end_envelope() {
  if (purpose_ != Purpose::peek || in_feature() || !summary.has_envelope) return;
  if (!is_usable(summary.lower) || !is_usable(summary.upper)) return;
  const auto middle = [](double a, double b) { return 0.5 * (a + b); };
  place = {true,
           summary.epsg,
           {middle(summary.lower.first, summary.upper.first), middle(summary.lower.second, summary.upper.second),
            middle(summary.lower.height_m, summary.upper.height_m)}};
  enough_ = true;
}

void CityGmlDocument::end_ring(const Frame& frame) {
  if (purpose_ == Purpose::peek && !number_reader_.bad() && numbers_.size() >= 2) {
    place = {true, ring_epsg_, {numbers_[0], numbers_[1], numbers_.size() > 2 ? numbers_[2] : 0}};
    enough_ = true;
  }
  feature_.add_ring(numbers_, number_reader_.bad(), ring_dimension_, ring_epsg_, frame.context.hole);
}

void CityGmlDocument::end_patch(const Frame& frame) {
  if (!frame.context.terrain) {
    feature_.end_polygon(frame.context.use);
    return leave_out_if_too_large();
  }
  Triangle triangle;
  if (!feature_.take_triangle(triangle)) return;
  triangles_.push_back(triangle);
  if (triangles_.size() >= triangle_batch) flush_triangles();
}

void CityGmlDocument::end_object(const Frame& frame) {
  if (frame.tag == Tag::traffic_area) feature_.set_kind(frame.first_polygon, traffic_kind(traffic_function_));
}

void CityGmlDocument::end_feature() {
  flush_triangles();
  if (!feature_left_out_) links_.deliver(feature_);
  feature_left_out_ = false;
  feature_depth_ = 0;
}

void CityGmlDocument::leave_out_if_too_large() {
  if (!feature_.too_large()) return;
  sink_.skipped(too_large_sentence, feature_.id());
  feature_left_out_ = true;
}

void CityGmlDocument::flush_triangles() {
  if (triangles_.empty()) return;
  sink_.triangles(triangles_, feature_.epsg());
  triangles_.clear();
}

void CityGmlDocument::finish() {
  links_.finish();
}

}  // namespace machi
