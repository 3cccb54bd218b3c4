#include "io/scenario/area_geojson.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"
#include "io/json/json.hpp"
#include "io/options/options.hpp"

namespace machi {
namespace {

/// A feature's place in the file, and how to complain about it.
struct Feature {
  std::string where;
  const SortedJson& json;
  [[noreturn]] void refuse(const std::string& problem) const { throw InputError(where, problem); }
};

std::string position_text(const Feature& feature, const SortedJson& position) {
  if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number())
    feature.refuse("has coordinates that are not numbers, or nested otherwise than their type says");
  return fmt::format("{} {}", position[0].get<double>(), position[1].get<double>());
}

// `depth` brackets around positions.
std::string nested_text(const Feature& feature, const SortedJson& coordinates, int depth) {
  if (depth == 0) return position_text(feature, coordinates);
  if (!coordinates.is_array()) feature.refuse("has coordinates that are nested otherwise than their type says");
  std::string text = "(";
  for (const SortedJson& part : coordinates)
    text += (text.size() > 1 ? ", " : "") + nested_text(feature, part, depth - 1);
  return text + ")";
}

std::string wkt_of(const Feature& feature) {
  static constexpr std::array<std::pair<std::string_view, int>, 5> kinds{
      {{"Point", 0}, {"MultiPoint", 1}, {"LineString", 1}, {"Polygon", 2}, {"MultiPolygon", 3}}};
  const SortedJson geometry = feature.json.value("geometry", SortedJson());
  if (!geometry.is_object()) feature.refuse("has no geometry");
  const SortedJson type = geometry.value("type", SortedJson());
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return type == k.first; });
  if (kind == kinds.end())
    feature.refuse("has a geometry that is no Polygon, MultiPolygon, LineString, Point or MultiPoint");
  const std::string body = nested_text(feature, geometry.value("coordinates", SortedJson()), kind->second);
  std::string name(kind->first);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name + (kind->second == 0 ? "(" + body + ")" : body);
}

std::string word_of(const Feature& feature, const std::string& key, const SortedJson& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() || value.is_array()) feature.refuse(fmt::format("has a nested value of {}", key));
  return json_text(value);
}

std::vector<std::string> words_of(const Feature& feature, const std::string& key, const SortedJson& value) {
  if (value.is_array()) {
    std::vector<std::string> words;
    for (const SortedJson& entry : value) words.push_back(word_of(feature, key, entry));
    return words;
  }
  return words_of_list(word_of(feature, key, value));
}

void assign(const Feature& feature, OptionTable& table, const std::string& key, const SortedJson& value) {
  // What the geometry says is no property.
  const bool of_geometry = key == "wkt" || key == "file" || key == "feature" || key == "lon_lat";
  Option* option = of_geometry ? nullptr : table.find(key);
  if (option == nullptr)
    feature.refuse(fmt::format("unknown property {}.{}{}", table.section(), key, did_you_mean(key, table.keys())));
  const auto words =
      option->is_list() ? words_of(feature, key, value) : std::vector<std::string>{word_of(feature, key, value)};
  for (const std::string& word : words)
    if (const auto problem = option->assign(word, OptionSource::file))
      feature.refuse(fmt::format("{}.{}: {}", table.section(), key, *problem));
  if (const auto problem = option->problem_of_count())
    feature.refuse(fmt::format("{}.{} has {}", table.section(), key, *problem));
}

/// How a feature's geometry becomes options of its item.
using TakeGeometry = std::function<void(const Feature& feature, std::size_t number, OptionTable& table)>;

void add(const Feature& feature, std::size_t number, const TakeGeometry& take_geometry, ItemList& list) {
  if (!feature.json.is_object()) feature.refuse("is no GeoJSON feature");
  const SortedJson properties = feature.json.value("properties", SortedJson());
  if (!properties.is_object()) feature.refuse("has no properties");
  const SortedJson role = properties.value(list.kind_key(), SortedJson());
  const std::string name = role.is_string() ? role.get<std::string>() : "";
  const std::size_t kind = list.find_kind(name);
  if (kind == list.kinds().size())
    feature.refuse(fmt::format("has no {} that is one of {}", list.kind_key(), fmt::join(list.kind_names(), ", ")));
  OptionTable table(list.path_of(kind), "", OptionStyle::keys);
  list.bind(list.add(kind, feature.where), table);
  take_geometry(feature, number, table);
  for (const auto& [key, value] : properties.items())
    if (key != list.kind_key() && !value.is_null()) assign(feature, table, key, value);
  for (const Option& option : table.options())
    if (option.is_required() && !option.is_set()) feature.refuse(fmt::format("{} is missing", option.key()));
}

void read_features(std::string_view text, const std::string& name, const TakeGeometry& take_geometry, ItemList& list) {
  if (!is_utf8(text)) throw InputError(name, "is not UTF-8. Save it as UTF-8");
  SortedJson json;
  try {
    json = parse_sorted_json(text);
  } catch (const Json::parse_error& error) {
    const auto at = std::min(error.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    throw InputError(fmt::format("{}:{}", name, line), "is not valid JSON. Mend or export it again");
  } catch (const Json::exception&) {
    throw InputError(name, "has a number beyond all numbers of JSON's readers (above 1.8e308). Mend it");
  }
  const SortedJson features = json.is_object() ? json.value("features", SortedJson()) : SortedJson();
  if (!features.is_array()) throw InputError(name, "is JSON but has no features. Give a GeoJSON FeatureCollection");
  for (std::size_t k = 0; k < features.size(); ++k)
    add({fmt::format("{}, feature {}", name, k + 1), features[k]}, k + 1, take_geometry, list);
}

void take_point(const Feature& feature, const SortedJson& geometry, OptionTable& table) {
  Option* option = table.find("lon_lat");
  if (option == nullptr) feature.refuse(fmt::format("is a Point, which {} does not take", table.section()));
  const SortedJson position = geometry.value("coordinates", SortedJson());
  position_text(feature, position);
  for (int axis = 0; axis < 2; ++axis)
    if (const auto problem = option->assign(json_text(position[static_cast<std::size_t>(axis)]), OptionSource::file))
      feature.refuse(fmt::format("has a place that is not in degrees: {}", *problem));
}

}  // namespace

void read_area_geojson(std::string_view text, const std::string& name, ItemList& list) {
  read_features(
      text, name,
      [](const Feature& feature, std::size_t, OptionTable& table) {
        table.find("wkt")->assign(wkt_of(feature), OptionSource::file);
      },
      list);
}

void read_edits_geojson(std::string_view text, const std::string& name, ItemList& list) {
  read_features(
      text, name,
      [&](const Feature& feature, std::size_t number, OptionTable& table) {
        const SortedJson geometry = feature.json.value("geometry", SortedJson());
        if (geometry.is_null()) return;
        if (!geometry.is_object()) feature.refuse("has a geometry that is none");
        if (geometry.value("type", SortedJson()) == "Point") return take_point(feature, geometry, table);
        if (table.find("feature") == nullptr)
          feature.refuse(fmt::format("has a geometry, which {} does not take", table.section()));
        table.find("file")->assign(name, OptionSource::file);
        table.find("feature")->assign(std::to_string(number), OptionSource::file);
      },
      list);
}

}  // namespace machi
