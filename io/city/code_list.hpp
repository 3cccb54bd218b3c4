/// \file  Code lists: what the codes in a city's files mean, from the codelists/ folder beside them.
#pragma once

#include <string>

#include "engine/model/city.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// Reads a gml:Dictionary: each Definition's gml:name is a code, its gml:description the text. Entries keep the file's
/// order; of a code that stands twice the first counts. `name` is for errors and, without its folder, the list's name.
/// Throws InputError("file:line", …) for what is not XML or no Dictionary, or has texts above 64 KiB or more than
/// 1,000,000 entries. Local: any thread.
CodeList read_code_list(ByteSource& source, const std::string& name);

}  // namespace machi
