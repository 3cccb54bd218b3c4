// Chains of cells come back as they went in, and take little room.
#include "engine/network/street_chain.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

TEST(StreetChain, GivesBackItsCells) {
  const std::vector<ChainCell> cells{{-3, 2147483000, 7, 0, Level::ground},
                                     {-2, 2147483000, 7, 4095, Level::ground},
                                     {-1, 2147483001, 0xfffffffeU, 17, Level::ground},
                                     {-1, 2147483002, 0xfffffffeU, 17, Level::tunnel},
                                     {5, -70000, 7, 16, Level::elevated},
                                     {5, -70000, 7, 18, Level::elevated},
                                     {4, -70001, 7, 1, Level::elevated}};
  EXPECT_EQ(cells_of(chain_of(cells)), cells);
  EXPECT_TRUE(cells_of(StreetChain{}).empty());
}

TEST(StreetChain, GivesBackEveryStep) {
  for (const auto& [dx, dy] : chain_steps) {
    const std::vector<ChainCell> cells{{0, 0, 1, 5, Level::ground}, {dx, dy, 1, 6, Level::ground}};
    EXPECT_EQ(cells_of(chain_of(cells)), cells);
    EXPECT_EQ(chain_of(cells).size(), 3U + 5U + 1U);
  }
}

TEST(StreetChain, TakesTwoBytesACell) {
  std::vector<ChainCell> cells;
  for (int k = 0; k < 1000; ++k)
    cells.push_back({k, k / 3, 12, static_cast<std::uint16_t>(100 + k % 7), Level::ground});
  EXPECT_EQ(chain_of(cells).size(), 3U + 5U + 999U);
}

TEST(StreetChain, LaterChainsAreAddedToTheSameWords) {
  StreetChain words;
  const std::vector<ChainCell> first{{1, 1, 9, 3, Level::ground}, {2, 1, 9, 3, Level::ground}};
  const std::vector<ChainCell> second{{3, 1, 9, 3, Level::ground}};
  ChainWriter a(words);
  for (const ChainCell& cell : first) a.add(cell);
  const std::size_t cut = words.size();
  ChainWriter b(words);
  b.add(second[0]);
  EXPECT_EQ(cells_of(std::span(words).first(cut)), first);
  EXPECT_EQ(cells_of(std::span(words).subspan(cut)), second);
}

TEST(StreetChain, CountsStraightStepsDiagonalsAndGaps) {
  const std::vector<ChainCell> cells{{0, 0, 1, 5, Level::ground},
                                     {1, 0, 1, 5, Level::ground},
                                     {2, 1, 1, 5, Level::ground},
                                     {5, 5, 1, 5, Level::ground}};
  EXPECT_DOUBLE_EQ(chain_length(chain_of(cells)), 0.948 + 1.340 + 5.0);
  EXPECT_DOUBLE_EQ(chain_length(chain_of(std::span(cells).first(1))), 0.0);
}

}  // namespace
}  // namespace machi
