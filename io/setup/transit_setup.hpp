/// \file  From a timetable's files to vehicles that run by it, and to legs that ride in them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/mobility_settings.hpp"
#include "engine/model/travel_demand.hpp"
#include "engine/process/mobility/timetable_service.hpp"

namespace machi {

struct TransitSetup {
  std::unique_ptr<Timetable> timetable;   ///< null: no transit is simulated
  std::vector<std::uint32_t> stop_place;  ///< [stops] link where people wait
  std::vector<RideWish> rides;            ///< [services of the demand], where there are persons
  std::unique_ptr<TimetableService> service;
};

/// Every rank reads the timetable that the settings name, and finds where its vehicles drive. Throws InputError on all
/// ranks. Collective.
std::unique_ptr<Timetable> read_timetable(const Comm& comm, const MobilitySettings& settings,
                                          const TrafficNetwork& network, std::vector<std::string>& notes);

/// A link for each stop: its own, or the nearest one where it lies on none. Local.
std::vector<std::uint32_t> places_of_stops(const Timetable& timetable, const TrafficNetwork& network);

/// What the demand's transit legs ride. Stages between legs move to the links of stops. Throws InputError with file and
/// line for a leg whose line or stops are not in the timetable, that no trip can serve, or that begins or ends at an
/// activity on another link. Local.
void prepare_rides(TransitSetup& transit, const TrafficNetwork& network, TravelDemand& demand);

/// Makes the service; the same on all ranks.
void make_service(TransitSetup& transit, const TrafficNetwork& network, TimetableRun run,
                  std::vector<std::string>& notes);

/// A vehicle type as traffic sees it.
VehicleType traffic_type(const TransitVehicleType& type);

}  // namespace machi
