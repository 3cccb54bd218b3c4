/// \file  From the text of shapes to points in millimetres.
#pragma once

#include <string>
#include <vector>

#include "engine/model/scenario.hpp"

namespace machi {

/// Calls visit(feature, role) for every feature of an area.
template <class Area, class Visit>
void for_each_feature(Area& area, Visit visit) {
  const auto all = [&](auto& features, const char* role) {
    for (auto& feature : features) visit(feature, role);
  };
  all(area.walkable, "walkable");
  all(area.obstacles, "obstacle");
  all(area.stairs, "stair");
  all(area.paces, "pace");
  all(area.smoke, "smoke");
  all(area.exits, "exit");
  all(area.sources, "source");
  all(area.directions, "direction");
  all(area.lines, "line");
  all(area.measures, "measure");
}

/// Fills shape and points of every feature from its text. Adds a line for each one that cannot be read, or is of a kind
/// that its role does not take.
void read_shapes(AreaScenario& area, std::vector<std::string>& mistakes);

/// The same for edits of a city, which take polygons only.
void read_edit_shapes(std::vector<ScenarioEdit>& edits, std::vector<std::string>& mistakes);

/// `s.yaml:12: area.features.exit 'east'`: the start of a sentence about a feature.
std::string name_of(const AreaFeature& feature, const std::string& role);

}  // namespace machi
