/// \file  What ranks know of things that have the same names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/comm/comm.hpp"
#include "engine/comm/packet.hpp"

namespace machi {

/// For each of this rank's names, which differ, what all ranks that have the name know of it: facts[k] of names[k],
/// plain data, to which join(so_far, other) adds that of the next higher rank. A name is looked after by the rank that
/// its hash says, so that no rank has them all. Collective.
template <class Fact, class Join>
std::vector<Fact> joined_by_name(const Comm& comm, const std::vector<std::string>& names,
                                 const std::vector<Fact>& facts, const Join& join) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  const auto looks_after = [&](const std::string& name) { return std::hash<std::string_view>()(name) % ranks; };
  std::vector<std::vector<std::byte>> rows(ranks);
  for (std::size_t k = 0; k < names.size(); ++k) {
    PacketWriter writer(rows[looks_after(names[k])]);
    writer.put(facts[k]);
    writer.put_text(names[k]);
  }
  const ByteRows told = comm.all_to_all(rows);
  std::unordered_map<std::string_view, Fact> joined;
  std::vector<std::vector<const Fact*>> places(ranks);
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    const std::uint64_t begin = told.offsets[rank];
    for (PacketReader reader(std::span(told.bytes).subspan(begin, told.offsets[rank + 1] - begin)); !reader.at_end();) {
      const auto fact = reader.take<Fact>();
      const auto [found, is_new] = joined.emplace(reader.take_text(), fact);
      if (!is_new) join(found->second, fact);
      places[rank].push_back(&found->second);
    }
  }
  std::vector<std::vector<Fact>> answers(ranks);
  for (std::size_t rank = 0; rank < ranks; ++rank)
    for (const Fact* const fact : places[rank]) answers[rank].push_back(*fact);
  answers = comm.all_to_all_of(answers);
  std::vector<Fact> known;
  known.reserve(names.size());
  std::vector<std::size_t> next(ranks, 0);
  for (const std::string& name : names) {
    const std::size_t rank = looks_after(name);
    known.push_back(answers[rank][next[rank]++]);
  }
  return known;
}

}  // namespace machi
