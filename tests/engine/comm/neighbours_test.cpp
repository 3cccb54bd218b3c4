// Messages between neighbour ranks arrive once, and neighbours that both leave each other out exchange nothing.
#include "engine/comm/neighbours.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

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

// Bytes of the message from `from` to `to` in a round: they grow at once, fill the room just so, and shrink again.
std::vector<std::byte> message(int from, int to, int round) {
  constexpr std::array<std::size_t, 9> sizes{0, 4095, 8192, 1'000'000, 12, 4096, 4097, 70'000, 70'001};
  std::vector<std::byte> bytes(sizes[static_cast<std::size_t>(round + from + 2 * to) % sizes.size()]);
  for (std::size_t k = 0; k < bytes.size(); ++k) bytes[k] = static_cast<std::byte>(k * 31 + k / 251 + 5 * round + from);
  return bytes;
}

TEST(Neighbours, MessagesOfAnyLengthFollowOneAnother) {
  const Comm comm = Comm::world();
  NeighbourExchange exchange(comm, others(comm));
  std::uint64_t bytes_sent = 0;
  constexpr int rounds = 30;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t n = 0; n < exchange.neighbours().size(); ++n) {
      const int other = exchange.neighbours()[n];
      if ((round + comm.rank() + other) % 5 == 0) {
        exchange.leave_out(n);
      } else {
        exchange.outgoing(n) = message(comm.rank(), other, round);
        bytes_sent += exchange.outgoing(n).size();
      }
    }
    exchange.start();
    exchange.finish([&](std::size_t n, std::span<const std::byte> bytes) {
      const std::vector<std::byte> expected = message(exchange.neighbours()[n], comm.rank(), round);
      EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), expected.begin(), expected.end())) << round;
    });
  }
  EXPECT_EQ(exchange.bytes(), bytes_sent);
}

}  // namespace
}  // namespace machi
