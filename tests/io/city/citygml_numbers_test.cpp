// Decimal numbers: the nearest double, however the text is cut.
#include "io/city/citygml_numbers.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cstdint>
#include <random>

namespace machi {
namespace {

std::vector<double> read(std::string_view text, std::size_t piece = 1000) {
  std::vector<double> numbers;
  NumberReader reader;
  reader.begin(numbers);
  for (std::size_t i = 0; i < text.size(); i += piece) reader.text(text.substr(i, piece));
  reader.finish();
  EXPECT_FALSE(reader.bad()) << text;
  return numbers;
}

double nearest(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

TEST(Numbers, ReadsWhatFilesContain) {
  EXPECT_EQ(read("35.57638409279306 139.70854620664872 0"),
            (std::vector<double>{35.57638409279306, 139.70854620664872, 0}));
  EXPECT_EQ(read(" -1.5\n+2.5,1e3\t1.25E-2 .5 7. "), (std::vector<double>{-1.5, 2.5, 1000, 0.0125, 0.5, 7}));
  EXPECT_TRUE(std::signbit(read("-0.0")[0]));
}

TEST(Numbers, EveryValueIsTheNearestDouble) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300000; ++i) {
    const int digits = 1 + static_cast<int>(random() % 22);
    const int point = static_cast<int>(random() % static_cast<unsigned>(digits + 1));
    std::string text = random() % 2 == 0 ? "-" : "";
    for (int d = 0; d < digits; ++d) {
      if (d == point) text += '.';
      text += static_cast<char>('0' + random() % 10);
    }
    const std::vector<double> numbers = read(text);
    ASSERT_EQ(numbers.size(), 1U) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(numbers[0]), std::bit_cast<std::uint64_t>(nearest(text))) << text;
  }
}

TEST(Numbers, TiesRoundToEven) {
  // Halfway between two doubles, exactly and by one more digit on either side.
  for (const std::string text : {"9007199254740993", "9007199254740995", "900719925474099.3", "9007199254740992.5",
                                 "9007199254740993.001", "4503599627370496.5", "4503599627370497.5"}) {
    const std::vector<double> numbers = read(text);
    ASSERT_EQ(numbers.size(), 1U);
    EXPECT_EQ(numbers[0], nearest(text)) << text;
  }
}

TEST(Numbers, CutsBetweenPiecesChangeNothing) {
  const std::string text = "35.57638409279306 139.70854620664872 0 -12.5e-3\n35.6 1234567890123456789 8 ";
  const std::vector<double> whole = read(text);
  ASSERT_EQ(whole.size(), 7U);
  for (std::size_t piece = 1; piece < text.size(); ++piece) EXPECT_EQ(read(text, piece), whole) << piece;
}

TEST(Numbers, WhatIsNoFiniteNumberIsBad) {
  for (const std::string text : {"NaN", "inf", "-inf", "1e999", "1.2.3", "12x", "--1", "-", ".", "0x1", "1e", "１"}) {
    for (const std::size_t piece : {1U, 2U, 100U}) {
      std::vector<double> numbers;
      NumberReader reader;
      reader.begin(numbers);
      for (std::size_t i = 0; i < text.size(); i += piece) reader.text(std::string_view(text).substr(i, piece));
      reader.finish();
      EXPECT_TRUE(reader.bad()) << text;
      EXPECT_TRUE(numbers.empty()) << text;
    }
  }
}

}  // namespace
}  // namespace machi
