// Figures of a city file equal those counted in memory.
#include "io/city/city_file_summary.hpp"

#include <gtest/gtest.h>

#include "engine/core/error.hpp"
#include "io/hdf5/output.hpp"
#include "tests/io/city_file/toy_city.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

TEST(CityFileSummary, EqualsCountsInMemory) {
  const Comm comm = Comm::world();
  const Scratch scratch(comm);
  write_toy(comm, scratch.path("toy.h5"), toy_city(comm.rank(), comm.size()));
  const ToyCity town = toy_city(0, 1);
  const CityFileSummary s = summarise(scratch.path("toy.h5"));
  EXPECT_EQ(s.cells(), town.grid.cells());
  std::uint64_t wet = 0;
  std::array<std::uint64_t, cover_count> cover{};
  std::vector<bool> wet_buildings(s.buildings);
  for (std::size_t i = 0; i < town.grid.cells(); ++i) {
    ++cover[static_cast<std::size_t>(town.grid.cover[i])];
    const bool is_wet = town.grid.hazards[0].depth_cm[i] > 0;
    wet += is_wet ? 1 : 0;
    if (is_wet && town.grid.building[i] != 0xffffffffU) wet_buildings[town.grid.building[i]] = true;
  }
  EXPECT_EQ(s.cover_cells, cover);
  ASSERT_EQ(s.hazards.size(), 1U);
  EXPECT_EQ(s.hazards[0].wet_area_m2, static_cast<double>(wet));
  EXPECT_EQ(s.hazards[0].buildings,
            static_cast<std::uint64_t>(std::count(wet_buildings.begin(), wet_buildings.end(), true)));
  EXPECT_GT(s.hazards[0].buildings, 0U);
  double footprint = 0;
  for (const float area : town.city.buildings.footprint_area_m2) footprint += static_cast<double>(area);
  EXPECT_EQ(s.footprint_m2, footprint);
  EXPECT_EQ(s.usage.at(411).text, "住宅");
  EXPECT_EQ(s.network.length_m, 64.0 * town.network.links());
  EXPECT_EQ(s.network.components, 2U);
  EXPECT_EQ(s.box.x_max, 800'000);
  EXPECT_EQ(s.shelters, 2U);
  EXPECT_EQ(s.shelter_capacity, 350);
  EXPECT_EQ(s.water.at(0).duration_s, 120);
  std::uint64_t heights = s.height_m.missing;
  for (const std::uint64_t count : s.height_m.counts) heights += count;
  EXPECT_EQ(heights, s.buildings);
}

TEST(CityFileSummary, ClassesTakeTheirLowerEdge) {
  Histogram h({0, 3, 6});
  for (const double value : {-1.0, 0.0, 2.9, 3.0, 6.0, 1e9, std::nan("")}) h.add(value);
  EXPECT_EQ(h.counts, (std::vector<std::uint64_t>{3, 1, 2}));
  EXPECT_EQ(h.missing, 1U);
}

TEST(CityFileSummary, ATornFileIsAnInputErrorWhereverItIsCut) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  write_toy(comm, scratch.path("toy.h5"), toy_city(0, 1, 200, 320));
  const std::string whole = bytes_of(scratch.path("toy.h5"));
  for (std::size_t length = 8; length < whole.size(); length += 1 + whole.size() / 23) {
    std::ofstream(scratch.path("cut.h5"), std::ios::binary) << whole.substr(0, length);
    EXPECT_THROW(summarise(scratch.path("cut.h5")), InputError) << length;
  }
}

}  // namespace
}  // namespace machi
