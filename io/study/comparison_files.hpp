/// \file  A comparison as text for people, JSON and CSV for programs (docs/formats/comparison.md).
#pragma once

#include <string>

#include "io/study/comparison.hpp"

namespace machi {

/// Tables for the terminal.
std::string comparison_text(const Comparison& comparison);
std::string comparison_json(const Comparison& comparison);

/// Writes compare.json, compare.csv, moves.csv and moved.csv (evacuation), persons.csv, links.csv or zones.csv
/// (traffic, energy) into a folder that exists. Throws OutputError.
void write_comparison(const Comparison& comparison, const std::string& folder);

}  // namespace machi
