/// \file  Archetypes of buildings from YAML (docs/formats/archetypes.md), and those of Japan that are built in.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/archetypes.hpp"

namespace machi {

/// The text of io/energy/archetypes_japan.yaml as it was when the program was built.
std::string_view japan_archetypes_text();

/// Reads and checks an archetype file: every key declared, every name that one table uses given in another, 24 values
/// a day and 365 days a year. Throws one UsageError with a line for each mistake. Local.
Archetypes parse_archetypes(std::string_view text, const std::string& path);

/// The file of a scenario, or the built-in one where `path` is empty.
Archetypes read_archetypes(const std::string& path);

}  // namespace machi
