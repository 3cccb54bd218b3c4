/// \file  Monthly normals of Japanese cities that are built in (io/energy/japan_normals.csv).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/climate/normal_year.hpp"

namespace machi {

/// The text of io/energy/japan_normals.csv as it was when the program was built.
std::string_view japan_normals_text();

/// Names of the cities, in the order of their stations.
std::vector<std::string> normals_cities();

/// Throws UsageError, which offers the nearest name, where there is no such city. `where` is the key, for the message.
MonthlyNormals normals_of(const std::string& city, const std::string& where);

}  // namespace machi
