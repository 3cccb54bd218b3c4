/// \file  What stands behind a Comm, and how MPI's answers are checked. For engine/comm only.
#pragma once

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

struct Comm::State {
  MPI_Comm mpi{MPI_COMM_NULL};
  int rank{0};
  int size{1};
  bool owned{false};  ///< made by split(), and freed with the last Comm of it

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();
};

namespace mpi {

/// Largest piece of one message: well under MPI's 2^31 - 1 count, and a whole number of pages.
inline constexpr std::uint64_t piece_bytes = 1ULL << 30;

/// Calls `piece(at, count)` for each piece of `bytes` in order. No count exceeds piece_bytes, however many bytes there
/// are.
template <class Piece>
void for_each_piece(std::uint64_t bytes, const Piece& piece) {
  for (std::uint64_t at = 0; at < bytes; at += piece_bytes)
    piece(at, static_cast<int>(std::min(piece_bytes, bytes - at)));
}

/// Throws RunError where `code` is not MPI_SUCCESS.
void check(int code, const char* what);
/// Starts sending or receiving `bytes` in pieces.
void send_pieces(const Comm::State& state, std::span<const std::byte> bytes, int to, int tag,
                 std::vector<MPI_Request>& requests);
void receive_pieces(const Comm::State& state, std::span<std::byte> bytes, int from, int tag,
                    std::vector<MPI_Request>& requests);
/// Waits for all and empties the list.
void wait_all(std::vector<MPI_Request>& requests);

}  // namespace mpi
}  // namespace machi
