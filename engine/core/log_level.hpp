/// \file  What messages are printed at present, for work that is to be quiet and then as before.
#pragma once

#include "engine/core/log.hpp"

namespace machi {

/// The level that set_log() was last told.
LogLevel log_level();

}  // namespace machi
