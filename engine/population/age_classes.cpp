#include "engine/population/age_classes.hpp"

#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/rng.hpp"
#include "engine/population/person_classes.hpp"
#include "engine/population/purposes.hpp"

namespace machi {
namespace {

constexpr int elderly_from = 65;

int number_at(const std::string& text, std::size_t at) {
  int number = 0;
  for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0; ++at)
    number = 10 * number + (text[at] - '0');
  return number;
}

// "<30", ">50", "30-50" anywhere in a name.
std::optional<AgeRange> range_in(const std::string& name) {
  for (std::size_t at = 0; at + 1 < name.size(); ++at) {
    const bool digit = std::isdigit(static_cast<unsigned char>(name[at + 1])) != 0;
    if (name[at] == '<' && digit) return AgeRange{0, number_at(name, at + 1)};
    if (name[at] == '>' && digit) return AgeRange{number_at(name, at + 1), 200};
    if (name[at] == '-' && digit && at > 0 && std::isdigit(static_cast<unsigned char>(name[at - 1])) != 0) {
      std::size_t begin = at;
      while (begin > 0 && std::isdigit(static_cast<unsigned char>(name[begin - 1])) != 0) --begin;
      return AgeRange{number_at(name, begin), number_at(name, at + 1)};
    }
  }
  return std::nullopt;
}

bool is_elderly(const PersonClass& person) {
  return person.assisted || person.name.starts_with("elderly");
}

}  // namespace

AgeRange age_range_of(std::span<const PersonClass> classes, std::size_t row) {
  if (const auto range = range_in(classes[row].name)) return *range;
  if (is_elderly(classes[row])) return {elderly_from, 200};
  for (const PersonClass& other : classes)
    if (is_elderly(other) && !range_in(other.name)) return {0, elderly_from};
  return {};
}

std::uint16_t draw_class_of_age(std::span<const PersonClass> classes, int age, std::uint64_t seed,
                                std::uint64_t person_id) {
  std::vector<PersonClass> shares(classes.begin(), classes.end());
  double sum = 0;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    if (!age_range_of(classes, row).holds(age)) shares[row].share = 0;
    sum += shares[row].share;
  }
  return sum > 0 ? draw_person_class(shares, seed, person_id) : draw_person_class(classes, seed, person_id);
}

}  // namespace machi
