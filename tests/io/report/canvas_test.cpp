// Areas cover pixels by just their share of them, wherever they lie.
#include "io/report/canvas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/core/rng.hpp"
#include "io/report/stroke_font.hpp"

namespace machi {
namespace {

constexpr Colour white{1, 1, 1};
constexpr Colour black{0, 0, 0};

// How much ink is on a white canvas, in pixels.
double ink(const Canvas& canvas) {
  double sum = 0;
  for (int y = 0; y < canvas.height(); ++y)
    for (int x = 0; x < canvas.width(); ++x) sum += 1 - static_cast<double>(canvas.at(x, y).green);
  return sum;
}

double area(const std::vector<Pixel>& ring) {
  double sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Pixel& next = ring[(i + 1) % ring.size()];
    sum += ring[i].x * next.y - next.x * ring[i].y;
  }
  return std::abs(sum) / 2;
}

TEST(Canvas, FilledTrianglesHaveTheirArea) {
  RandomStream random(3, 1, 1);
  for (int k = 0; k < 200; ++k) {
    std::vector<Pixel> ring(3);
    for (Pixel& point : ring) point = {random.uniform(0, 40), random.uniform(0, 30)};
    Canvas canvas(40, 30, white);
    canvas.fill(std::span(&ring, 1), black);
    EXPECT_NEAR(ink(canvas), area(ring), 2e-3 * (1 + area(ring))) << k;
  }
}

TEST(Canvas, APixelIsCoveredByItsShare) {
  const std::vector<Pixel> ring{{1.25, 1.5}, {3.5, 1.5}, {3.5, 2.5}, {1.25, 2.5}};
  Canvas canvas(6, 5, white);
  canvas.fill(std::span(&ring, 1), black);
  EXPECT_NEAR(1 - canvas.at(1, 1).red, 0.75 * 0.5, 1e-6);
  EXPECT_NEAR(1 - canvas.at(2, 2).red, 0.5, 1e-6);
  EXPECT_NEAR(1 - canvas.at(3, 1).red, 0.25, 1e-6);
  EXPECT_EQ(canvas.at(4, 1).red, 1);
  EXPECT_EQ(canvas.at(0, 1).red, 1);
}

TEST(Canvas, HolesStayOpenWhicheverWayTheyTurn) {
  const std::vector<Pixel> shell{{2, 2}, {12, 2}, {12, 12}, {2, 12}};
  std::vector<Pixel> hole{{5, 5}, {8, 5}, {8, 8}, {5, 8}};
  for (int way = 0; way < 2; ++way) {
    const std::vector<std::vector<Pixel>> rings{shell, hole};
    Canvas canvas(16, 16, white);
    canvas.fill(rings, black);
    EXPECT_NEAR(ink(canvas), 91, 1e-4);
    EXPECT_EQ(canvas.at(6, 6).red, 1);
    std::reverse(hole.begin(), hole.end());
  }
}

TEST(Canvas, WhatLiesOutsideIsCut) {
  const std::vector<Pixel> ring{{-100, -100}, {5, -100}, {5, 100}, {-100, 100}};
  Canvas canvas(10, 8, white);
  canvas.fill(std::span(&ring, 1), black);
  EXPECT_NEAR(ink(canvas), 40, 1e-4);
  const std::vector<Pixel> far{{1e12, 1e12}, {2e12, 1e12}, {1e12, 2e12}};
  canvas.fill(std::span(&far, 1), black);
  const Pixel line[] = {{-1e6, 4}, {1e6, 4}};
  canvas.stroke(line, 2, black);
  EXPECT_NEAR(ink(canvas), 40 + 5 * 2, 1e-3);
}

TEST(Canvas, ALineDoesNotDarkenWhereItMeetsItself) {
  const Pixel line[] = {{2, 5}, {12, 5}, {2, 5}, {12, 5}};
  Canvas canvas(15, 10, white);
  canvas.stroke(line, 3, black, 0.5F);
  EXPECT_NEAR(canvas.at(6, 5).red, 0.5, 1e-6);
}

TEST(StrokeFont, EveryPrintableCharacterIsDrawnWithinItsWidth) {
  for (char letter = '!'; letter <= '~'; ++letter) {
    const std::string text(1, letter);
    Canvas canvas(60, 60, white);
    draw_text(canvas, text, {10, 40}, 28, black);
    EXPECT_GT(ink(canvas), 3) << letter;
    const int right = static_cast<int>(std::ceil(10 + text_width(text, 28) + 4));
    for (int y = 0; y < 60; ++y)
      for (int x = right; x < 60; ++x) EXPECT_EQ(canvas.at(x, y).red, 1) << letter;
  }
}

TEST(StrokeFont, NoTwoCharactersLookTheSame) {
  std::vector<std::vector<std::uint8_t>> pictures;
  for (char letter = '!'; letter <= '~'; ++letter) {
    Canvas canvas(40, 60, white);
    draw_text(canvas, std::string(1, letter), {8, 40}, 28, black);
    pictures.push_back(canvas.bytes());
    for (std::size_t i = 0; i + 1 < pictures.size(); ++i)
      EXPECT_FALSE(pictures[i] == pictures.back()) << letter << " and " << static_cast<char>('!' + i);
  }
}

TEST(StrokeFont, AttributionsBecomeLatin) {
  EXPECT_EQ(latin("出典：国土交通省 Project PLATEAU"), "Source: MLIT Japan, Project PLATEAU");
  EXPECT_EQ(latin("plain"), "plain");
  EXPECT_EQ(latin("町"), "");
}

}  // namespace
}  // namespace machi
