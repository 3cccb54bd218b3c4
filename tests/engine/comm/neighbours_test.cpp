// Messages between neighbour ranks arrive once, and neighbours that both leave each other out exchange nothing.
#include "engine/comm/neighbours.hpp"

#include <gtest/gtest.h>

namespace machi {
namespace {

std::vector<int> others(const Comm& comm) {
  std::vector<int> ranks;
  for (int r = 0; r < comm.size(); ++r)
    if (r != comm.rank()) ranks.push_back(r);
  return ranks;
}

TEST(Neighbours, ExchangeWithThoseThatAreNotLeftOut) {
  const Comm comm = Comm::world();
  NeighbourExchange exchange(comm, others(comm));
  std::uint64_t heard = 0;
  constexpr int rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t n = 0; n < exchange.neighbours().size(); ++n) {
      const int other = exchange.neighbours()[n];
      // Pairs of ranks skip every other round, each pair in its own turn.
      if ((round + comm.rank() + other) % 2 == 0) {
        exchange.leave_out(n);
      } else {
        exchange.outgoing(n).push_back(static_cast<std::byte>(16 * comm.rank() + round));
      }
    }
    exchange.start();
    exchange.finish([&](std::size_t n, std::span<const std::byte> bytes) {
      ++heard;
      ASSERT_EQ(bytes.size(), 1U);
      EXPECT_EQ(static_cast<int>(bytes[0]), 16 * exchange.neighbours()[n] + round);
    });
  }
  EXPECT_EQ(heard, rounds / 2 * exchange.neighbours().size());
  EXPECT_EQ(exchange.messages(), heard);
}

}  // namespace
}  // namespace machi
