// Raw frames with a description, their mistakes, and the case of Arahama against its published counts.
#include "io/hazard/gridded_frames.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "engine/core/error.hpp"
#include "tests/sentence_of.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

// A folder that is gone afterwards.
struct Scratch {
  Scratch() : folder(fs::temp_directory_path() / ("machi_frames_" + std::to_string(::getpid()))) {
    fs::create_directories(folder);
  }
  ~Scratch() { fs::remove_all(folder); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
    return (folder / name).string();
  }
  fs::path folder;
};

template <class T>
std::string bytes_of(const std::vector<T>& values, bool big = false) {
  std::string bytes;
  for (const T value : values) {
    std::array<char, sizeof(T)> one = std::bit_cast<std::array<char, sizeof(T)>>(value);
    if (big) std::reverse(one.begin(), one.end());
    bytes.append(one.begin(), one.end());
  }
  return bytes;
}

// Two frames of 3 columns and 2 rows, in the keys' defaults where a test does not say otherwise.
std::string description(const std::string& more = "  frames: 2\n  step_s: 60\n") {
  return "gridded_frames:\n  name: 想定津波\n  values: water.bin\n  cell_m: 5\n  columns: 3\n  rows: 2\n"
         "  scale_m: 0.01\n  nodata: -9999\n  origin_east_m: 100\n  origin_north_m: 200.5\n" +
         more;
}

GriddedFrames raw(const std::string& yaml, const std::string& bytes) {
  return read_raw_frames(parse_frames_description(yaml, "frames.yaml"), *open_memory(bytes), "water.bin");
}

const std::vector<std::int16_t> twelve{1, 2, 3, 4, 5, 6, -9999, 8, -9, 10, 11, 12};

TEST(GriddedFrames, EveryValueComesBackInItsPlace) {
  const GriddedFrames got = raw(description(), bytes_of(twelve));
  EXPECT_EQ(got.frames.name, "想定津波");
  EXPECT_EQ(got.frames.columns, 3u);
  EXPECT_EQ(got.frames.rows, 2u);
  EXPECT_EQ(got.frames.cell_mm, 5000);
  EXPECT_EQ(got.frames.time_s, (std::vector<float>{0, 60}));
  EXPECT_EQ(got.origin_north_m, 200.5);
  EXPECT_FALSE(got.is_depth);
  EXPECT_EQ(got.frames.level_cm, (std::vector<std::int16_t>{4, 5, 6, 1, 2, 3, 10, 11, 12, missing_int, 8, -9}))
      << "the file begins in the north, memory in the south";
}

TEST(GriddedFrames, RowsTypesAndByteOrdersAreAsDescribed) {
  const std::string south = "  first_row: south\n  frames: 2\n  step_s: 60\n";
  const GriddedFrames plain = raw(description(south), bytes_of(twelve));
  EXPECT_EQ(plain.frames.level_cm, (std::vector<std::int16_t>{1, 2, 3, 4, 5, 6, missing_int, 8, -9, 10, 11, 12}));
  const GriddedFrames big = raw(description(south + "  byte_order: big\n"), bytes_of(twelve, true));
  EXPECT_EQ(big.frames.level_cm, plain.frames.level_cm);
  std::vector<float> floats(twelve.begin(), twelve.end());
  floats[6] = std::numeric_limits<float>::quiet_NaN();
  const GriddedFrames wide = raw(description(south + "  type: float32\n"), bytes_of(floats));
  EXPECT_EQ(wide.frames.level_cm, plain.frames.level_cm) << "NaN is dry";
}

TEST(GriddedFrames, DatumGroundAndDepthsMeanWhatTheySay) {
  const std::string more = "  frames: 2\n  step_s: 60\n";
  EXPECT_EQ(raw(description(more + "  datum_m: -0.02\n"), bytes_of(twelve)).frames.level_cm[3], -1);
  const GriddedFrames plane = raw(description(more + "  ground: 1.64\n"), bytes_of(twelve));
  EXPECT_EQ(plane.ground_m, 1.64);
  const GriddedFrames depth = raw(description(more + "  meaning: depth\n  before_first: as_first\n"), bytes_of(twelve));
  EXPECT_TRUE(depth.is_depth);
  EXPECT_TRUE(depth.as_first_before);
  EXPECT_EQ(depth.frames.level_cm[11], missing_int) << "a depth below 0";
}

