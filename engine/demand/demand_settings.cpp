#include "engine/demand/demand_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "engine/core/error.hpp"

namespace machi {
namespace {

// Jobs: offices 20 m² of gross floor (13 m² leased a user, Xymax 2012, over 0.65); shops 40 m² (27 m² of sales floor an
// employee in Tokushima's commercial census, over 0.7); the others are ours.
const std::vector<PlacesRow> rows{{401, 20, 0, 0, 0, .3},    {402, 40, 0, 1, .5, .3},  {403, 100, 0, 0, .5, 0},
                                  {404, 30, 0, .5, .4, .3},  {413, 80, 0, .3, .1, .1}, {414, 200, 0, .2, .1, .1},
                                  {415, 100, 0, .05, 0, .1}, {421, 30, 0, 0, 0, 1},    {422, 60, 12, 0, .15, .6},
                                  {431, 150, 0, 0, 0, 0},    {441, 80, 0, 0, 0, 0},    {451, 300, 0, 0, 0, 0},
                                  {452, 200, 0, 0, 0, 0},    {453, 100, 0, 0, 0, 0},   {454, 100, 0, 0, .05, 0}};

constexpr std::string_view letters = "HWSPLB";

/// The purposes of a chain; empty where it is none.
std::vector<Purpose> purposes_of(const std::string& word) {
  std::vector<Purpose> chain;
  for (const char letter : word) {
    const std::size_t at = letters.find(letter);
    if (at == std::string_view::npos) return {};
    const auto purpose = static_cast<Purpose>(at);
    if (!chain.empty() && chain.back() == purpose) return {};
    chain.push_back(purpose);
  }
  const bool home = !chain.empty() && chain.front() == Purpose::home && chain.back() == Purpose::home;
  return home ? chain : std::vector<Purpose>{};
}

void check_table(const char* name, const std::vector<double>& table, std::size_t entries, bool weights) {
  if (table.size() != entries)
    throw UsageError(
        fmt::format("{}: has {} numbers where {} are needed. Give one for each", name, table.size(), entries));
  if (weights && std::accumulate(table.begin(), table.end(), 0.0) <= 0)
    throw UsageError(fmt::format("{}: all weights are 0. Give one above 0", name));
}

}  // namespace

const std::vector<PlacesRow>& places_rows() {
  return rows;
}

std::array<ChainChoice, role_count> chains_of(const DemandSettings& settings) {
  std::array<ChainChoice, role_count> choices;
  for (const std::string& text : settings.chains) {
    std::istringstream words(text);
    std::string role;
    std::string chain;
    double share = -1;
    words >> role >> chain >> share;
    const auto found = std::find(role_names.begin(), role_names.end(), role);
    const std::vector<Purpose> purposes = purposes_of(chain);
    if (!words || !(words >> std::ws).eof() || found == role_names.end() || purposes.empty() || !(share >= 0) ||
        !std::isfinite(share))
      throw UsageError(
          fmt::format("chains: '{}' is not a role ({}), a chain of H W S P L B from H to H and a share. "
                      "Write e.g. 'pupil HSH 0.7'",
                      text, fmt::join(role_names, ", ")));
    ChainChoice& choice = choices[static_cast<std::size_t>(found - role_names.begin())];
    choice.chain.push_back(purposes);
    choice.until.push_back((choice.until.empty() ? 0 : choice.until.back()) + share);
  }
  for (std::size_t role = 0; role < role_count; ++role)
    if (choices[role].until.empty() || choices[role].until.back() <= 0)
      throw UsageError(fmt::format("chains: none for '{}' with a share above 0. Give one, e.g. '{} H 1'",
                                   role_names[role], role_names[role]));
  return choices;
}

void check_demand(const DemandSettings& settings) {
  check_table("age_thousands", settings.age_thousands, age_classes, true);
  check_table("male_share", settings.male_share, age_classes, false);
  check_table("employed_men", settings.employed_men, age_classes, false);
  check_table("employed_women", settings.employed_women, age_classes, false);
  check_table("licence_men", settings.licence_men, age_classes, false);
  check_table("licence_women", settings.licence_women, age_classes, false);
  check_table("with_car", settings.with_car, 5, false);
  check_table("with_two_cars", settings.with_two_cars, 5, false);
  check_table("work_start_full", settings.work_start_full, 24, true);
  check_table("work_start_part", settings.work_start_part, 24, true);
  check_table("tour_start", settings.tour_start, 24, true);
  chains_of(settings);
}

}  // namespace machi
