/// \file  The parts of a hazard that areas and cities share: water from a file, who is lost in it, who must leave.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "engine/model/city.hpp"
#include "io/setup/evacuation_setup.hpp"

namespace machi {

/// Who is lost in water as the scenario, or its preset, says; empty where nobody is.
LossTest loss_test_of(const Scenario& scenario, std::span<const PersonClass> classes);

/// Levels of water in the frames that `read` gives (see share_frames); `setup.frames` keeps them. Collective.
FrameSource frame_source(const Comm& comm, const HazardSource& source, const std::function<GriddedFrames()>& read,
                         EvacuationSetup& setup);

/// Reads the gridded frames of a source (HazardKind::frames_file) and lays them into a city's or area's frame; whose
/// data they are joins `setup.attribution`. Throws InputError on all ranks. Collective.
FrameSource frames_of_file(const Comm& comm, const HazardSource& source, const CityFrame& frame,
                           EvacuationSetup& setup);

/// EvacuationWorld::water, ::lost and the rules about water, over `setup.terrain_m`. Throws InputError on all ranks
/// where a source lies elsewhere than the ground. Collective.
void fill_in_water(const Comm& comm, const Scenario& scenario, std::span<const WaterSource> sources,
                   EvacuationSetup& setup);

/// The water of an area, which has no terrain and, of its own, no CRS. Collective.
void set_up_area_hazard(const Comm& comm, const Scenario& scenario, EvacuationSetup& setup);

/// Leaves out those persons for whom `in_zone` does not hold, and tells how many in a note: "N persons <why>; …".
/// Collective.
void keep_those_in_zone(const Comm& comm, EvacuationSetup& setup, std::string_view why,
                        const std::function<bool(const WaitingPerson&)>& in_zone);

/// Where the scenario's zone is that of the water, those who start outside of it stay and are no part of the run.
/// Collective.
void leave_out_of_zone(const Comm& comm, const Scenario& scenario, EvacuationSetup& setup);

}  // namespace machi
