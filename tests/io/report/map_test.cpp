// A map shows water, green, roads and buildings where they are, each layer its own subject.
#include "io/report/map.hpp"

#include <gtest/gtest.h>
#include <png.h>

#include "engine/core/error.hpp"
#include "io/report/map_frame.hpp"
#include "io/report/palette.hpp"
#include "io/report/png.hpp"
#include "tests/io/city_file/toy_city.hpp"
#include "tests/io/hdf5/scratch.hpp"

namespace machi {
namespace {

struct Picture {
  int width{0};
  int height{0};
  std::vector<std::uint8_t> rgb;
  Colour at(Pixel p) const {
    const std::size_t i =
        3 * (static_cast<std::size_t>(p.y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(p.x));
    return {static_cast<float>(rgb[i]) / 255.0F, static_cast<float>(rgb[i + 1]) / 255.0F,
            static_cast<float>(rgb[i + 2]) / 255.0F};
  }
};

Picture decode(const std::vector<std::uint8_t>& bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()), 0);
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  picture.rgb.resize(PNG_IMAGE_SIZE(image));
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.rgb.data(), 0, nullptr), 0);
  return picture;
}

float difference(const Colour& a, const Colour& b) {
  return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
}

class Map : public ::testing::Test {
 protected:
  void SetUp() override {
    write_toy(comm_, scratch_.path("toy.h5"), town_);
    summary_ = summarise(scratch_.path("toy.h5"));
  }
  Picture draw(MapLayer layer, int size = 900) const { return decode(draw_map(summary_, {layer, size, ""})); }
  Pixel at(double x_m, double y_m, int size = 900) const {
    return frame_map(summary_.box, size).at(x_m * 1000, y_m * 1000);
  }
  /// A point in the middle of building `row`.
  Pixel building(std::size_t row) const {
    return at(town_.city.buildings.x_mm[row] / 1000.0, town_.city.buildings.y_mm[row] / 1000.0);
  }
  Comm comm_ = Comm::null();
  Scratch scratch_{comm_};
  ToyCity town_ = toy_city(0, 1);
  CityFileSummary summary_;
};

TEST_F(Map, HasTheSizeThatWasAskedFor) {
  const Picture picture = draw(MapLayer::use, 700);
  EXPECT_NEAR(std::max(picture.width, picture.height), 700, 1);
  EXPECT_GT(std::min(picture.width, picture.height), 300);
}

TEST_F(Map, ShowsTheGroundWhereItIs) {
  const Picture picture = draw(MapLayer::use);
  EXPECT_LT(difference(picture.at(at(400, 20)), palette::water), 0.05F) << "the bay in the south";
  EXPECT_LT(difference(picture.at(at(224, 290)), palette::green), 0.15F) << "the park";
  EXPECT_LT(difference(picture.at(at(230, 196)), palette::road), 0.1F) << "a street";
  EXPECT_LT(difference(picture.at(at(60, 108)), palette::open_low), 0.15F) << "the beach";
}

TEST_F(Map, ColoursBuildingsByUseOrHeight) {
  const Picture use = draw(MapLayer::use);
  const Picture height = draw(MapLayer::height);
  for (std::size_t row = 0; row < town_.city.buildings.usage.size(); row += 7) {
    const auto& b = town_.city.buildings;
    EXPECT_LT(difference(use.at(building(row)), palette::uses[palette::use_class(b.usage[row])].colour), 0.03F) << row;
    if (std::isnan(b.height_m[row])) continue;
    const Colour expected = palette::heights[palette::step_of(palette::heights, b.height_m[row])].colour;
    EXPECT_LT(difference(height.at(building(row)), expected), 0.03F) << row;
  }
}

TEST_F(Map, ShowsDepthSlopeAndNetwork) {
  const Picture plain = draw(MapLayer::cover);
  const Picture water = draw(MapLayer::water);
  EXPECT_GT(difference(water.at(at(60, 108)), plain.at(at(60, 108))), 0.1F) << "the flooded beach";
  EXPECT_LT(difference(water.at(at(224, 290)), plain.at(at(224, 290))), 0.02F) << "the dry park";
  const Picture slope = draw(MapLayer::slope);
  EXPECT_LT(difference(slope.at(at(230, 290)), palette::slopes[1].colour), 0.15F) << "2 % in the plain";
  EXPECT_LT(difference(slope.at(at(230, 600)), palette::slopes[3].colour), 0.5F) << "12 % on the shaded hill";
  const Picture network = draw(MapLayer::network);
  const auto nearer = [](const Colour& colour, const Colour& to, const Colour& than) {
    return difference(colour, to) < difference(colour, than);
  };
  EXPECT_TRUE(nearer(network.at(at(290, 196)), palette::link, palette::road)) << "a street of the longest part";
  EXPECT_TRUE(nearer(network.at(at(36, 196)), palette::other_part, palette::road)) << "the street cut off";
  EXPECT_TRUE(nearer(network.at(at(36, 196)), palette::other_part, palette::link));
}

TEST_F(Map, MarksShelters) {
  const Picture picture = draw(MapLayer::use);
  const Pixel sign = at(220, 300);
  const double unit = frame_map(summary_.box, 900).unit;
  EXPECT_LT(difference(picture.at({sign.x - 6 * unit, sign.y}), palette::shelter), 0.2F);
}

TEST_F(Map, IsTheSameEveryTime) {
  EXPECT_EQ(draw_map(summary_, {}), draw_map(summary_, {}));
}

TEST(MapErrors, ACityWithoutCellsIsRefused) {
  const Comm comm = Comm::null();
  const Scratch scratch(comm);
  ToyCity empty;
  for (Layer& layer : empty.city.layers) layer = {};
  write_toy(comm, scratch.path("empty.h5"), empty);
  EXPECT_THROW(draw_map(summarise(scratch.path("empty.h5")), {}), InputError);
}

TEST(Png, AFolderThatIsMissingIsAnOutputError) {
  const std::vector<std::uint8_t> bytes(10);
  EXPECT_THROW(write_whole_file("/nowhere/at/all/map.png", bytes), OutputError);
}

TEST(Png, PixelsComeBack) {
  std::vector<std::uint8_t> rgb;
  for (int i = 0; i < 3 * 7 * 5; ++i) rgb.push_back(static_cast<std::uint8_t>(i * 37));
  const Picture picture = decode(encode_png(rgb, 7, 5));
  EXPECT_EQ(picture.rgb, rgb);
  EXPECT_EQ(picture.width, 7);
}

}  // namespace
}  // namespace machi
