/// \file  Checks every key of a water frames header.
#include "io/hazard/water_header.hpp"

#include <array>
#include <cmath>

#include "engine/core/error.hpp"
#include "io/json/json.hpp"

namespace machi {
namespace {

constexpr std::int64_t most_header_cells = 1'000'000;
constexpr std::size_t most_header_frames = 1'000'000;

/// The header's object with typed access that ends in one sentence.
class Header {
 public:
  Header(SortedJson object, std::string name) : object_(std::move(object)), name_(std::move(name)) {
    if (!object_.is_object()) fail("its header is no JSON object");
  }

  std::string text(const char* key) const {
    const SortedJson& value = at(key);
    if (!value.is_string()) fail(std::string("its \"") + key + "\" is no text");
    return value.get<std::string>();
  }
  double number(const char* key, double low, double high) const { return number(at(key), key, low, high); }
  std::int64_t integer(const char* key, std::int64_t low, std::int64_t high) const {
    const SortedJson& value = at(key);
    const bool whole =
        value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1u << 31);
    if (!whole || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) {
      fail(std::string("its \"") + key + "\" is no whole number from " + std::to_string(low) + " to " +
           std::to_string(high));
    }
    return value.get<std::int64_t>();
  }
  void expect(const char* key, const SortedJson& wanted) const {
    if (at(key) != wanted) fail(std::string("its \"") + key + "\" is not " + json_text(wanted));
  }
  std::vector<float> times(const char* key) const {
    const SortedJson& array = at(key);
    if (!array.is_array() || array.empty() || array.size() > most_header_frames) {
      fail(std::string("its \"") + key + "\" is no array of 1 to 1,000,000 numbers");
    }
    std::vector<float> values;
    for (const SortedJson& value : array) {
      const auto time = static_cast<float>(number(value, key, -1e9, 1e9));
      if (!values.empty() && time <= values.back()) fail(std::string("its \"") + key + "\" do not rise");
      values.push_back(time);
    }
    return values;
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw InputError(name_, "is no water frames file of version 1 (" + why + "). Write it again");
  }

 private:
  const SortedJson& at(const char* key) const {
    const auto found = object_.find(key);
    if (found == object_.end()) fail(std::string("its header has no \"") + key + "\"");
    return *found;
  }
  double number(const SortedJson& value, const char* key, double low, double high) const {
    const bool good = value.is_number() && value.get<double>() >= low && value.get<double>() <= high;
    if (!good) fail(std::string("its \"") + key + "\" is no number in the range that it can have");
    return value.get<double>();
  }

  SortedJson object_;
  std::string name_;
};

SortedJson parsed(std::string_view text, const std::string& name) {
  SortedJson object = try_parse_sorted_json(text);
  if (object.is_discarded()) {
    throw InputError(name, "is no water frames file of version 1 (its header is no JSON). Write it again");
  }
  return object;
}

}  // namespace

WaterHeader parse_water_header(std::string_view text, const std::string& name) {
  const Header header(parsed(text, name), name);
  header.expect("format", "machi water frames");
  header.expect("version", 1);
  header.expect("unit", "cm");
  header.expect("datum", "T.P.");
  header.expect("dry", -32768);
  WaterHeader water;
  water.name = header.text("name");
  water.kind = header.text("kind");
  constexpr std::array<std::string_view, 4> kinds{"tsunami", "river_flood", "storm_surge", "inland_flood"};
  if (std::find(kinds.begin(), kinds.end(), water.kind) == kinds.end()) {
    header.fail("its \"kind\" is none of tsunami, river_flood, storm_surge, inland_flood");
  }
  water.attribution = header.text("attribution");
  water.epsg = static_cast<int>(header.integer("epsg", 1024, 999999));
  water.origin_east_m = header.number("origin_east_m", -1e8, 1e8);
  water.origin_north_m = header.number("origin_north_m", -1e8, 1e8);
  const double cell_mm = 1000 * header.number("cell_m", 0.001, 100000);
  water.cell_mm = static_cast<std::int32_t>(std::lround(cell_mm));
  if (std::abs(cell_mm - water.cell_mm) > 1e-6) header.fail("its \"cell_m\" is no whole number of millimetres");
  water.columns = static_cast<std::uint32_t>(header.integer("columns", 1, most_header_cells));
  water.rows = static_cast<std::uint32_t>(header.integer("rows", 1, most_header_cells));
  water.tile = static_cast<std::uint32_t>(header.integer("tile", 8, 1024));
  water.time_s = header.times("times_s");
  return water;
}

}  // namespace machi
