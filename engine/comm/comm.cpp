#include "engine/comm/comm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <thread>

#include "engine/comm/mpi_state.hpp"
#include "engine/core/error.hpp"
#include "engine/core/heartbeat.hpp"
#include "engine/core/machine.hpp"

namespace machi {

namespace mpi {

void check(int code, const char* what) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw RunError(fmt::format("{} failed: {}", what, text.data()));
}

void send_pieces(const Comm::State& state, std::span<const std::byte> bytes, int to, int tag,
                 std::vector<MPI_Request>& requests) {
  for_each_piece(bytes.size(), [&](std::uint64_t at, int count) {
    check(MPI_Isend(bytes.data() + at, count, MPI_BYTE, to, tag, state.mpi, &requests.emplace_back()), "MPI_Isend");
  });
}

void receive_pieces(const Comm::State& state, std::span<std::byte> bytes, int from, int tag,
                    std::vector<MPI_Request>& requests) {
  for_each_piece(bytes.size(), [&](std::uint64_t at, int count) {
    check(MPI_Irecv(bytes.data() + at, count, MPI_BYTE, from, tag, state.mpi, &requests.emplace_back()), "MPI_Irecv");
  });
}

void wait_all(std::vector<MPI_Request>& requests) {
  if (requests.empty()) return;  // nor does this need MPI to run
  check(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE), "MPI_Waitall");
  requests.clear();
}

}  // namespace mpi

namespace {

using mpi::check;
using mpi::receive_pieces;
using mpi::send_pieces;
using mpi::wait_all;

// Tag of messages inside a collective of ours.
constexpr int collective_tag = 0;

bool started_by_a_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "SLURM_STEP_ID", "SMPI_GLOBAL_SIZE"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

bool mpi_running() {
  int started = 0;
  int ended = 0;
  MPI_Initialized(&started);  // these two cannot fail
  MPI_Finalized(&ended);
  return started != 0 && ended == 0;
}

std::int64_t reduce_one(const Comm::State& state, std::int64_t mine, MPI_Op op) {
  if (state.mpi == MPI_COMM_NULL) return mine;
  std::int64_t all = 0;
  const Waiting waiting("MPI_Allreduce");
  check(MPI_Allreduce(&mine, &all, 1, MPI_INT64_T, op, state.mpi), "MPI_Allreduce");
  return all;
}

void reduce_span(const Comm::State& state, std::span<std::int64_t> values, MPI_Op op) {
  if (state.mpi == MPI_COMM_NULL) return;
  const Waiting waiting("MPI_Allreduce");
  constexpr int size = sizeof(std::int64_t);
  mpi::for_each_piece(values.size_bytes(), [&](std::uint64_t at, int count) {
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + at / size, count / size, MPI_INT64_T, op, state.mpi),
          "MPI_Allreduce");
  });
}

// Where ranks that end by an exception wait for each other, so that no collective of the work is disturbed.
MPI_Comm& ending() {
  static MPI_Comm comm = MPI_COMM_NULL;
  return comm;
}

std::vector<std::uint64_t> offsets_of(std::span<const std::uint64_t> sizes) {
  std::vector<std::uint64_t> offsets(sizes.size() + 1, 0);
  for (std::size_t i = 0; i < sizes.size(); ++i) offsets[i + 1] = offsets[i] + sizes[i];
  return offsets;
}

}  // namespace

Comm::State::~State() {
  if (owned && mpi_running()) MPI_Comm_free(&mpi);
}

