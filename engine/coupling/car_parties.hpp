/// \file  Who evacuates by car: which cars stand where, and who gets into them.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/coupling/evacuees.hpp"
#include "engine/coupling/whereabouts.hpp"
#include "engine/model/travel_demand.hpp"

namespace machi {

/// Seats of a car.
inline constexpr std::size_t car_seats = 5;

/// A car that leaves, with all who are in it.
struct CarParty {
  std::vector<std::uint64_t> riders;  ///< rows of persons on this rank, the driver first
  std::uint32_t link{0xffffffffU};    ///< at whose end it stands; none: it is in traffic
  float departure_s{0};               ///< after the alarm; when the last rider would have left on foot
  bool leaves_area{false};            ///< drives out of the zone, else to a shelter
};

/// What the decision stands on; columns by row of the demand on this rank.
struct CarChoice {
  const PersonTraits* traits{nullptr};
  const TravelDemand* demand{nullptr};
  const std::vector<std::uint32_t>* activity_building{nullptr};
  std::vector<std::uint32_t> building;  ///< where each sets off from, as an evacuee; none outdoors
  std::vector<float> departure_s;       ///< after the alarm; never_s: no evacuee, or stays
  std::vector<std::uint8_t> assisted;   ///< 1: needs help
  double share{0};                      ///< of those who could, who go by car
  double share_assisted{0};             ///< of households in which someone needs help
  std::vector<double> own_share;        ///< [persons] instead, of who drives; below 0: those
  double leave_area_share{0};           ///< of households whose cars leave the area
  std::uint64_t seed{1};
  std::uint16_t car_mode{0xffff};  ///< row of the demand's modes
};

/// The building where each person has parked the car of its last drive of the day, before the activity where it is or
/// the leg on which it is; none: it has not driven. `reached`: [persons] activities that it has begun. Local.
std::vector<std::uint32_t> parked_at(const CarChoice& choice, const std::vector<std::int32_t>& reached);

/// Cars of households leave from home with those of the household who set off there and have a seat, as many cars as
/// are at home and drivers, one after the other as they fill; the household decides. Who has parked elsewhere and is
/// there, and who drives, decides alone. A car that is elsewhere, or under way, is not at home. `places`: of the same
/// persons. Local.
std::vector<CarParty> car_parties(const CarChoice& choice, const std::vector<PersonPlace>& places,
                                  const std::vector<std::int32_t>& reached);

}  // namespace machi
