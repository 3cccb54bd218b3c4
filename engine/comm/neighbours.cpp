#include "engine/comm/neighbours.hpp"

#include <optional>

#include "engine/comm/mpi_state.hpp"
#include "engine/core/error.hpp"
#include "engine/core/heartbeat.hpp"

namespace machi {
namespace {

constexpr int step_tag = 1;

}  // namespace

struct NeighbourExchange::Flight {
  std::vector<MPI_Request> requests;
};

NeighbourExchange::NeighbourExchange(const Comm& comm, std::vector<int> neighbours)
    : comm_(comm),
      neighbours_(std::move(neighbours)),
      outgoing_(neighbours_.size()),
      left_out_(neighbours_.size(), false),
      flight_(std::make_unique<Flight>()) {}

NeighbourExchange::~NeighbourExchange() = default;

void NeighbourExchange::start() {
  for (std::size_t n = 0; n < neighbours_.size(); ++n) {
    if (left_out_[n]) continue;
    if (outgoing_[n].size() >= mpi::piece_bytes)
      throw RunError("a message between neighbour ranks would exceed 1 GiB. Use more ranks");
    mpi::check(MPI_Isend(outgoing_[n].data(), static_cast<int>(outgoing_[n].size()), MPI_BYTE, neighbours_[n], step_tag,
                         comm_.state().mpi, &flight_->requests.emplace_back()),
               "MPI_Isend");
    ++messages_;
    bytes_ += outgoing_[n].size();
  }
}

void NeighbourExchange::finish(const std::function<void(std::size_t, std::span<const std::byte>)>& receive) {
  for (std::size_t n = 0; n < neighbours_.size(); ++n) {
    if (left_out_[n]) continue;
    MPI_Status status;
    std::optional<Waiting> waiting("MPI_Probe of a neighbour's message");
    mpi::check(MPI_Probe(neighbours_[n], step_tag, comm_.state().mpi, &status), "MPI_Probe");
    int count = 0;
    mpi::check(MPI_Get_count(&status, MPI_BYTE, &count), "MPI_Get_count");
    incoming_.resize(static_cast<std::size_t>(count));
    mpi::check(
        MPI_Recv(incoming_.data(), count, MPI_BYTE, neighbours_[n], step_tag, comm_.state().mpi, MPI_STATUS_IGNORE),
        "MPI_Recv");
    waiting.reset();
    receive(n, incoming_);
  }
  if (!flight_->requests.empty()) {
    const Waiting waiting("MPI_Waitall of messages to neighbours");
    mpi::wait_all(flight_->requests);
  }
  for (auto& bytes : outgoing_) bytes.clear();
  left_out_.assign(neighbours_.size(), false);
}

}  // namespace machi
