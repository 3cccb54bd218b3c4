/// \file  What reading one file gave: how much was read, what was mended, what was left out and why.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "engine/model/import_report.hpp"

namespace machi {

struct ReadReport {
  std::uint64_t read{0};                               ///< features or rows, those left out included
  std::map<std::string, Tally, std::less<>> repaired;  ///< by kind
  std::map<std::string, Tally, std::less<>> skipped;   ///< by reason

  void repair(std::string_view kind, std::string_view id);
  void skip(std::string_view reason, std::string_view id);
};

}  // namespace machi
