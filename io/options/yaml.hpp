/// \file  Options from a YAML file and back. A file has one mapping per section; unknown sections, unknown and repeated
/// keys, wrong types and values out of range are errors, and all of them are reported at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/options/options.hpp"

namespace machi {

/// Sets the options of `tables` from YAML text. `name` stands for the file in messages `file:line:column: …`. What the
/// command line has set stays. Throws one UsageError with a line per mistake. A file above 1 MB is refused.
void read_yaml(std::string_view text, const std::string& name, const std::vector<OptionTable*>& tables);

/// The bytes of a file of options. Throws UsageError where there is none.
std::string read_options_text(const std::string& path);

/// Applies `section.key=value` (the form of --set; a list is written a,b), or `section.list.item.key=value` to the
/// items of a list whose id or name is `item`, else to the one with that number, from 1. Throws UsageError.
void set_value(std::string_view assignment, const std::vector<OptionTable*>& tables);

/// The values in force as YAML that read_yaml reads back to the same values, unit and origin as comments.
std::string used_yaml(const std::vector<const OptionTable*>& tables);

}  // namespace machi
