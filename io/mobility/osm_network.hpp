/// \file  Streets of OpenStreetMap as a network for traffic, without a city.
#pragma once

#include <string>

#include "engine/model/read_report.hpp"
#include "engine/model/traffic_network.hpp"
#include "io/network/osm_streets.hpp"

namespace machi {

/// Streets that cars or bicycles may use, as drive_network() makes links of them: lanes, speeds and modes from tags and
/// classes (io/network/street_class.hpp), capacity from lanes and width. Nodes are named by their ids in OpenStreetMap,
/// links <way>_<k> along the k-th piece of a way and <way>_<k>r against it. The frame is the metric CRS of the middle
/// of all nodes (LocalCrs::choose_epsg), its origin moved by the offsets. Throws InputError(name, …) where there is no
/// street. Local.
TrafficNetwork osm_network(const OsmStreets& streets, const std::string& name);

}  // namespace machi
