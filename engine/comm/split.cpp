#include "engine/comm/split.hpp"

#include "engine/comm/mpi_state.hpp"

namespace machi {

Comm split(const Comm& comm, int group) {
  if (comm.state().mpi == MPI_COMM_NULL) return Comm::null();
  Comm made = Comm::null();
  auto& state = const_cast<Comm::State&>(made.state());  // ours alone until it is returned
  mpi::check(MPI_Comm_split(comm.state().mpi, group, comm.rank(), &state.mpi), "MPI_Comm_split");
  state.owned = true;
  mpi::check(MPI_Comm_rank(state.mpi, &state.rank), "MPI_Comm_rank");
  mpi::check(MPI_Comm_size(state.mpi, &state.size), "MPI_Comm_size");
  return state.size == 1 ? Comm::null() : made;
}

}  // namespace machi
