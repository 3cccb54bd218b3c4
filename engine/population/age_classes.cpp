#include "engine/population/age_classes.hpp"

#include <cctype>
#include <map>
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

AgeClasses::AgeClasses(std::span<const PersonClass> classes) {
  std::vector<AgeRange> ranges;
  for (std::size_t row = 0; row < classes.size(); ++row) ranges.push_back(age_range_of(classes, row));
  std::map<std::vector<bool>, std::uint8_t> known;
  for (int age = 0; age < static_cast<int>(row_of_.size()); ++age) {
    std::vector<bool> holds;
    double sum = 0;
    for (std::size_t row = 0; row < classes.size(); ++row) {
      holds.push_back(ranges[row].holds(age));
      sum += holds[row] ? classes[row].share : 0;
    }
    if (!(sum > 0)) holds.assign(classes.size(), true);
    const auto [found, is_new] = known.emplace(holds, static_cast<std::uint8_t>(shares_.size()));
    row_of_[static_cast<std::size_t>(age)] = found->second;
    if (!is_new) continue;
    std::vector<PersonClass>& shares = shares_.emplace_back(classes.begin(), classes.end());
    for (std::size_t row = 0; row < classes.size(); ++row)
      if (!holds[row]) shares[row].share = 0;
  }
}

std::uint16_t AgeClasses::draw(std::uint8_t age, std::uint64_t seed, std::uint64_t person_id) const {
  return draw_person_class(shares_[row_of_[age]], seed, person_id);
}

}  // namespace machi
