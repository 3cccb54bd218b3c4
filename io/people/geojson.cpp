/// \file  Reads GeoJSON as a stream of tokens.
#include "io/people/geojson.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr std::uint64_t longest_token = 64'000'000;  ///< bytes between two quotes
constexpr std::size_t deepest_nesting = 512;
constexpr std::size_t most_positions = 4'000'000;  ///< of one feature

/// Bytes of a source one by one, counting lines; what ByteIterator points into.
struct Window {
  Window(ByteSource& bytes, const std::string& file_name) : source(bytes), name(file_name) { refill(); }
  void refill() {
    at = 0;
    size = source.read(block);
    if (since_quote > longest_token) {
      throw InputError(where(), "holds a text or a geometry of more than 64 MB, which no list of places needs");
    }
  }
  void advance() {
    lines += block[at] == '\n' ? 1 : 0;
    since_quote = block[at] == '"' ? 0 : since_quote + 1;
    if (++at == size) refill();
  }
  std::string where() const { return name + ":" + std::to_string(lines); }

  ByteSource& source;
  const std::string& name;
  std::array<char, 65536> block;
  std::size_t at{0};
  std::size_t size{0};
  std::uint64_t lines{1};
  std::uint64_t since_quote{0};
};

/// The input iterator that the JSON parser wants.
class ByteIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  ByteIterator() = default;
  explicit ByteIterator(Window& window) : window_(&window) {}
  reference operator*() const { return window_->block[window_->at]; }
  ByteIterator& operator++() {
    window_->advance();
    return *this;
  }
  bool operator==(const ByteIterator& other) const { return ended() == other.ended(); }
  bool operator!=(const ByteIterator& other) const { return !(*this == other); }

 private:
  bool ended() const { return window_ == nullptr || window_->size == 0; }
  Window* window_{nullptr};
};

/// Where in the document a token stands. The feature may be the whole document.
enum class Inside : std::uint8_t { document, features, feature, properties, geometry, coordinates, crs, other };

/// How many arrays a position of a geometry stands in, its own included; 0 for an unknown type.
int depth_of(std::string_view geometry_type) {
  if (geometry_type == "Point") return 1;
  if (geometry_type == "MultiPoint" || geometry_type == "LineString") return 2;
  if (geometry_type == "MultiLineString" || geometry_type == "Polygon") return 3;
  return geometry_type == "MultiPolygon" ? 4 : 0;
}

