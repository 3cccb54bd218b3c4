/// \file  One message to and from each neighbour rank per step, or fewer, in flight while the rank works on.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Neighbourhood is mutual: where a names b, b names a. Every rank of the Comm makes one and calls start() and finish()
/// in turn, from the thread that made the Comm. With one rank nothing is sent.
class NeighbourExchange {
 public:
  NeighbourExchange(const Comm& comm, std::vector<int> neighbours);
  ~NeighbourExchange();
  NeighbourExchange(const NeighbourExchange&) = delete;
  NeighbourExchange& operator=(const NeighbourExchange&) = delete;

  const std::vector<int>& neighbours() const { return neighbours_; }
  /// Where the bytes for the `neighbour`-th neighbour are put before start(); emptied by finish(), its memory is kept.
  std::vector<std::byte>& outgoing(std::size_t neighbour) { return outgoing_[neighbour]; }

  /// Nothing is exchanged with the `neighbour`-th neighbour in the next start() and finish(). It must leave this rank
  /// out of the same exchange.
  void leave_out(std::size_t neighbour) { left_out_[neighbour] = true; }

  /// Sends what outgoing() holds, also where it is empty, and makes room for what comes: a message that is not much
  /// longer than the last one from there moves while this rank works.
  void start();
  /// Receives one message from each neighbour that is not left out, in the order of neighbours(), and waits until the
  /// own ones are away. The bytes are valid during the call only.
  void finish(const std::function<void(std::size_t neighbour, std::span<const std::byte>)>& receive);

  std::uint64_t messages() const { return messages_; }  ///< sent so far
  std::uint64_t bytes() const { return bytes_; }        ///< sent so far

 private:
  struct Flight;
  void send(std::size_t neighbour, std::span<const std::byte> bytes);
  std::span<const std::byte> receive_from(std::size_t neighbour);

  Comm comm_;
  std::vector<int> neighbours_;
  std::vector<std::vector<std::byte>> outgoing_;
  std::vector<bool> left_out_;
  std::vector<std::vector<std::byte>> incoming_;
  std::vector<std::size_t> sent_;      ///< bytes of the last message to each neighbour
  std::vector<std::size_t> received_;  ///< and from there
  std::unique_ptr<Flight> flight_;
  std::uint64_t messages_{0};
  std::uint64_t bytes_{0};
};

}  // namespace machi
