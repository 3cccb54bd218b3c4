/// \file  What an import did, per theme: read, filled, mended, left out. Ranks' reports add up.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/feature.hpp"

namespace machi {

/// How often something happened, and the first three ids in the order of (file, line) that it happened to.
struct Tally {
  std::uint64_t count{0};
  std::vector<std::string> first_ids;  ///< at most 3
};

struct AttributeFill {
  std::uint64_t present{0};  ///< features that carry the tag
  std::uint64_t filled{0};   ///< of those, with a value that is no dummy
};

struct ThemeReport {
  std::uint64_t files{0};
  std::uint64_t features{0};
  std::uint64_t parts{0};
  std::map<std::string, AttributeFill, std::less<>> attributes;  ///< by path
  std::map<std::string, Tally, std::less<>> repairs;             ///< by kind
  std::map<std::string, Tally, std::less<>> skipped;             ///< by reason
};

struct ImportReport {
  std::array<ThemeReport, theme_count> themes;
  std::vector<std::string> notes;  ///< sentences: what was sniffed, what was assumed
  ThemeReport& theme(Theme which) { return themes[static_cast<std::size_t>(which)]; }
  const ThemeReport& theme(Theme which) const { return themes[static_cast<std::size_t>(which)]; }
};

}  // namespace machi
