/// \file  The description of gridded frames: what a YAML file says of values that lie beside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace machi {

class OptionTable;

/// The keys of `gridded_frames:` (docs/formats/gridded_frames.md), checked by check().
struct FramesDescription {
  std::string name;
  std::string attribution;
  std::int64_t epsg{0};  ///< 0: the scenario's own frame
  std::string meaning{"level"};
  double datum_m{0};
  std::string ground{"terrain"};  ///< or a height in metres
  std::string before_first{"dry"};
  // Raw values.
  std::string values;
  std::string velocity;
  double origin_east_m{0};
  double origin_north_m{0};
  double cell_m{0};
  std::int64_t columns{0};
  std::int64_t rows{0};
  std::string first_row{"north"};
  std::string type{"int16"};
  std::string byte_order{"little"};
  // A series of GeoTIFF.
  std::vector<std::string> files;
  std::vector<std::string> velocity_files;
  // Both.
  double scale_m{1};
  double velocity_scale_m_s{1};
  std::string nodata{"none"};
  double start_s{0};
  double step_s{0};
  std::int64_t frames{0};
  std::vector<std::string> times_s;

  // Worked out by check().
  std::vector<float> time_s;  ///< strictly rising
  double nodata_value{0};     ///< NaN where there is none
  double ground_m{0};         ///< NaN: the city's terrain
  std::int32_t cell_mm{0};    ///< of raw values

  void declare(OptionTable& table);
  bool is_series() const { return !files.empty(); }
};

/// Reads and checks a description. Throws InputError, with the line where the YAML itself is wrong.
FramesDescription parse_frames_description(std::string_view yaml, const std::string& name);

/// Most values (frames × rows × columns) of one set of frames: 2 bytes each, twice that with velocities.
inline constexpr std::uint64_t most_frame_values = std::uint64_t{1} << 30;

}  // namespace machi