TEST(GriddedFrames, MistakesOfTheDescriptionAreSaid) {
  const auto problem = [](const std::string& yaml) {
    return sentence_of([&] { parse_frames_description(yaml, "frames.yaml"); });
  };
  const auto with = [&](const std::string& more) { return problem(description(more)); };
  EXPECT_NE(problem("gridded_frames:\n  nmae: x\n").find("Did you mean 'name'"), std::string::npos);
  EXPECT_EQ(problem("gridded_frames:\n  nmae: x\n").find("frames.yaml:"), 0u);
  EXPECT_NE(problem("gridded_frames: {values: x}").find("name"), std::string::npos);
  EXPECT_NE(problem("a: [").find("frames.yaml"), std::string::npos);
  EXPECT_NE(with("").find("no times are given"), std::string::npos);
  EXPECT_NE(with("  times_s: [0, 60, 60]\n").find("time 3 (60 s) is not later"), std::string::npos);
  EXPECT_NE(with("  times_s: [0, nan]\n").find("no number of seconds"), std::string::npos);
  EXPECT_NE(with("  times_s: [0, x]\n").find("'x'"), std::string::npos);
  EXPECT_NE(with("  times_s: [0]\n  frames: 3\n").find("times are given twice"), std::string::npos);
  EXPECT_NE(with("  frames: 2\n").find("a step above 0 s"), std::string::npos);
  EXPECT_NE(with("  frames: 9\n  start_s: 1e7\n  step_s: 1e-3\n").find("Times must rise"), std::string::npos);
  EXPECT_NE(with("  frames: 1\n  ground: deep\n").find("'deep' is neither"), std::string::npos);
  EXPECT_NE(with("  frames: 1\n  ground: 1\n  meaning: depth\n").find("need no ground"), std::string::npos);
  EXPECT_NE(with("  frames: 1\n  files: [a.tif]\n").find("exactly one of"), std::string::npos);
  EXPECT_NE(with("  frames: 1\n  cell_m: 0.0015\n").find("cell_m"), std::string::npos);
  std::string large = description("  frames: 2\n  step_s: 1\n");
  large.replace(large.find("columns: 3"), 10, "columns: 999999");
  large.replace(large.find("rows: 2"), 7, "rows: 999999");
  EXPECT_NE(problem(large).find("above 2^30 values"), std::string::npos);
  EXPECT_NE(problem("gridded_frames: {name: x, files: [a.tif, b.tif], times_s: [1, 2, 3]}").find("2 files and 3 times"),
            std::string::npos);
}

TEST(GriddedFrames, FilesThatDoNotFitAreSaid) {
  const std::string good = bytes_of(twelve);
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(sentence_of([&] { raw(description(), good.substr(0, length)); }).find("ends after"), std::string::npos);
  EXPECT_NE(sentence_of([&] { raw(description(), good + "x"); }).find("is longer than"), std::string::npos);
  const std::string metres = "  type: float32\n  frames: 2\n  step_s: 60\n";
  std::vector<float> floats(12, 1e9F);
  EXPECT_NE(sentence_of([&] { raw(description(metres), bytes_of(floats)); }).find("±327 m"), std::string::npos);
  floats.assign(12, std::numeric_limits<float>::infinity());
  EXPECT_NE(sentence_of([&] { raw(description(metres), bytes_of(floats)); }).find("±327 m"), std::string::npos);
}

