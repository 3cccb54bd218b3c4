/// \file  Items of a scenario from GeoJSON: features of an area, whose coordinates are metres, and edits of a city.
#pragma once

#include <string>
#include <string_view>

#include "io/options/item_list.hpp"

namespace machi {

/// Appends the features of a FeatureCollection to `list`: `properties` holds the keys of an item, null ones as if not
/// given; lists may be written as text, "a, b". Throws InputError(name…) where the text is not such GeoJSON, or a
/// property is not one of the feature's role.
void read_area_geojson(std::string_view text, const std::string& name, ItemList& list);

/// The same for edits, whose coordinates are degrees: a Point becomes `lon_lat`, any other geometry is left in the
/// file, which the edit names with the number of its feature; there may be none where `ids` say what an edit is about.
void read_edits_geojson(std::string_view text, const std::string& name, ItemList& list);

}  // namespace machi
