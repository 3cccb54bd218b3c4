#include "engine/comm/neighbours.hpp"

#include <algorithm>
#include <optional>

#include "engine/comm/mpi_state.hpp"
#include "engine/core/error.hpp"
#include "engine/core/heartbeat.hpp"

namespace machi {
namespace {

constexpr int step_tag = 1;

// What both ends make room for after a message of `last` bytes. One that fills it or is longer comes in two parts, the
// second of what is left.
std::size_t room_after(std::size_t last) {
  constexpr std::size_t page = 4096;
  return (last + last / 4) / page * page + page;
}

}  // namespace

struct NeighbourExchange::Flight {
  std::vector<MPI_Request> sends;
  std::vector<MPI_Request> receives;  ///< [neighbours]
};

NeighbourExchange::NeighbourExchange(const Comm& comm, std::vector<int> neighbours)
    : comm_(comm),
      neighbours_(std::move(neighbours)),
      outgoing_(neighbours_.size()),
      left_out_(neighbours_.size(), false),
      incoming_(neighbours_.size()),
      sent_(neighbours_.size(), 0),
      received_(neighbours_.size(), 0),
      flight_(std::make_unique<Flight>()) {
  flight_->receives.resize(neighbours_.size(), MPI_REQUEST_NULL);
}

// Room that waits for a message still is left by an exception alone.
NeighbourExchange::~NeighbourExchange() {
  for (MPI_Request& request : flight_->receives) {
    if (request == MPI_REQUEST_NULL) continue;
    MPI_Cancel(&request);
    MPI_Request_free(&request);
  }
}

void NeighbourExchange::start() {
  for (std::size_t n = 0; n < neighbours_.size(); ++n) {
    if (left_out_[n]) continue;
    incoming_[n].resize(room_after(received_[n]));
    mpi::check(MPI_Irecv(incoming_[n].data(), static_cast<int>(incoming_[n].size()), MPI_BYTE, neighbours_[n], step_tag,
                         comm_.state().mpi, &flight_->receives[n]),
               "MPI_Irecv");
  }
  for (std::size_t n = 0; n < neighbours_.size(); ++n) {
    if (left_out_[n]) continue;
    const std::span<const std::byte> bytes = outgoing_[n];
    if (bytes.size() >= mpi::piece_bytes)
      throw RunError("a message between neighbour ranks would exceed 1 GiB. Use more ranks");
    const std::size_t room = room_after(sent_[n]);
    send(n, bytes.first(std::min(room, bytes.size())));
    if (bytes.size() >= room) send(n, bytes.subspan(room));
    sent_[n] = bytes.size();
  }
}

void NeighbourExchange::send(std::size_t neighbour, std::span<const std::byte> bytes) {
  mpi::check(MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, neighbours_[neighbour], step_tag,
                       comm_.state().mpi, &flight_->sends.emplace_back()),
             "MPI_Isend");
  ++messages_;
  bytes_ += bytes.size();
}

// The message from a neighbour, both parts of it.
std::span<const std::byte> NeighbourExchange::receive_from(std::size_t neighbour) {
  std::vector<std::byte>& into = incoming_[neighbour];
  MPI_Status status;
  int count = 0;
  mpi::check(MPI_Wait(&flight_->receives[neighbour], &status), "MPI_Wait");
  mpi::check(MPI_Get_count(&status, MPI_BYTE, &count), "MPI_Get_count");
  auto size = static_cast<std::size_t>(count);
  if (size == into.size()) {
    mpi::check(MPI_Probe(neighbours_[neighbour], step_tag, comm_.state().mpi, &status), "MPI_Probe");
    mpi::check(MPI_Get_count(&status, MPI_BYTE, &count), "MPI_Get_count");
    into.resize(size + static_cast<std::size_t>(count));
    mpi::check(MPI_Recv(into.data() + size, count, MPI_BYTE, neighbours_[neighbour], step_tag, comm_.state().mpi,
                        MPI_STATUS_IGNORE),
               "MPI_Recv");
    size = into.size();
  }
  received_[neighbour] = size;
  return std::span(into).first(size);
}

void NeighbourExchange::finish(const std::function<void(std::size_t, std::span<const std::byte>)>& receive) {
  for (std::size_t n = 0; n < neighbours_.size(); ++n) {
    if (left_out_[n]) continue;
    std::optional<Waiting> waiting("MPI_Wait for a neighbour's message");
    const std::span<const std::byte> bytes = receive_from(n);
    waiting.reset();
    receive(n, bytes);
  }
  if (!flight_->sends.empty()) {
    const Waiting waiting("MPI_Waitall of messages to neighbours");
    mpi::wait_all(flight_->sends);
  }
  for (auto& bytes : outgoing_) bytes.clear();
  left_out_.assign(neighbours_.size(), false);
}

}  // namespace machi
