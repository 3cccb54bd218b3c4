/// \file  What `machi describe` and `--help` print: every option with unit, range, default and text.
#pragma once

#include <string>
#include <vector>

#include "io/json/json_fwd.hpp"
#include "io/options/options.hpp"

namespace machi {

/// Lines for a terminal.
std::string describe_text(const OptionTable& table);
/// A section of docs/options.md.
std::string describe_markdown(const OptionTable& table);
/// {"section", "summary", "options": [{"key", "flag", "type", "unit", "range", "default", "text", …}],
///  "lists": [{"key", "kind_key", "text", "kinds": [{"kind", "options": …}]}]}
Json describe_json(const OptionTable& table);
/// A JSON Schema (2020-12) of the YAML that read_yaml accepts for these sections.
Json describe_schema(const std::vector<const OptionTable*>& tables);

}  // namespace machi
