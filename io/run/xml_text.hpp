/// \file  Text as XML takes it.
#pragma once

#include <string>
#include <string_view>

namespace machi {

/// `text` with the characters that mean something in XML written as entities.
std::string xml_escaped(std::string_view text);

}  // namespace machi