MpiSession::MpiSession(int& argc, char**& argv) {
  if (!started_by_a_launcher()) return;
  int provided = 0;
  // SimGrid's SMPI reports MPI_THREAD_SINGLE although funnelled use works, so the level is not checked.
  check(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check(MPI_Comm_dup(MPI_COMM_WORLD, &ending()), "MPI_Comm_dup");
}

MpiSession::~MpiSession() {
  if (!mpi_running()) return;
  MPI_Comm_free(&ending());
  MPI_Finalize();
}

Comm Comm::null() {
  return Comm(std::make_shared<State>());
}

Comm Comm::world() {
  if (!mpi_running()) return null();
  auto state = std::make_shared<State>();
  state->mpi = MPI_COMM_WORLD;
  check(MPI_Comm_rank(MPI_COMM_WORLD, &state->rank), "MPI_Comm_rank");
  check(MPI_Comm_size(MPI_COMM_WORLD, &state->size), "MPI_Comm_size");
  return Comm(std::move(state));
}

int Comm::rank() const {
  return state_->rank;
}
int Comm::size() const {
  return state_->size;
}

void Comm::barrier() const {
  if (state_->mpi == MPI_COMM_NULL) return;
  const Waiting waiting("MPI_Barrier");
  check(MPI_Barrier(state_->mpi), "MPI_Barrier");
}
bool Comm::any(bool mine) const {
  return max(std::int64_t{mine}) != 0;
}
std::int64_t Comm::sum(std::int64_t mine) const {
  return reduce_one(*state_, mine, MPI_SUM);
}
std::int64_t Comm::min(std::int64_t mine) const {
  return reduce_one(*state_, mine, MPI_MIN);
}
std::int64_t Comm::max(std::int64_t mine) const {
  return reduce_one(*state_, mine, MPI_MAX);
}

double Comm::max(double mine) const {
  if (state_->mpi == MPI_COMM_NULL) return mine;
  double all = 0;
  const Waiting waiting("MPI_Allreduce");
  check(MPI_Allreduce(&mine, &all, 1, MPI_DOUBLE, MPI_MAX, state_->mpi), "MPI_Allreduce");
  return all;
}

void Comm::sum(std::span<std::int64_t> values) const {
  reduce_span(*state_, values, MPI_SUM);
}
void Comm::min(std::span<std::int64_t> values) const {
  reduce_span(*state_, values, MPI_MIN);
}
void Comm::max(std::span<std::int64_t> values) const {
  reduce_span(*state_, values, MPI_MAX);
}

// By doubling distances, in log2(ranks) messages. SimGrid's MPI_Exscan sends one between each pair of ranks.
std::int64_t Comm::sum_below(std::int64_t mine) const {
  std::int64_t up_to_me = mine;
  const Waiting waiting("MPI_Sendrecv of a sum");
  for (int distance = 1; distance < size(); distance *= 2) {
    const int above = rank() + distance < size() ? rank() + distance : MPI_PROC_NULL;
    const int below = rank() >= distance ? rank() - distance : MPI_PROC_NULL;
    std::int64_t theirs = 0;
    check(MPI_Sendrecv(&up_to_me, 1, MPI_INT64_T, above, collective_tag, &theirs, 1, MPI_INT64_T, below, collective_tag,
                       state_->mpi, MPI_STATUS_IGNORE),
          "MPI_Sendrecv");
    up_to_me += theirs;
  }
  return up_to_me - mine;
}

void Comm::broadcast(std::vector<std::byte>& bytes) const {
  if (state_->mpi == MPI_COMM_NULL) return;
  const Waiting waiting("MPI_Bcast");
  std::uint64_t size = bytes.size();
  check(MPI_Bcast(&size, 1, MPI_UINT64_T, 0, state_->mpi), "MPI_Bcast");
  bytes.resize(size);
  mpi::for_each_piece(size, [&](std::uint64_t at, int count) {
    check(MPI_Bcast(bytes.data() + at, count, MPI_BYTE, 0, state_->mpi), "MPI_Bcast");
  });
}

std::string Comm::broadcast(std::string text) const {
  const auto span = std::as_bytes(std::span(text));
  std::vector<std::byte> bytes(span.begin(), span.end());
  broadcast(bytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ByteRows Comm::all_gather(std::span<const std::byte> mine) const {
  if (state_->mpi == MPI_COMM_NULL) return {{mine.begin(), mine.end()}, {0, mine.size()}};
  const Waiting waiting("MPI_Allgather");
  std::vector<std::uint64_t> sizes(static_cast<std::size_t>(size()));
  const std::uint64_t my_size = mine.size();
  check(MPI_Allgather(&my_size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, state_->mpi), "MPI_Allgather");
  ByteRows rows{{}, offsets_of(sizes)};
  rows.bytes.resize(rows.offsets.back());
  std::copy(mine.begin(), mine.end(),
            rows.bytes.begin() + static_cast<std::ptrdiff_t>(rows.offsets[static_cast<std::size_t>(rank())]));
  for (int r = 0; r < size(); ++r) {
    const std::uint64_t begin = rows.offsets[static_cast<std::size_t>(r)];
    const std::uint64_t end = rows.offsets[static_cast<std::size_t>(r) + 1];
    mpi::for_each_piece(end - begin, [&](std::uint64_t at, int count) {
      check(MPI_Bcast(rows.bytes.data() + begin + at, count, MPI_BYTE, r, state_->mpi), "MPI_Bcast");
    });
  }
  return rows;
}

ByteRows Comm::gather(std::span<const std::byte> mine) const {
  ByteRows rows;
  rows.offsets = gather_into(mine, [&rows](std::uint64_t bytes) {
    rows.bytes.resize(bytes);
    return rows.bytes.data();
  });
  return rows;
}

std::vector<std::uint64_t> Comm::gather_into(std::span<const std::byte> mine,
                                             const std::function<std::byte*(std::uint64_t)>& room) const {
  if (state_->mpi == MPI_COMM_NULL) {
    std::copy(mine.begin(), mine.end(), room(mine.size()));
    return {0, mine.size()};
  }
  const Waiting waiting("MPI_Gather");
  std::vector<std::uint64_t> sizes(first() ? static_cast<std::size_t>(size()) : 0);
  const std::uint64_t my_size = mine.size();
  check(MPI_Gather(&my_size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, 0, state_->mpi), "MPI_Gather");
  std::vector<MPI_Request> requests;
  std::vector<std::uint64_t> offsets;
  if (first()) {
    offsets = offsets_of(sizes);
    std::byte* const into = room(offsets.back());
    std::copy(mine.begin(), mine.end(), into);
    for (int r = 1; r < size(); ++r) {
      const auto from = static_cast<std::size_t>(r);
      receive_pieces(*state_, {into + offsets[from], sizes[from]}, r, collective_tag, requests);
    }
  } else {
    send_pieces(*state_, mine, 0, collective_tag, requests);
  }
  wait_all(requests);
  return offsets;
}

ByteRows Comm::all_to_all(std::vector<std::vector<std::byte>>& rows) const {
  const auto ranks = static_cast<std::size_t>(size());
  if (state_->mpi == MPI_COMM_NULL) {
    ByteRows same{std::move(rows[0]), {}};
    same.offsets = {0, same.bytes.size()};
    return same;
  }
  const Waiting waiting("MPI_Alltoall");
  std::vector<std::uint64_t> sent(ranks);
  std::vector<std::uint64_t> received(ranks);
  for (std::size_t r = 0; r < ranks; ++r) sent[r] = rows[r].size();
  check(MPI_Alltoall(sent.data(), 1, MPI_UINT64_T, received.data(), 1, MPI_UINT64_T, state_->mpi), "MPI_Alltoall");
  ByteRows result{{}, offsets_of(received)};
  result.bytes.resize(result.offsets.back());
  std::vector<MPI_Request> requests;
  const auto me = static_cast<std::size_t>(rank());
  for (std::size_t r = 0; r < ranks; ++r) {
    const auto slot = std::span(result.bytes).subspan(result.offsets[r], received[r]);
    if (r == me) {
      std::copy(rows[r].begin(), rows[r].end(), slot.begin());
    } else {
      receive_pieces(*state_, slot, static_cast<int>(r), collective_tag, requests);
    }
  }
  for (std::size_t r = 0; r < ranks; ++r)
    if (r != me) send_pieces(*state_, rows[r], static_cast<int>(r), collective_tag, requests);
  wait_all(requests);
  rows.assign(ranks, {});
  return result;
}

void Comm::agree(const std::function<void()>& work) const {
  std::string sentence;
  auto code = ExitCode::done;
  try {
    work();
  } catch (const Error& error) {
    code = error.code();
    sentence = error.what();
  } catch (const std::bad_alloc&) {
    code = ExitCode::failed;
    sentence = "out of memory. Use more ranks or a larger machine";
  } catch (const std::exception& error) {
    code = ExitCode::failed;
    sentence = error.what();
  }
  const std::int64_t nobody = size();
  const std::int64_t lowest = min(code == ExitCode::done ? nobody : rank());
  if (lowest == nobody) return;
  std::vector<std::byte> message;
  if (rank() == lowest) {
    message.push_back(static_cast<std::byte>(code));
    const auto text = std::as_bytes(std::span(sentence));
    message.insert(message.end(), text.begin(), text.end());
  }
  const ByteRows all = all_gather(message);
  const auto failed = static_cast<ExitCode>(all.bytes.at(0));
  throw Error(failed, {reinterpret_cast<const char*>(all.bytes.data()) + 1, all.bytes.size() - 1});
}

bool Comm::all_arrive(double patience_s) const {
  if (state_->mpi == MPI_COMM_NULL) return true;
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Ibarrier(ending(), &request), "MPI_Ibarrier");
  const double end_s = monotonic_s() + patience_s;
  int arrived = 0;
  while (true) {
    check(MPI_Test(&request, &arrived, MPI_STATUS_IGNORE), "MPI_Test");
    if (arrived != 0 || monotonic_s() > end_s) return arrived != 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void Comm::abort(int code) const {
  if (state_->mpi != MPI_COMM_NULL) MPI_Abort(state_->mpi, code);
  std::_Exit(code);
}

std::string mpi_library() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  check(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  const std::string_view all(text.data(), static_cast<std::size_t>(length));
  // OpenMPI goes on about its build; its name and version end at the first comma.
  return std::string(all.substr(0, all.find(',')));
}

}  // namespace machi
