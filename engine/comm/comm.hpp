/// \file  The ranks of a run as one small noun. The null form has one rank and makes no MPI call, so everything written
/// against Comm runs and is tested without mpirun. This folder holds the only <mpi.h> of the engine.
///
/// Every function is collective: all ranks call it in the same order, from the thread that made the Comm. Counts are
/// 64-bit; messages larger than MPI's int count are sent in pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace machi {

/// Starts MPI for the lifetime of `main` (MPI_THREAD_FUNNELED) and ends it. Without mpirun or srun it starts nothing.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
};

/// Rows of bytes for or from each rank: row r is bytes[offsets[r], offsets[r + 1]).
struct ByteRows {
  std::vector<std::byte> bytes;
  std::vector<std::uint64_t> offsets;
};

class Comm {
 public:
  /// One rank, no MPI.
  static Comm null();
  /// All ranks of the MpiSession; the null form where there is none.
  static Comm world();

  int rank() const;
  int size() const;
  bool first() const { return rank() == 0; }

  void barrier() const;
  bool any(bool mine) const;
  std::int64_t sum(std::int64_t mine) const;
  std::int64_t min(std::int64_t mine) const;
  std::int64_t max(std::int64_t mine) const;
  double max(double mine) const;
  /// Elementwise, in place; the same span length on all ranks. Integers only, so that the order cannot matter.
  void sum(std::span<std::int64_t> values) const;
  void min(std::span<std::int64_t> values) const;
  void max(std::span<std::int64_t> values) const;
  /// Sum over the ranks below mine.
  std::int64_t sum_below(std::int64_t mine) const;

  /// The first rank's bytes, on all ranks.
  void broadcast(std::vector<std::byte>& bytes) const;
  std::string broadcast(std::string text) const;
  /// Row r of the answer came from rank r; on every rank.
  ByteRows all_gather(std::span<const std::byte> mine) const;
  /// Row r of the answer came from rank r; on the first rank only (empty elsewhere).
  ByteRows gather(std::span<const std::byte> mine) const;
  /// rows[r] goes to rank r; row r of the answer came from rank r. `rows` is emptied as it is sent.
  ByteRows all_to_all(std::vector<std::vector<std::byte>>& rows) const;

  /// Runs `work` on every rank. If it throws on any, all ranks throw the Error of the lowest rank that failed, so that
  /// nobody is left waiting in a later collective. `work` must not communicate.
  void agree(const std::function<void()>& work) const;

  /// Whether all ranks call this within `patience_s`. It waits aside from every other function of Comm, so a rank that
  /// left its work by an exception learns here whether the others left too.
  bool all_arrive(double patience_s) const;
  /// Ends all ranks at once, for the case that the others cannot be told. Only `main` may call it.
  [[noreturn]] void abort(int code) const;

  /// Typed forms for plain data.
  template <class T>
  std::vector<T> all_gather_of(std::span<const T> mine) const;
  template <class T>
  std::vector<T> gather_of(std::span<const T> mine) const;
  /// The same for many values: with one rank they are handed on as they are.
  template <class T>
  std::vector<T> gather_of(std::vector<T>&& mine) const;
  template <class T>
  std::vector<std::vector<T>> all_to_all_of(const std::vector<std::vector<T>>& rows) const;

  /// For engine/comm (mpi_state.hpp).
  struct State;
  const State& state() const { return *state_; }

 private:
  /// gather() into room of `bytes` that the first rank is asked for; returns the offsets there.
  std::vector<std::uint64_t> gather_into(std::span<const std::byte> mine,
                                         const std::function<std::byte*(std::uint64_t bytes)>& room) const;

  explicit Comm(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Name and version of the MPI library, as it calls itself.
std::string mpi_library();

/// Copies bytes into a vector of plain data.
template <class T>
std::vector<T> vector_of(std::span<const std::byte> bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) __builtin_memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

template <class T>
std::vector<T> Comm::all_gather_of(std::span<const T> mine) const {
  return vector_of<T>(all_gather(std::as_bytes(mine)).bytes);
}

template <class T>
std::vector<T> Comm::gather_of(std::span<const T> mine) const {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> all;
  gather_into(std::as_bytes(mine), [&all](std::uint64_t bytes) {
    all.resize(bytes / sizeof(T));
    return reinterpret_cast<std::byte*>(all.data());
  });
  return all;
}

template <class T>
std::vector<T> Comm::gather_of(std::vector<T>&& mine) const {
  if (size() == 1) return std::move(mine);
  const std::vector<T> sent = std::move(mine);
  return gather_of(std::span<const T>(sent));
}

template <class T>
std::vector<std::vector<T>> Comm::all_to_all_of(const std::vector<std::vector<T>>& rows) const {
  std::vector<std::vector<std::byte>> raw(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto bytes = std::as_bytes(std::span<const T>(rows[r]));
    raw[r].assign(bytes.begin(), bytes.end());
  }
  const ByteRows got = all_to_all(raw);
  std::vector<std::vector<T>> result(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    result[r] = vector_of<T>(std::span(got.bytes).subspan(got.offsets[r], got.offsets[r + 1] - got.offsets[r]));
  return result;
}

}  // namespace machi
