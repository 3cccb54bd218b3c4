/// \file  Where a city lies: the first place that any of its models names.
#pragma once

#include <optional>

#include "engine/model/feature.hpp"
#include "io/import/sources.hpp"

namespace machi {

struct FirstPlace {
  int epsg{0};  ///< 0 where the file names none
  Position position;
};

/// Visits city models, in archives too, until one names a place; reads no further than that. Throws InputError where a
/// file on the way cannot be read. One rank.
std::optional<FirstPlace> find_first_place(const ImportSources& sources);

}  // namespace machi
