/// \file  Weather years from EnergyPlus weather files (EPW).
#pragma once

#include <string>
#include <string_view>

#include "engine/model/weather.hpp"

namespace machi {

/// Reads the text of an EPW file: eight lines of header, then 8760 hours from 1 January, hour h being the interval that
/// ends at h o'clock. Radiation is that of the interval; all else holds at its end and is averaged with the end before.
/// `name` stands for the file in messages. Throws InputError, naming file and line, for a file that is none, hours that
/// are missing, twice or out of order, a leap day, several records an hour, and a value that is missing (99.9, 999,
/// 9999: the format's sentinels), no number or impossible. Local: any thread.
WeatherYear parse_epw(std::string_view text, const std::string& name);

/// The same for a file.
WeatherYear read_epw(const std::string& path);

}  // namespace machi
