#include "io/energy/normals.hpp"

#include <fmt/format.h>

#include <sstream>

#include "engine/core/error.hpp"
#include "io/options/options.hpp"

namespace machi {
namespace {

std::vector<MonthlyNormals> all_normals() {
  std::vector<MonthlyNormals> all;
  std::istringstream lines{std::string(japan_normals_text())};
  bool head = true;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (std::exchange(head, false)) continue;
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    MonthlyNormals normals;
    normals.place = {cells.at(0), std::stod(cells.at(3)), std::stod(cells.at(4)), 9, std::stod(cells.at(5))};
    normals.station = std::stoull(cells.at(1));
    for (std::size_t month = 0; month < 12; ++month) {
      normals.mean_C[month] = std::stod(cells.at(6 + month));
      normals.sunshine_h[month] = std::stod(cells.at(18 + month));
    }
    all.push_back(normals);
  }
  return all;
}

}  // namespace

std::vector<std::string> normals_cities() {
  std::vector<std::string> names;
  for (const MonthlyNormals& normals : all_normals()) names.push_back(normals.place.name);
  return names;
}

MonthlyNormals normals_of(const std::string& city, const std::string& where) {
  for (const MonthlyNormals& normals : all_normals())
    if (normals.place.name == city) return normals;
  throw UsageError(
      fmt::format("{}: there are no normals of '{}'{}", where, city, did_you_mean(city, normals_cities())));
}

}  // namespace machi
