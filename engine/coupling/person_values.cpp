#include "engine/coupling/person_values.hpp"

#include <algorithm>
#include <limits>

namespace machi {
namespace {

bool lower_id(const PersonValue& a, const PersonValue& b) {
  return a.id < b.id;
}

}  // namespace

// Questions and values meet on the rank that the id names.
std::vector<float> values_of_persons(const Comm& comm, const std::vector<std::uint64_t>& id,
                                     const std::vector<PersonValue>& known) {
  const auto ranks = static_cast<std::size_t>(comm.size());
  std::vector<std::vector<std::uint64_t>> ask(ranks);
  for (const std::uint64_t person : id) ask[person % ranks].push_back(person);
  std::vector<std::vector<PersonValue>> tell(ranks);
  for (const PersonValue& row : known) tell[row.id % ranks].push_back(row);
  std::vector<PersonValue> values_here;
  for (const std::vector<PersonValue>& part : comm.all_to_all_of(tell))
    values_here.insert(values_here.end(), part.begin(), part.end());
  std::sort(values_here.begin(), values_here.end(), lower_id);
  std::vector<std::vector<float>> answers(ranks);
  const std::vector<std::vector<std::uint64_t>> asked = comm.all_to_all_of(ask);
  for (std::size_t rank = 0; rank < ranks; ++rank)
    for (const std::uint64_t person : asked[rank]) {
      const auto found = std::lower_bound(values_here.begin(), values_here.end(), PersonValue{person, 0, 0}, lower_id);
      const bool known_here = found != values_here.end() && found->id == person;
      answers[rank].push_back(known_here ? found->value : std::numeric_limits<float>::quiet_NaN());
    }
  const std::vector<std::vector<float>> got = comm.all_to_all_of(answers);
  std::vector<std::size_t> next(ranks, 0);
  std::vector<float> values;
  values.reserve(id.size());
  for (const std::uint64_t person : id) values.push_back(got[person % ranks][next[person % ranks]++]);
  return values;
}

}  // namespace machi
