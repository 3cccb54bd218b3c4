/// \file  Reads what a run is told (docs/formats/scenario.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/scenario.hpp"

namespace machi {

/// A scenario that holds together, and the values in force as YAML that reads back to the same.
struct ScenarioReading {
  Scenario scenario;
  std::string used_yaml;
};

/// Reads the text of a scenario file. `path` stands for it in messages, and the files that it names are relative to its
/// folder. `sets` are assignments `section.key=value` or `section.list.item.key=value` that overrule it. Throws
/// UsageError with a line for each mistake found, InputError where a file that it reads (area.file) is at fault.
ScenarioReading parse_scenario(std::string_view text, const std::string& path,
                               const std::vector<std::string>& sets = {});

/// The same for a file.
ScenarioReading read_scenario(const std::string& path, const std::vector<std::string>& sets = {});

}  // namespace machi
