/// \file  From a scenario and its files to the evacuation of one rank: ground, destinations, people, hazard.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/model/scenario.hpp"
#include "engine/partition/deal.hpp"
#include "engine/partition/leaf_move.hpp"
#include "engine/process/evacuation/evacuation.hpp"
#include "io/setup/city_doors.hpp"
#include "io/setup/shared_frames.hpp"

namespace machi {

/// What a run begins with, on this rank. Leaves and blocks are held by `dealt`, which must outlive the evacuation.
struct EvacuationSetup {
  Dealt dealt;
  EvacuationWorld world;
  std::vector<WaitingPerson> people;   ///< whose start lies on this rank
  std::vector<std::string> districts;  ///< names, by Walker::district
  std::vector<std::string> notes;      ///< sentences for the log and the report; the same on all ranks
  std::string attribution;             ///< whose data it is
  int epsg{0};                         ///< of the frame, 0: none
  double origin_east_m{0};             ///< of point (0, 0)
  double origin_north_m{0};
  std::unique_ptr<std::vector<float>> terrain_m;                               ///< [own * 64] what the water refers to
  std::vector<std::unique_ptr<SharedFrames>> frames;                           ///< of sources that are such
  std::unique_ptr<std::vector<std::vector<std::uint16_t>>> largest_depths_cm;  ///< [sources][own * 64]
  double largest_depth_m{0};
  std::vector<WaterSource> water_sources;  ///< what the water was made of
};

/// `given`: the people of a city, instead of those that the scenario names. Throws UsageError or InputError on all
/// ranks. Collective.
EvacuationSetup set_up_evacuation(const Comm& comm, const Scenario& scenario, CutRule cut,
                                  const GivenPeople* given = nullptr);

/// Makes the water of a world anew on the leaves of another deal, and moves what it refers to there. Collective.
void move_water(const LeafMove& move, const Dealt& dealt, EvacuationSetup& setup, EvacuationWorld& world);

}  // namespace machi
