/// \file  What the features of an area must be to one another.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/area/area_frame.hpp"
#include "engine/core/error.hpp"
#include "io/options/options.hpp"
#include "io/scenario/check_scenario.hpp"
#include "io/scenario/shapes.hpp"

namespace machi {
namespace {

using Mistakes = std::vector<std::string>;

bool is_direction(const std::vector<double>& vector) {
  return vector.size() == 2 && (vector[0] != 0 || vector[1] != 0);
}

void check_ids(const AreaScenario& area, Mistakes& mistakes) {
  std::set<std::pair<std::string, std::string>> seen;
  for_each_feature(area, [&](const AreaFeature& feature, const std::string& role) {
    if (!feature.id.empty() && !seen.emplace(role, feature.id).second)
      mistakes.push_back(fmt::format("{}: its id stands twice. Give each {} its own", name_of(feature, role), role));
    const bool named = role == "exit" || role == "line" || role == "measure";
    if (feature.id.empty() && named)
      mistakes.push_back(fmt::format("{}: has no id to report it by. Give it one", name_of(feature, role)));
  });
}

void check_headings(const AreaScenario& area, Mistakes& mistakes) {
  const auto check = [&](const AreaFeature& feature, const std::string& role, const std::vector<double>& heading) {
    if (!is_direction(heading))
      mistakes.push_back(fmt::format("{}: its direction is (0, 0). Give it a length", name_of(feature, role)));
  };
  for (const Stair& stair : area.stairs) check(stair, "stair", stair.up);
  for (const DirectionArea& direction : area.directions) check(direction, "direction", direction.heading);
  for (const AreaSource& source : area.sources)
    if (!source.heading.empty()) check(source, "source", source.heading);
}

void check_exit(const AreaExit& exit, Mistakes& mistakes) {
  if (exit.closes_s.value_or(1e300) <= exit.opens_s && exit.closes_s.value_or(1) != 0)
    mistakes.push_back(fmt::format("{}: closes before it opens. Exchange opens_s and closes_s", name_of(exit, "exit")));
}

void check_destinations(const AreaScenario& area, const AreaSource& source, Mistakes& mistakes) {
  std::vector<std::string> ids;
  for (const AreaExit& exit : area.exits) ids.push_back(exit.id);
  for (const std::string& id : source.destinations)
    if (std::find(ids.begin(), ids.end(), id) == ids.end())
      mistakes.push_back(
          fmt::format("{}: no exit is called '{}'{}", name_of(source, "source"), id, did_you_mean(id, ids)));
}

void check_class_name(const Scenario& scenario, const AreaSource& source, Mistakes& mistakes) {
  const PeopleSettings& people = scenario.people;
  if (source.person_class.empty() || people.classes.empty()) return;
  std::vector<std::string> names;
  for (const PersonClass& person : people.classes) names.push_back(person.name);
  if (std::find(names.begin(), names.end(), source.person_class) == names.end())
    mistakes.push_back(fmt::format("{}: no class is called '{}'{}", name_of(source, "source"), source.person_class,
                                   did_you_mean(source.person_class, names)));
}

void check_source(const Scenario& scenario, const AreaScenario& area, const AreaSource& source, Mistakes& mistakes) {
  const auto complain = [&](const std::string& problem) {
    mistakes.push_back(fmt::format("{}: {}", name_of(source, "source"), problem));
  };
  const int given = static_cast<int>(source.persons.has_value()) + static_cast<int>(source.density_1_m2.has_value());
  if (source.points.empty() && given != 1)
    complain(fmt::format("has {} persons {} density_1_m2. Give one of them", given == 0 ? "neither" : "both",
                         given == 0 ? "nor" : "and"));
  if (!source.points.empty() && given != 0)
    complain("stands at points, one person each. Leave persons and density away");
  if (source.heading.empty() && area.exits.empty() && area.directions.empty())
    complain("its people have nowhere to go. Add an exit, a direction, or a heading");
  if (!source.heading.empty() && !source.destinations.empty()) complain("has a heading and a destination. Give one");
  if (const std::string problem = problem_of(source.departure); !problem.empty()) complain(problem);
  check_destinations(area, source, mistakes);
  check_class_name(scenario, source, mistakes);
}

void check_line(const CountLine& line, Mistakes& mistakes) {
  for (std::size_t k = 1; k < line.points.size(); ++k)
    if (line.points[k - 1] == line.points[k]) {
      mistakes.push_back(fmt::format("{}: a point stands twice in a row. Leave one away", name_of(line, "line")));
      return;
    }
}

}  // namespace

void check_area(const Scenario& scenario, const AreaScenario& area, std::vector<std::string>& mistakes) {
  if (area.walkable.empty())
    mistakes.push_back(
        fmt::format("{}: area: has no feature with role walkable. Nobody could stand anywhere", scenario.path));
  if (area.sources.empty() && scenario.people.file.empty())
    mistakes.push_back(fmt::format("{}: area: nobody is there. Add a feature with role source", scenario.path));
  check_ids(area, mistakes);
  check_headings(area, mistakes);
  for (const AreaExit& exit : area.exits) check_exit(exit, mistakes);
  for (const AreaSource& source : area.sources) check_source(scenario, area, source, mistakes);
  for (const CountLine& line : area.lines) check_line(line, mistakes);
  for (const MeasureArea& measure : area.measures)
    if (measure.to_s.value_or(1e300) <= measure.from_s)
      mistakes.push_back(fmt::format("{}: to_s is not after from_s", name_of(measure, "measure")));
  if (!mistakes.empty()) return;
  try {
    area_frame(area);
  } catch (const UsageError& error) {
    mistakes.push_back(fmt::format("{}: {}", scenario.path, error.what()));
  }
}

}  // namespace machi
