/// \file  Water in frames, which lie over the whole city, once a host.
#pragma once

#include <functional>
#include <memory>

#include "engine/comm/host.hpp"
#include "io/hazard/gridded_frames.hpp"

namespace machi {

struct SharedFrames {
  GriddedFrames about;  ///< without values
  HostArray<std::int16_t> level_cm;
  HostArray<std::uint16_t> velocity_cm_s;
};

/// What `read` gives on the first rank of each host, where alone it is called. Throws its Error on all ranks.
/// Collective.
std::unique_ptr<SharedFrames> share_frames(const Comm& comm, const std::function<GriddedFrames()>& read);

}  // namespace machi
