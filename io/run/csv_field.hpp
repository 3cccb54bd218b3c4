/// \file  One cell of a CSV file (RFC 4180).
#pragma once

#include <string>

namespace machi {

/// `text`, in quotes where it has commas, quotes or line ends.
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace machi
