/// \file  What a proposal changes for each person of an evacuation: persons of two runs, matched by id.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/study/run_side.hpp"

namespace machi {

/// How an evacuation ended for a person.
enum class PersonOutcome : std::uint8_t { safe, lost, under_way, staying };
inline constexpr std::size_t outcomes = 4;
inline constexpr std::array<const char*, outcomes> outcome_names{"safe", "lost", "under_way", "staying"};

/// Persons by their outcome in the base and in the proposal.
struct Moves {
  std::array<std::array<std::int64_t, outcomes>, outcomes> count{};

  std::int64_t of(PersonOutcome base, PersonOutcome proposal) const {
    return count[static_cast<std::size_t>(base)][static_cast<std::size_t>(proposal)];
  }
  std::int64_t persons() const;
  /// Lost in the proposal less lost in the base.
  std::int64_t more_lost() const;
  void add(const Moves& other);
};

/// Arrivals of who is safe in both, proposal less base, in tenths of a second.
struct ArrivalChange {
  std::map<std::int32_t, std::int64_t> persons_by_tenths;
  std::int64_t persons() const;
  double mean_s() const;
  /// The smallest change that at least `share` of them do not exceed.
  double quantile_s(double share) const;
  std::int64_t earlier() const;
  std::int64_t later() const;
};

/// A person whose outcome is another.
struct MovedPerson {
  std::int64_t seed{0};
  std::uint64_t id{0};
  std::string person_class;
  std::string district;
  std::uint32_t building{0};
  PersonOutcome base{PersonOutcome::safe};
  PersonOutcome proposal{PersonOutcome::safe};
  float base_s{0};
  float proposal_s{0};
};

struct PersonChanges {
  Moves all;
  std::map<std::string, Moves> classes;    ///< by the person's class in the base
  std::map<std::string, Moves> districts;  ///< by its district in the base; who is in none is in none of them
  std::map<std::uint32_t, Moves> buildings;
  std::int64_t only_in_base{0};
  std::int64_t only_in_proposal{0};
  std::int64_t with_other_traits{0};  ///< matched, but of another class, speed or departure: not the same draw
  ArrivalChange arrival;
  std::vector<MovedPerson> moved;  ///< by seed, then id
};

/// Adds the persons of one pair of runs. Throws InputError where a result is damaged.
void add_person_changes(const RunPair& pair, PersonChanges& changes);

}  // namespace machi
