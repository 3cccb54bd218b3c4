/// \file  What a test wants to know of a CityGML file, found by expat and by counting edges: an independent reading.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace machi {

struct XmlFacts {
  std::string error;  ///< why expat stopped; empty where the file is well-formed
  std::vector<std::string> ids;
  std::int64_t open_rings{0};
  std::int64_t short_rings{0};         ///< fewer than four positions
  std::int64_t outside_envelope{0};    ///< positions
  std::int64_t open_solids{0};         ///< solids and bridges with an edge without its opposite
  std::int64_t solids_inside_out{0};   ///< negative volume
  std::int64_t clockwise_surfaces{0};  ///< LOD0, LOD1 and land surfaces that are not counterclockwise from above
  std::int64_t dangling_links{0};
  std::set<std::string> missing_code_lists;  ///< codeSpace that is not below codelists/
};

XmlFacts check_xml(const std::string& text);

}  // namespace machi
