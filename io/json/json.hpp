/// \file  JSON values, and their text: parser and writer are compiled once, not in every file that has some JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "io/json/json_fwd.hpp"

namespace machi {

/// The value that `text` is. Throws Json::parse_error, which knows the byte, where it is no JSON.
Json parse_json(std::string_view text);
SortedJson parse_sorted_json(std::string_view text);

/// The value that `text` is; is_discarded() where it is no JSON.
Json try_parse_json(std::string_view text);
SortedJson try_parse_sorted_json(std::string_view text);

/// In one line, or with `indent` spaces a level. Bytes that are no UTF-8 are replaced: no result is lost for a bad
/// name.
std::string json_text(const Json& json, int indent = -1);
std::string json_text(const SortedJson& json, int indent = -1);

/// The value that a file of Machi's own is; is_discarded() where it is no JSON or cannot be read.
Json read_json_file(const std::string& path);

}  // namespace machi
