/// \file  The code lists that the town's files refer to, as gml:Dictionary.
#pragma once

#include <cstdint>
#include <string>

namespace machi::synth {

/// Writes codelists/*.xml below `directory`; answers with the number of files and adds up their bytes. Throws
/// OutputError. The codes are those of PLATEAU's lists, the texts are Machi's own short ones.
std::int64_t write_code_lists(const std::string& directory, std::int64_t& bytes);

}  // namespace machi::synth
