/// \file  What a report page shows of a run of traffic.
#pragma once

#include <optional>
#include <string>

#include "io/report/page_data.hpp"

namespace machi {

/// Links with their volume and mean speed by interval, and how many persons are under way, from the events of a run.
/// One pass over the events, without which there is nothing to show; memory is that of links × intervals and 16 bytes a
/// person. Where the network lies in the projection of the `city`, it lies on its map. Throws InputError.
void add_travel(PageData& page, const H5Input& file, const std::optional<std::string>& city);

}  // namespace machi
