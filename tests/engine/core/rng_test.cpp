// Philox against the known answers of its authors, and draws that depend on nothing but their key.
#include "engine/core/rng.hpp"

#include <gtest/gtest.h>

#include "engine/core/sha256.hpp"

namespace machi {
namespace {

TEST(Rng, MatchesTheKnownAnswersOfRandom123) {
  // kat_vectors of Random123: philox4x32 10 with counter and key zero, and all ones.
  EXPECT_EQ(random_block(0, 0, 0, 0), (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(random_block(~0ULL, ~0ULL, ~0U, ~0U),
            (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(Rng, StreamsOfDifferentPurposesDoNotShift) {
  RandomStream a(1, 2, 3);
  RandomStream b(1, 2, 3);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(a.word(), b.word());
  EXPECT_NE(RandomStream(1, 2, 4).word(), RandomStream(1, 2, 3).word());
}

TEST(Sha256, MatchesFips180) {
  Sha256 hash;
  hash.add("abc");
  EXPECT_EQ(hash.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace machi
