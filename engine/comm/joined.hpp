/// \file  Many rows of plain data from rank to rank, held no more often than need be.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "engine/comm/comm.hpp"

namespace machi {

/// Comm::all_to_all_of for many values: those that came, one rank's after the other's; `rows` are let go as they are
/// sent. Collective.
template <class T>
std::vector<T> all_to_all_joined(const Comm& comm, std::vector<std::vector<T>> rows) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (comm.size() == 1) return std::move(rows[0]);
  std::vector<std::vector<std::byte>> raw(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto bytes = std::as_bytes(std::span<const T>(rows[r]));
    raw[r].assign(bytes.begin(), bytes.end());
    rows[r] = {};
  }
  return vector_of<T>(comm.all_to_all(raw).bytes);
}

}  // namespace machi
