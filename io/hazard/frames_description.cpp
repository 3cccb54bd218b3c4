#include "io/hazard/frames_description.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/core/error.hpp"
#include "io/options/options.hpp"
#include "io/options/yaml.hpp"

namespace machi {
namespace {

constexpr std::int64_t most_cells_a_side = 1'000'000;
constexpr std::int64_t most_frames = 1'000'000;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// Checks what no single key can tell.
class Check {
 public:
  Check(FramesDescription& frames, const std::string& name) : frames_(frames), name_(name) {}

  void all() {
    if (frames_.is_series() == !frames_.values.empty())
      fail("values", "exactly one of 'values' (a raw file) and 'files' (a series of GeoTIFF) must be given");
    frames_.nodata_value = number_or_nan("nodata", frames_.nodata, "none");
    frames_.ground_m = number_or_nan("ground", frames_.ground, "terrain");
    if (frames_.meaning == "depth" && frames_.ground != "terrain")
      fail("ground", "depths need no ground. Leave it out, or set meaning: level");
    times();
    frames_.is_series() ? series() : raw();
  }

 private:
  [[noreturn]] void fail(const char* key, const std::string& problem) const {
    throw InputError(name_, fmt::format("gridded_frames.{}: {}", key, problem));
  }

  double number_or_nan(const char* key, const std::string& text, const char* word) const {
    if (text == word) return std::numeric_limits<double>::quiet_NaN();
    const auto value = number_of(text);
    if (!value || std::abs(*value) > 1e9) fail(key, fmt::format("'{}' is neither a number nor '{}'", text, word));
    return *value;
  }

  void add_time(const char* key, double time_s) {
    const auto time = static_cast<float>(time_s);
    if (!frames_.time_s.empty() && time <= frames_.time_s.back())
      fail(key, fmt::format("time {} ({} s) is not later than the one before ({} s). Times must rise",
                            frames_.time_s.size() + 1, time, frames_.time_s.back()));
    frames_.time_s.push_back(time);
  }

  void times() {
    if (!frames_.times_s.empty() && (frames_.step_s > 0 || frames_.frames > 0))
      fail("times_s", "times are given twice. Give either times_s, or start_s, step_s and frames");
    for (const std::string& text : frames_.times_s) {
      const auto time = number_of(text);
      if (!time || std::abs(*time) > 1e7) fail("times_s", fmt::format("'{}' is no number of seconds up to 1e7", text));
      add_time("times_s", *time);
    }
    if (!frames_.times_s.empty()) return;
    const auto count = frames_.frames > 0 ? frames_.frames : static_cast<std::int64_t>(frames_.files.size());
    if (count == 0) fail("frames", "no times are given. Give frames with start_s and step_s, or times_s");
    if (count > 1 && frames_.step_s <= 0) fail("step_s", "more than one frame needs a step above 0 s");
    for (std::int64_t k = 0; k < count; ++k)
      add_time("step_s", frames_.start_s + static_cast<double>(k) * frames_.step_s);
  }

  void raw() {
    if (!frames_.velocity_files.empty()) fail("velocity_files", "raw values need 'velocity', not 'velocity_files'");
    if (frames_.cell_m <= 0) fail("cell_m", "raw values need the side of a cell in metres, above 0");
    if (frames_.columns < 1 || frames_.rows < 1) fail("columns", "raw values need columns and rows, 1 or more");
    const double cell_mm = 1000 * frames_.cell_m;
    frames_.cell_mm = static_cast<std::int32_t>(std::lround(cell_mm));
    if (std::abs(cell_mm - frames_.cell_mm) > 1e-6) fail("cell_m", "it is no whole number of millimetres");
    const std::uint64_t cells = static_cast<std::uint64_t>(frames_.columns) * static_cast<std::uint64_t>(frames_.rows);
    if (cells > most_frame_values / frames_.time_s.size())
      fail("frames", "frames × rows × columns is above 2^30 values. Cut the area, or take larger cells or fewer times");
  }

