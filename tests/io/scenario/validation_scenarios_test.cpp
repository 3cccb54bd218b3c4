/// \file  The scenarios of validation are read with each of their variants, and hold their people.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/area/area_people.hpp"
#include "engine/core/error.hpp"
#include "io/scenario/read_scenario.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;
using Sets = std::vector<std::string>;

/// What came of a variant: the number of persons, or the sentence that refused it.
struct Outcome {
  std::uint64_t persons{0};
  std::string problem;
  std::uint32_t edges_off_border{0};
};

Outcome outcome_of(const fs::path& folder, const Sets& sets) {
  Outcome outcome;
  try {
    const Scenario scenario = read_scenario((folder / "scenario.yaml").string(), sets).scenario;
    const AreaGrid grid = build_area(*scenario.area);
    outcome.edges_off_border = grid.edges_off_border;
    outcome.persons = area_people(*scenario.area, grid, scenario.people.classes, scenario.run.seed,
                                  scenario.evacuation->radius_m.value_or(0.218))
                          .people.size();
  } catch (const Error& error) {
    outcome.problem = error.what();
  }
  return outcome;
}

std::vector<fs::path> folders() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(fs::path(MACHI_SOURCE_DIR) / "scenarios" / "validation"))
    if (entry.is_directory()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

TEST(ValidationScenarios, EveryVariantHoldsItsPeople) {
  ASSERT_GE(folders().size(), 30U);
  for (const fs::path& folder : folders()) {
    std::ifstream file(folder / "variants.json");
    const auto variants = nlohmann::json::parse(file);
    EXPECT_GE(variants["seeds"].get<int>(), 1);
    for (const auto& variant : variants["variants"]) {
      SCOPED_TRACE(folder.filename().string() + " " + variant["name"].get<std::string>());
      const Outcome outcome = outcome_of(folder, variant["set"].get<Sets>());
      const bool full = variant.value("unless_full", false) && outcome.problem.find("do not fit") != std::string::npos;
      EXPECT_EQ(full ? "" : outcome.problem, "");
      EXPECT_TRUE(full || outcome.persons > 0);
      EXPECT_EQ(outcome.edges_off_border, 0U) << "walls lie on borders of cells";
    }
  }
}

}  // namespace
}  // namespace machi
