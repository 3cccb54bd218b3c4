#include "io/json/json.hpp"

#include <fstream>
#include <sstream>

namespace machi {

Json parse_json(std::string_view text) {
  return Json::parse(text);
}

SortedJson parse_sorted_json(std::string_view text) {
  return SortedJson::parse(text);
}

Json try_parse_json(std::string_view text) {
  return Json::parse(text, nullptr, false);
}

SortedJson try_parse_sorted_json(std::string_view text) {
  return SortedJson::parse(text, nullptr, false);
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string json_text(const SortedJson& json, int indent) {
  return json.dump(indent, ' ', false, SortedJson::error_handler_t::replace);
}

Json read_json_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return try_parse_json(text.str());
}

}  // namespace machi
