/// \file  Names of groups whose members are on several ranks.
#include <algorithm>
#include <vector>

#include "engine/comm/joined_by_name.hpp"
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

}  // namespace

void name_groups(const Comm& comm, EvacueeFile& file) {
  Population& people = file.people;
  std::vector<EvacueeGroup> groups(file.groups.size());
  for (std::size_t k = 0; k < people.size(); ++k)
    if (people.group[k] != no_group) groups[people.group[k]].add({people.id[k], 1});
  if (comm.size() > 1)
    groups = joined_by_name(comm, file.groups, groups,
                            [](EvacueeGroup& so_far, const EvacueeGroup& other) { so_far.add(other); });
  file.groups = {};
  for (std::uint64_t& group : people.group)
    if (group != no_group) group = groups[group].members > 1 ? groups[group].smallest : no_group;
}

}  // namespace machi
