/// \file  Names of groups whose members are on several ranks.
#include <algorithm>
#include <functional>
#include <span>
#include <string_view>
#include <unordered_map>

#include "engine/comm/packet.hpp"
#include "io/people/evacuees.hpp"

namespace machi {
namespace {

struct EvacueeGroup {
  std::uint64_t smallest{no_group};  ///< id
  std::uint64_t members{0};

  void add(const EvacueeGroup& other) {
    smallest = std::min(smallest, other.smallest);
    members += other.members;
  }
};

// What ranks ask of the texts that this rank looks after: all members of each.
std::vector<std::vector<EvacueeGroup>> answers_to(const ByteRows& asked) {
  std::unordered_map<std::string_view, EvacueeGroup> groups;
  std::vector<std::vector<const EvacueeGroup*>> known(asked.offsets.size() - 1);
  for (std::size_t rank = 0; rank < known.size(); ++rank) {
    PacketReader reader(
        std::span(asked.bytes).subspan(asked.offsets[rank], asked.offsets[rank + 1] - asked.offsets[rank]));
    while (!reader.at_end()) {
      const auto part = reader.take<EvacueeGroup>();
      const std::span<const std::byte> text = reader.take_bytes(reader.take<std::uint64_t>());
      EvacueeGroup& group = groups[{reinterpret_cast<const char*>(text.data()), text.size()}];
      group.add(part);
      known[rank].push_back(&group);
    }
  }
  std::vector<std::vector<EvacueeGroup>> answers(known.size());
  for (std::size_t rank = 0; rank < known.size(); ++rank)
    for (const EvacueeGroup* group : known[rank]) answers[rank].push_back(*group);
  return answers;
}

// The groups with their members on all ranks.
std::vector<EvacueeGroup> united_groups(const Comm& comm, const std::vector<std::string>& texts,
                                        const std::vector<EvacueeGroup>& parts) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  const auto looks_after = [&](const std::string& text) { return std::hash<std::string_view>()(text) % ranks; };
  std::vector<std::vector<std::byte>> rows(ranks);
  for (std::size_t g = 0; g < texts.size(); ++g) {
    PacketWriter writer(rows[looks_after(texts[g])]);
    writer.put(parts[g]);
    writer.put(static_cast<std::uint64_t>(texts[g].size()));
    writer.put_bytes(std::as_bytes(std::span(texts[g])));
  }
  const std::vector<std::vector<EvacueeGroup>> told = comm.all_to_all_of(answers_to(comm.all_to_all(rows)));
  std::vector<EvacueeGroup> groups;
  std::vector<std::size_t> next(ranks, 0);
  for (const std::string& text : texts) {
    const std::size_t rank = looks_after(text);
    groups.push_back(told[rank][next[rank]++]);
  }
  return groups;
}

}  // namespace

void name_groups(const Comm& comm, EvacueeFile& file) {
  Population& people = file.people;
  std::vector<EvacueeGroup> groups(file.groups.size());
  for (std::size_t k = 0; k < people.size(); ++k)
    if (people.group[k] != no_group) groups[people.group[k]].add({people.id[k], 1});
  if (comm.size() > 1) groups = united_groups(comm, file.groups, groups);
  file.groups = {};
  for (std::uint64_t& group : people.group)
    if (group != no_group) group = groups[group].members > 1 ? groups[group].smallest : no_group;
}

}  // namespace machi
