#include "engine/model/feature.hpp"

#include <array>

namespace machi {

std::string_view name_of(Theme theme) {
  static constexpr std::array<std::string_view, theme_count> names{"bldg", "tran", "dem",  "luse", "urf", "fld",
                                                                   "tnm",  "htd",  "ifld", "lsld", "wtr", "brid"};
  return names[static_cast<std::size_t>(theme)];
}

}  // namespace machi
