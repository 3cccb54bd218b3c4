/// \file  Which class of walkers a person of known age belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/population.hpp"

namespace machi {

/// Ages of a class, in years: [from, to).
struct AgeRange {
  int from{0};
  int to{200};
  bool holds(int age) const { return age >= from && age < to; }
};

/// The ages that a class stands for. Tables say them in their names ("male <30", "female 30-50", ">50"); those who need
/// help, or are called elderly, are 65 and over, as the presets' shares have it (docs/models/people.md); where such a
/// class exists among `classes`, those without an age of their own are younger. "impaired" ones are of any age that
/// their name says. Local.
AgeRange age_range_of(std::span<const PersonClass> classes, std::size_t row);

/// Classes of persons by their ages. Any thread.
class AgeClasses {
 public:
  explicit AgeClasses(std::span<const PersonClass> classes);
  /// The class of one person among those that hold its age, by their shares; of all classes where none does. Depends on
  /// nothing but the classes and the arguments.
  std::uint16_t draw(std::uint8_t age, std::uint64_t seed, std::uint64_t person_id) const;

 private:
  std::vector<std::vector<PersonClass>> shares_;  ///< several ages have the same
  std::array<std::uint8_t, 256> row_of_{};        ///< by age
};

}  // namespace machi
