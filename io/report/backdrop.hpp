/// \file  The town behind a run: its map, faded so that the run stands out.
#pragma once

#include "io/city/city_file_summary.hpp"
#include "io/report/map_frame.hpp"

namespace machi {

void draw_backdrop(Canvas& canvas, const MapFrame& frame, const CityFileSummary& city);

}  // namespace machi
