/// \file  The page of the viewer (viewer/viewer.html), as it was built into the program.
#pragma once

#include <string_view>

namespace machi {

/// A whole HTML page, without data. Where data goes stands viewer_data_mark, once.
std::string_view viewer_html();

inline constexpr std::string_view viewer_data_mark = "<!--@@DATA@@-->";

}  // namespace machi
