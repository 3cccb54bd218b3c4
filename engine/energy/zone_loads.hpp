/// \file  What zones of a city need in a day, handed to whoever turns it into electricity and gas.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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

/// A day of up to 16 zones: `values` is [kinds][zones][24].
struct LoadsOfDay {
  int day{0};                            ///< of the year, 0 … 364
  std::span<const std::uint32_t> zones;  ///< rows of the rank's zones
  const float* values{nullptr};
  std::size_t lanes{0};  ///< zones that `values` has room for

  /// The 24 hours of one zone.
  std::span<const float> of(LoadKind kind, std::size_t lane) const {
    return {values + (static_cast<std::size_t>(kind) * lanes + lane) * 24, 24};
  }
};

/// Takes the days of a year, in order for each zone; different zones come from different threads at once. Only days of
/// the year itself come, none of the days before it.
class LoadsSink {
 public:
  virtual ~LoadsSink() = default;
  virtual void take(const LoadsOfDay& loads) = 0;
};

}  // namespace machi
