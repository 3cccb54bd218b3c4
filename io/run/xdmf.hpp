/// \file  The XDMF file that tells ParaView how to read the fields of result.h5.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace machi {

/// Group of one frame of the fields, e.g. "/fields/frame_00012".
std::string frame_group(std::size_t frame);

/// A time series of quads, one Grid a frame; an empty collection where there is no frame. `file` lies beside it,
/// `group` is where its fields are, as "/evacuation"; empty: at the root.
std::string fields_xdmf(const std::string& file, std::uint64_t blocks, const std::vector<double>& frame_time_s,
                        const std::string& group = {});

}  // namespace machi
