/// \file  What an input of mobility is, and what reading it left to say.
#pragma once

#include <string>
#include <vector>

#include "engine/model/read_report.hpp"
#include "io/archive/source.hpp"

namespace machi {

/// Kind of a file, of the content where it is compressed. Throws InputError where it cannot be read.
InputKind kind_of_file(const std::string& path);

/// Adds a sentence for each thing that was mended or left out.
void note_report(const ReadReport& report, std::vector<std::string>& notes);

}  // namespace machi