std::string packed(const std::string& bytes) {
  std::string out(bytes.size() + 200, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(GriddedFrames, FilesLieBesideTheirDescriptionPackedOrNot) {
  const Scratch scratch;
  const std::string yaml =
      scratch.write("frames.yaml", description("  frames: 2\n  step_s: 60\n  velocity: speed.bin.gz\n"
                                               "  velocity_scale_m_s: 0.1\n"));
  EXPECT_NE(sentence_of([&] { read_gridded_frames(yaml); }).find("water.bin"), std::string::npos) << "missing";
  EXPECT_NE(sentence_of([&] { read_gridded_frames(yaml + "x"); }).find("frames.yamlx"), std::string::npos);
  scratch.write("water.bin", bytes_of(twelve));
  scratch.write("speed.bin.gz", packed(bytes_of(twelve)));
  const GriddedFrames got = read_gridded_frames(yaml);
  EXPECT_EQ(got.frames.level_cm[0], 4);
  EXPECT_EQ(got.velocity_cm_s, (std::vector<std::uint16_t>{40, 50, 60, 10, 20, 30, 100, 110, 120, 0, 80, 90}));
  std::string cut = packed(bytes_of(twelve));
  cut.resize(cut.size() - 3);
  scratch.write("speed.bin.gz", cut);
  EXPECT_NE(sentence_of([&] { read_gridded_frames(yaml); }).find("speed.bin.gz"), std::string::npos) << "truncated";
}

TEST(GriddedFrames, ArePlacedInTheCityOrRefused) {
  GriddedFrames frames = raw(description("  frames: 2\n  step_s: 60\n  epsg: 6677\n"), bytes_of(twelve));
  place_frames(frames, {6677, 90, 300.25}, "w");
  EXPECT_EQ(frames.frames.x_mm, 10'000);
  EXPECT_EQ(frames.frames.y_mm, -99'750);
  EXPECT_NE(sentence_of([&] {
              place_frames(frames, {6670, 0, 0}, "w");
            }).find("EPSG:6677, the city in EPSG:6670"),
            std::string::npos);
  EXPECT_NE(sentence_of([&] { place_frames(frames, {6677, 9e7, 0}, "w"); }).find("2,147 km"), std::string::npos);
}

// Frames as its README says: rows from the north, centimetres, one a second from 3900 s on.
std::string arahama(const std::string& folder, const std::string& more) {
  return "gridded_frames:\n  name: Arahama 2011\n  values: " + folder +
         "/tsunami_level_cm_int16.bin.gz\n  epsg: 30170\n  origin_east_m: 12446.68\n  origin_north_m: -198640.34\n"
         "  cell_m: 5\n  columns: 264\n  rows: 230\n  scale_m: 0.01\n  nodata: -9999\n  start_s: 3900\n  step_s: 1\n"
         "  frames: 301\n" +
         more;
}

TEST(GriddedFrames, ArahamaPassesItsLoaderChecks) {
  const std::string folder = fs::absolute(MACHI_SHARED_DATA "/evacuation/arahama2011").string();
  if (!fs::exists(folder)) GTEST_SKIP() << "no shared data";
  const Scratch scratch;
  const GriddedFrames got = read_gridded_frames(scratch.write("levels.yaml", arahama(folder, "  ground: 1.64\n")));
  const auto& values = got.frames.level_cm;
  constexpr std::size_t plane = 230 * 264;
  ASSERT_EQ(values.size(), 301 * plane);
  EXPECT_EQ(got.frames.time_s.back(), 4200);
  struct Line {
    std::size_t frame;
    int wet, above, highest;
  };
  for (const Line& line : {Line{0, 4946, 0, -24}, Line{60, 4602, 52, 443}, Line{80, 5896, 4391, 579},
                           Line{100, 16843, 16843, 668}, Line{150, 43239, 43239, 943}, Line{200, 59525, 59525, 934},
                           Line{250, 60720, 60720, 881}, Line{300, 60720, 60720, 803}}) {
    int wet = 0, above = 0, highest = missing_int;
    for (std::size_t k = line.frame * plane; k < (line.frame + 1) * plane; ++k) {
      wet += values[k] != missing_int;
      above += values[k] > 150;
      highest = std::max<int>(highest, values[k]);
    }
    EXPECT_EQ(wet, line.wet) << line.frame;
    EXPECT_EQ(above, line.above) << line.frame;
    EXPECT_EQ(highest, line.highest) << line.frame;
  }
  const auto largest = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
  EXPECT_EQ(values[largest], 953);
  EXPECT_EQ(largest, (std::size_t{166} * 230 + (229 - 198)) * 264 + 206) << "row 198 from the north";
  const GriddedFrames depth = read_gridded_frames(scratch.write("depths.yaml", arahama(folder, "  meaning: depth\n")));
  EXPECT_EQ(std::count_if(depth.frames.level_cm.begin(), depth.frames.level_cm.begin() + plane,
                          [](std::int16_t v) { return v != missing_int; }),
            0)
      << "the sea of the first frame lies below 0";
}

}  // namespace
}  // namespace machi
