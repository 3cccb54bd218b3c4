/// \file  What single streets of a run of travel carry, and what it would mean if one were closed.
#pragma once

#include <string>
#include <vector>

#include "io/hdf5/input.hpp"

namespace machi {

/// Figures of the links of a run's network, in its order, and of its persons.
struct StreetFigures {
  std::vector<std::string> id;
  std::vector<double> length_m;
  std::vector<double> vehicles;  ///< that entered it and left it again (without bins of time: entered)
  std::vector<double> dwell_h;   ///< person-hours at places on it, homes apart
  std::vector<double> stops;     ///< how often someone came to a place on it, homes apart
  /// How much longer the shortest way round a link is, on the network as it is driven on; infinite where there is
  /// none, 0 where nobody drove.
  std::vector<double> detour_m;
  std::vector<double> stops_of_person;  ///< [persons] places on their day, homes apart
};

/// Reads events in slices. Detours are Dijkstra over lengths, from the end of each link in use round it, bounded by the
/// way that is found. Throws InputError. Local.
StreetFigures street_figures(const H5Input& result);

/// Lines `id,length_m,vehicles,passers_by,stops,dwell_person_h,detour_m,criticality_vehicle_km`, one for each link.
/// `passers_by` [links] may be empty: then the column is.
std::string streets_csv(const StreetFigures& streets, const std::vector<double>& passers_by);

/// Persons who walk past: every leg on foot of the run on its shortest way over the links of its network, in either
/// direction. Empty where places of activities are not known. [links]
std::vector<double> passers_by(const H5Input& result);

}  // namespace machi
