/// \file  What a report page shows of a city's energy.
#pragma once

#include "io/report/page_data.hpp"

namespace machi {

/// When a result's first hour begins, from midnight before the first of January, and how long it lasts.
struct EnergySpan {
  double begin_s{0};
  double length_s{0};
};
EnergySpan energy_span(const H5Input& file);

/// The loads of all buildings over time, by the hour where the result is of at most a month, else means of days, and
/// the need of each building per floor area, by row of the city's buildings; a result of zones without a city has no
/// such buildings. `first_s`: the page's time of the result's first hour. Throws InputError.
void add_energy(PageData& page, const H5Input& file, double first_s);

}  // namespace machi