  void series() {
    if (!frames_.velocity.empty()) fail("velocity", "a series of GeoTIFF needs 'velocity_files', not 'velocity'");
    if (frames_.files.size() != frames_.time_s.size())
      fail("files", fmt::format("there are {} files and {} times. Give one time per file", frames_.files.size(),
                                frames_.time_s.size()));
    if (!frames_.velocity_files.empty() && frames_.velocity_files.size() != frames_.files.size())
      fail("velocity_files", "they are not as many as 'files'");
  }

  FramesDescription& frames_;
  const std::string& name_;
};

// A sentence of the options' reader, which begins with the name itself.
std::string without_name(std::string text, const std::string& name) {
  for (std::size_t at = 0; (at = text.find(name + ":", at)) != std::string::npos;) text.erase(at, name.size() + 1);
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

}  // namespace

void FramesDescription::declare(OptionTable& t) {
  t.text("name", name, "What a person calls this event.").required();
  t.text("attribution", attribution, "Whom to name when the data are shown.");
  t.integer("epsg", epsg, "", 0, 999999, "Projected metric CRS of the grid; 0: the frame of the scenario.");
  t.choice("meaning", meaning, {"level", "depth"}, "What a value is.");
  t.number("datum_m", datum_m, "m", -10000, 10000, "T.P. height of the zero of levels.");
  t.text("ground", ground, "What levels stand over: 'terrain' of the city, or one height in m, T.P.");
  t.choice("before_first", before_first, {"dry", "as_first"}, "What holds before the first frame.");
  t.text("values", values, "Raw values, [frame][row][column], beside this file; .gz is unpacked.");
  t.text("velocity", velocity, "Raw speeds of the flow, as 'values'.");
  t.number("origin_east_m", origin_east_m, "m", -1e8, 1e8, "South-west corner of the grid.");
  t.number("origin_north_m", origin_north_m, "m", -1e8, 1e8, "South-west corner of the grid.");
  t.number("cell_m", cell_m, "m", 0, 100000, "Side of a square cell.");
  t.integer("columns", columns, "", 0, most_cells_a_side, "Cells eastward.");
  t.integer("rows", rows, "", 0, most_cells_a_side, "Cells northward.");
  t.choice("first_row", first_row, {"north", "south"}, "Which row stands first.");
  t.choice("type", type, {"int16", "float32"}, "Type of raw values.");
  t.choice("byte_order", byte_order, {"little", "big"}, "Of raw values.");
  t.list("files", files, "GeoTIFF, one a frame.");
  t.list("velocity_files", velocity_files, "GeoTIFF of the flow's speed, one a frame.");
  t.number("scale_m", scale_m, "m", 1e-9, 1e6, "Metres per unit of a value.");
  t.number("velocity_scale_m_s", velocity_scale_m_s, "m/s", 1e-9, 1e6, "m/s per unit of a speed.");
  t.text("nodata", nodata, "Value of dry cells, or 'none'. NaN is dry in any case.");
  t.number("start_s", start_s, "s", -1e7, 1e7, "Time of the first frame, after the event begins.");
  t.number("step_s", step_s, "s", 0, 1e7, "Time from frame to frame.");
  t.integer("frames", frames, "", 0, most_frames, "How many frames there are.");
  t.list("times_s", times_s, "Times of the frames instead of start_s, step_s and frames.");
}

FramesDescription parse_frames_description(std::string_view yaml, const std::string& name) {
  FramesDescription frames;
  OptionTable table("gridded_frames", "Water in frames on a regular grid.");
  frames.declare(table);
  try {
    read_yaml(yaml, name, {&table});
    table.check_required();
  } catch (const UsageError& error) {
    throw InputError(name, without_name(error.what(), name));
  }
  Check(frames, name).all();
  return frames;
}

}  // namespace machi
