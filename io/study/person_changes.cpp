#include "io/study/person_changes.hpp"

#include <cmath>

#include "engine/core/error.hpp"

namespace machi {
namespace {

struct PersonColumns {
  std::vector<std::uint64_t> id;
  std::vector<std::uint16_t> district;
  std::vector<std::uint32_t> building;
  std::vector<std::uint8_t> fate;
  std::vector<float> time_s;
  std::vector<float> departure_s;
  std::vector<float> free_speed_m_s;
  std::vector<std::string> class_of;  ///< name, by person
  std::vector<std::string> districts;
};

template <class T>
std::vector<T> person_column(const H5Input& file, const char* name, std::size_t rows) {
  std::vector<T> values = file.read<T>(std::string("/persons/") + name);
  if (values.size() != rows)
    throw InputError(file.path(), std::string("/persons/") + name + " does not fit its table (damaged). Run it again");
  return values;
}

PersonColumns read_persons(const StudyRun& run) {
  const H5Input file = open_result(run.files.result);
  PersonColumns persons;
  persons.id = file.read<std::uint64_t>("/persons/id");
  const std::size_t rows = persons.id.size();
  persons.district = person_column<std::uint16_t>(file, "district", rows);
  persons.building = person_column<std::uint32_t>(file, "building", rows);
  persons.fate = person_column<std::uint8_t>(file, "fate", rows);
  persons.time_s = person_column<float>(file, "time_s", rows);
  persons.departure_s = person_column<float>(file, "departure_s", rows);
  persons.free_speed_m_s = person_column<float>(file, "free_speed_m_s", rows);
  const std::vector<std::string> names = file.read_string_list("/classes/name");
  for (const auto row : person_column<decltype(Walker::person_class)>(file, "class", rows))
    persons.class_of.push_back(row < names.size() ? names[row] : std::string());
  persons.districts = file.read_string_list("/districts/name");
  return persons;
}

PersonOutcome outcome_of(std::uint8_t fate) {
  switch (static_cast<PersonFate>(fate)) {
    case PersonFate::safe:
      return PersonOutcome::safe;
    case PersonFate::lost:
      return PersonOutcome::lost;
    case PersonFate::stays:
      return PersonOutcome::staying;
    case PersonFate::waiting:
    case PersonFate::walking:
    case PersonFate::at_entrance:
      break;
  }
  return PersonOutcome::under_way;
}

void count_move(Moves& moves, PersonOutcome base, PersonOutcome proposal) {
  ++moves.count[static_cast<std::size_t>(base)][static_cast<std::size_t>(proposal)];
}

void add_person(std::int64_t seed, const PersonColumns& base, std::size_t b, const PersonColumns& proposal,
                std::size_t p, PersonChanges& changes) {
  const PersonOutcome before = outcome_of(base.fate[b]);
  const PersonOutcome after = outcome_of(proposal.fate[p]);
  const std::string& person_class = base.class_of[b];
  const bool in_district = base.district[b] < base.districts.size();
  count_move(changes.all, before, after);
  count_move(changes.classes[person_class], before, after);
  if (in_district) count_move(changes.districts[base.districts[base.district[b]]], before, after);
  if (base.building[b] != no_index) count_move(changes.buildings[base.building[b]], before, after);
  if (person_class != proposal.class_of[p] || base.free_speed_m_s[b] != proposal.free_speed_m_s[p] ||
      base.departure_s[b] != proposal.departure_s[p])
    ++changes.with_other_traits;
  if (before == PersonOutcome::safe && after == PersonOutcome::safe)
    ++changes.arrival.persons_by_tenths[static_cast<std::int32_t>(
        std::lround(10 * (static_cast<double>(proposal.time_s[p]) - static_cast<double>(base.time_s[b]))))];
  if (before != after)
    changes.moved.push_back({seed, base.id[b], person_class,
                             in_district ? base.districts[base.district[b]] : std::string(), base.building[b], before,
                             after, base.time_s[b], proposal.time_s[p]});
}

}  // namespace

std::int64_t Moves::persons() const {
  std::int64_t sum = 0;
  for (const auto& row : count)
    for (const std::int64_t each : row) sum += each;
  return sum;
}

std::int64_t Moves::more_lost() const {
  std::int64_t more = 0;
  const auto lost = static_cast<std::size_t>(PersonOutcome::lost);
  for (std::size_t k = 0; k < outcomes; ++k) more += count[k][lost] - count[lost][k];
  return more;
}

void Moves::add(const Moves& other) {
  for (std::size_t b = 0; b < outcomes; ++b)
    for (std::size_t p = 0; p < outcomes; ++p) count[b][p] += other.count[b][p];
}

std::int64_t ArrivalChange::persons() const {
  std::int64_t sum = 0;
  for (const auto& [tenths, persons] : persons_by_tenths) sum += persons;
  return sum;
}

double ArrivalChange::mean_s() const {
  std::int64_t tenths_sum = 0;
  for (const auto& [tenths, persons] : persons_by_tenths) tenths_sum += tenths * persons;
  const std::int64_t all = persons();
  return all == 0 ? 0 : 0.1 * static_cast<double>(tenths_sum) / static_cast<double>(all);
}

double ArrivalChange::quantile_s(double share) const {
  const double wanted = share * static_cast<double>(persons());
  std::int64_t sum = 0;
  for (const auto& [tenths, persons] : persons_by_tenths) {
    sum += persons;
    if (static_cast<double>(sum) >= wanted) return 0.1 * tenths;
  }
  return 0;
}

std::int64_t ArrivalChange::earlier() const {
  std::int64_t sum = 0;
  for (const auto& [tenths, persons] : persons_by_tenths) sum += tenths < 0 ? persons : 0;
  return sum;
}

std::int64_t ArrivalChange::later() const {
  std::int64_t sum = 0;
  for (const auto& [tenths, persons] : persons_by_tenths) sum += tenths > 0 ? persons : 0;
  return sum;
}

void add_person_changes(const RunPair& pair, PersonChanges& changes) {
  const PersonColumns base = read_persons(*pair.base);
  const PersonColumns proposal = read_persons(*pair.proposal);
  std::size_t b = 0;
  std::size_t p = 0;
  while (b < base.id.size() || p < proposal.id.size()) {
    if (p == proposal.id.size() || (b < base.id.size() && base.id[b] < proposal.id[p])) {
      ++changes.only_in_base;
      ++b;
    } else if (b == base.id.size() || proposal.id[p] < base.id[b]) {
      ++changes.only_in_proposal;
      ++p;
    } else {
      add_person(pair.base->seed, base, b++, proposal, p++, changes);
    }
  }
}

}  // namespace machi
