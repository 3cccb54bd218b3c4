/// \file  What zones of a city need in a day.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machi {

/// Kinds of a zone's hourly means, in W but for the last.
enum class LoadKind : std::uint8_t {
  heating,    ///< heat that went into the air,
  cooling,    ///< and that came out of it
  hot_water,  ///< heat in hot water
  cooking,    ///< as a gas stove takes it
  equipment,  ///< electricity of appliances and machines
  lights,     ///< electricity
  air_C,      ///< temperature of the air
  count
};
inline constexpr std::size_t load_kinds = static_cast<std::size_t>(LoadKind::count);

}  // namespace machi
