#include "engine/comm/split.hpp"

#include "engine/comm/mpi_state.hpp"

namespace machi {
namespace {

// `make(mpi)` splits the ranks of `comm`.
template <class Make>
Comm split_by(const Comm& comm, const Make& make) {
  if (comm.state().mpi == MPI_COMM_NULL) return Comm::null();
  Comm made = Comm::null();
  auto& state = const_cast<Comm::State&>(made.state());  // ours alone until it is returned
  make(state.mpi);
  state.owned = true;
  mpi::check(MPI_Comm_rank(state.mpi, &state.rank), "MPI_Comm_rank");
  mpi::check(MPI_Comm_size(state.mpi, &state.size), "MPI_Comm_size");
  return state.size == 1 ? Comm::null() : made;
}

}  // namespace

Comm split(const Comm& comm, int group) {
  return split_by(comm, [&](MPI_Comm& made) {
    mpi::check(MPI_Comm_split(comm.state().mpi, group, comm.rank(), &made), "MPI_Comm_split");
  });
}

Comm split_by_host(const Comm& comm) {
  return split_by(comm, [&](MPI_Comm& made) {
    mpi::check(MPI_Comm_split_type(comm.state().mpi, MPI_COMM_TYPE_SHARED, comm.rank(), MPI_INFO_NULL, &made),
               "MPI_Comm_split_type");
  });
}

}  // namespace machi
