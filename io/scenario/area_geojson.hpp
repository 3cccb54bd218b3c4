/// \file  Features of an area from GeoJSON whose coordinates are metres.
#pragma once

#include <string>
#include <string_view>

#include "io/options/item_list.hpp"

namespace machi {

/// Appends the features of a FeatureCollection to `list`: `properties` holds the keys of an item, null ones as if not
/// given; lists may be written as text, "a, b". Throws InputError(name…) where the text is not such GeoJSON, or a
/// property is not one of the feature's role.
void read_area_geojson(std::string_view text, const std::string& name, ItemList& list);

}  // namespace machi
