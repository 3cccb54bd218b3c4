/// \file  Numbers of a source turned into whole centimetres, with the sentences for those that do not fit.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "engine/core/error.hpp"
#include "engine/model/city.hpp"
#include "io/hazard/frames_description.hpp"

namespace machi {

/// Centimetres of one value, T.P. for levels; missing_int where it is dry: no data, not a number, or a depth <= 0.
inline std::int16_t water_cm(const FramesDescription& frames, double value, const std::string& name) {
  if (std::isnan(value) || value == frames.nodata_value) return missing_int;
  const bool is_depth = frames.meaning == "depth";
  const double cm = std::floor((value * frames.scale_m + (is_depth ? 0 : frames.datum_m)) * 100 + 0.5);
  if (is_depth && cm <= 0) return missing_int;
  if (!(cm > missing_int && cm <= 32767))
    throw InputError(name, "holds a value of " + std::to_string(cm / 100) +
                               " m, beyond the ±327 m that frames can hold. Check scale_m, nodata and datum_m");
  return static_cast<std::int16_t>(cm);
}

/// cm/s of one speed; 0 where it is unknown. A sign is left out.
inline std::uint16_t velocity_cm_s(const FramesDescription& frames, double value, const std::string& name) {
  if (std::isnan(value) || value == frames.nodata_value) return 0;
  const double cm_s = std::floor(std::abs(value * frames.velocity_scale_m_s) * 100 + 0.5);
  if (!(cm_s < 65535)) throw InputError(name, "holds a speed above 655 m/s. Check velocity_scale_m_s and nodata");
  return static_cast<std::uint16_t>(cm_s);
}

}  // namespace machi
