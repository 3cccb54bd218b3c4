/// \file  Title, legend, scale bar, north arrow and source of a map.
#pragma once

#include "io/report/map_objects.hpp"

namespace machi {

void draw_legend(Canvas& canvas, const MapFrame& frame, const CityFileSummary& summary, const MapOptions& options,
                 const Drawn& drawn);

}  // namespace machi
