// The published water of Arahama on the cells of the case: when it reaches the places at which people start.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/hazard/water.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/source.hpp"
#include "io/hazard/gridded_frames.hpp"

namespace machi {
namespace {

namespace fs = std::filesystem;

constexpr int columns = 264, rows = 230;

LeafDomain domain() {
  const Comm comm = Comm::null();
  const GridFrame frame{5000, 6};
  std::vector<LeafKey> keys;
  for (int y = 0; y < (rows + 7) / 8; ++y)
    for (int x = 0; x < columns / 8; ++x) keys.push_back(frame.key({x, y}));
  LeafCuts cuts = partition_leaves(comm, keys);
  return {comm, frame, std::move(cuts), std::move(keys), 1};
}

FramesDescription description(const std::string& meaning) {
  return parse_frames_description(
      "gridded_frames: {name: Arahama, values: x, origin_east_m: 12446.68, origin_north_m: -198640.34, cell_m: 5,"
      " columns: 264, rows: 230, scale_m: 0.01, nodata: -9999, start_s: 3900, step_s: 1, frames: 301, " +
          meaning + "}",
      "arahama");
}

struct Start {
  std::size_t cell;
  double departure_s;
};

std::vector<Start> starts(const std::string& folder, const LeafDomain& leaves) {
  const auto file = open_file(folder + "/agents.csv");
  const std::string text = read_all(*file, "agents.csv", 1'000'000);
  CsvReader csv(text);
  std::vector<std::string> fields;
  csv.next(fields);
  std::vector<Start> agents;
  while (csv.next(fields)) {
    const int x = std::stoi(fields[1]), y = rows - 1 + std::stoi(fields[2]);  // rows are counted down from the north
    agents.push_back({leaves.find({x / 8, y / 8}) * std::size_t{64} + static_cast<std::size_t>(y % 8 * 8 + x % 8),
                      60 * std::stod(fields[3])});
  }
  return agents;
}

class Arahama : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::absolute(MACHI_SHARED_DATA "/evacuation/arahama2011").string();
    if (!fs::exists(folder_)) GTEST_SKIP() << "no shared data";
  }
  GriddedFrames read(const std::string& meaning) const {
    GriddedFrames frames;
    visit_files(
        folder_ + "/tsunami_level_cm_int16.bin.gz", [](const FileEntry&, std::uint64_t) { return true; },
        [&](const FileEntry& entry, ByteSource& bytes) {
          frames = read_raw_frames(description(meaning), bytes, entry.name);
        });
    place_frames(frames, {30170, 12446.68, -198640.34}, "arahama");
    return frames;
  }
  std::string folder_;
};

TEST_F(Arahama, PublishedValuesReachTheStartsWhenItsReadmeSays) {
  const LeafDomain leaves = domain();
  const GriddedFrames frames = read("meaning: depth");
  const WaterSource source = FrameSource{.frames = &frames.frames, .meaning = FrameMeaning::depth, .velocity_cm_s = {}};
  const Water water(leaves, {}, {&source, 1});
  std::vector<float> wet_s = water.first_wet_s(151);  // as the README counts: above 150 cm, in whole seconds
  for (float& time : wet_s) time = std::ceil(time);
  std::vector<float> times;
  int before_departure = 0;
  for (const Start& agent : starts(folder_, leaves)) {
    times.push_back(wet_s[agent.cell]);
    before_departure += static_cast<double>(wet_s[agent.cell]) < agent.departure_s;
  }
  ASSERT_EQ(times.size(), 2773u);
  std::sort(times.begin(), times.end());
  EXPECT_EQ(times.front(), 3984);
  EXPECT_EQ(times[times.size() / 2], 4022);
  EXPECT_EQ(times.back(), 4111);
  EXPECT_EQ(before_departure, 368);
}

TEST_F(Arahama, PhysicalDepthIsAboutFiveMetresAtTheSchool) {
  const LeafDomain leaves = domain();
  const GriddedFrames frames = read("ground: 1.64");
  ASSERT_TRUE(frames.ground_m.has_value());
  const WaterSource source = FrameSource{.frames = &frames.frames,
                                         .meaning = FrameMeaning::level_over_plane,
                                         .plane_cm = static_cast<std::int32_t>(std::lround(*frames.ground_m * 100)),
                                         .velocity_cm_s = {}};
  Water water(leaves, {}, {&source, 1});
  std::vector<std::uint32_t> changed;
  water.advance(3899, changed);
  EXPECT_TRUE(changed.empty()) << "dry before 65:00";
  water.advance(4200, changed);
  const int x = 152, y = rows - 1 - 31;  // an entrance of the school
  const int depth =
      water.depth_cm()[leaves.find({x / 8, y / 8}) * std::size_t{64} + static_cast<std::size_t>(y % 8 * 8 + x % 8)];
  EXPECT_GT(depth, 450);
  EXPECT_LT(depth, 650);
}

}  // namespace
}  // namespace machi