/// Turns tokens into features.
class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Handler(const std::function<void(const GeoJsonFeature&)>& visit) : visit_(visit) {}

  bool null() override { return scalar(""); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return number(static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return number(static_cast<double>(value), std::to_string(value));
  }
  bool number_float(number_float_t value, const string_t& text) override { return number(value, text); }
  bool string(string_t& value) override { return scalar(value); }
  bool binary(binary_t&) override { return true; }

  bool key(string_t& name) override {
    key_ = name;
    return true;
  }
  bool start_object(std::size_t) override {
    const Inside place = child_object();
    if (place == Inside::geometry) reset_geometry();
    return push(place);
  }
  bool end_object() override {
    const Inside ended = parent();
    stack_.pop_back();
    const bool whole = stack_.empty() && feature_.is_feature;
    is_geojson_ = is_geojson_ || whole;
    if (ended != Inside::feature && !whole) return true;
    const int depth = depth_of(feature_.geometry_type);
    if (depth > 0 && !feature_.positions.empty() && depth != position_depth_) feature_.well_formed = false;
    visit_(feature_);
    feature_ = {};
    return true;
  }
  bool start_array(std::size_t) override {
    if (parent() == Inside::coordinates && !numbers_.empty()) feature_.well_formed = false;
    numbers_.clear();
    const Inside place = child_array();
    is_geojson_ = is_geojson_ || place == Inside::features;
    return push(place);
  }
  bool end_array() override {
    if (parent() == Inside::coordinates) end_coordinates();
    stack_.pop_back();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    error_ = error.what();
    return false;
  }

  const std::string& error() const { return error_; }
  const std::string& crs() const { return crs_; }
  bool is_geojson() const { return is_geojson_; }

 private:
  Inside parent() const { return stack_.empty() ? Inside::other : stack_.back(); }

  bool push(Inside place) {
    stack_.push_back(place);
    if (stack_.size() <= deepest_nesting) return true;
    error_ = "nested deeper than 512 levels";
    return false;
  }

  Inside child_object() const {
    if (stack_.empty()) return Inside::document;
    const Inside above = parent();
    if (above == Inside::features) return Inside::feature;
    if (above == Inside::crs && key_ == "properties") return Inside::crs;
    if (above == Inside::document && key_ == "crs") return Inside::crs;
    if (above != Inside::feature && above != Inside::document) return Inside::other;
    if (key_ == "properties") return Inside::properties;
    return key_ == "geometry" ? Inside::geometry : Inside::other;
  }
  Inside child_array() const {
    const Inside above = parent();
    if (above == Inside::document && key_ == "features") return Inside::features;
    if (above == Inside::coordinates) return Inside::coordinates;
    return above == Inside::geometry && key_ == "coordinates" ? Inside::coordinates : Inside::other;
  }

  void reset_geometry() {
    feature_.geometry_type.clear();
    feature_.positions.clear();
    feature_.line_end.clear();
    feature_.well_formed = true;
    nested_positions_ = false;
  }

  /// At the end of an array: an array of numbers is a position; an array of positions is a line or ring.
  void end_coordinates() {
    if (numbers_.size() >= 2) {
      const auto depth = static_cast<int>(std::count(stack_.begin(), stack_.end(), Inside::coordinates));
      if (feature_.positions.empty()) position_depth_ = depth;
      if (depth != position_depth_ || feature_.positions.size() == most_positions) feature_.well_formed = false;
      if (feature_.well_formed) {
        feature_.positions.push_back({numbers_[1], numbers_[0], numbers_.size() > 2 ? numbers_[2] : 0});
      }
      nested_positions_ = true;
    } else if (!numbers_.empty()) {
      feature_.well_formed = false;
    } else if (nested_positions_) {
      feature_.line_end.push_back(feature_.positions.size());
      nested_positions_ = false;
    }
    numbers_.clear();
  }

  bool number(double value, const std::string& text) {
    if (parent() != Inside::coordinates) return scalar(text);
    // Nothing reads past the third number of a position.
    if (numbers_.size() < 4) numbers_.push_back(value);
    return true;
  }

  bool scalar(const std::string& text) {
    switch (parent()) {
      case Inside::coordinates:
        feature_.well_formed = false;
        break;
      case Inside::properties:
        feature_.properties.emplace_back(key_, text);
        break;
      case Inside::geometry:
        if (key_ == "type") feature_.geometry_type = text;
        break;
      case Inside::feature:
      case Inside::document:
        if (key_ == "type") feature_.is_feature = text == "Feature";
        break;
      case Inside::crs:
        if (key_ == "name") crs_ = text;
        break;
      default:
        break;
    }
    return true;
  }

  const std::function<void(const GeoJsonFeature&)>& visit_;
  std::vector<Inside> stack_;
  std::string key_;
  GeoJsonFeature feature_;
  std::vector<double> numbers_;
  bool nested_positions_{false};
  int position_depth_{0};  ///< how many arrays the positions of this feature stand in, their own included
  bool is_geojson_{false};
  std::string crs_;
  std::string error_;
};

/// Longitude and latitude of WGS 84 and of the Japanese geodetic datums 2000 and 2011, which agree within a metre.
bool is_longitude_latitude(const std::string& crs) {
  if (crs.empty() || crs.find("CRS84") != std::string::npos) return true;
  const std::string code = crs.substr(crs.find_last_of(":/") + 1);
  return code == "4326" || code == "4612" || code == "6668" || code == "6697";
}

/// The parser's message without its number and place, which ours gives by line.
std::string reason(std::string_view message) {
  const std::size_t begin = message.find("] ");
  if (begin != std::string_view::npos) message.remove_prefix(begin + 2);
  const std::size_t place = message.find(": ");
  if (message.starts_with("parse error at") && place != std::string_view::npos) message.remove_prefix(place + 2);
  return std::string(message.substr(0, 160));
}

}  // namespace

std::string_view GeoJsonFeature::at(std::string_view key) const {
  const auto found = std::find_if(properties.begin(), properties.end(), [&](const auto& p) { return p.first == key; });
  return found == properties.end() ? std::string_view{} : found->second;
}

void read_geojson(ByteSource& source, const std::string& name,
                  const std::function<void(const GeoJsonFeature&)>& visit) {
  Window window(source, name);
  Handler handler(visit);
  const bool good = nlohmann::json::sax_parse(ByteIterator(window), ByteIterator(), &handler);
  if (!good)
    throw InputError(window.where(), "is not valid JSON (" + reason(handler.error()) + "). Mend or export it again");
  if (!handler.is_geojson()) throw InputError(name, "is JSON but has no features. Give a GeoJSON FeatureCollection");
  if (!is_longitude_latitude(handler.crs())) {
    throw InputError(name, "has coordinates in " + handler.crs() + ". Export it with longitude and latitude (WGS 84)");
  }
}

}  // namespace machi
