/// \file  Age classes in the words of Japanese tables.
#include <algorithm>
#include <array>
#include <numeric>

#include "io/archive/csv.hpp"
#include "io/people/people.hpp"

namespace machi {
namespace {

bool holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

template <std::size_t count>
bool holds_any(std::string_view text, const std::array<std::string_view, count>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return holds(text, word); });
}

/// Full-width digits as ASCII.
std::string with_plain_digits(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view wide = text.substr(at, 3);  // ０ is EF BC 90
    if (wide.size() == 3 && wide.starts_with("\xEF\xBC") && wide[2] >= '\x90' && wide[2] <= '\x99') {
      plain += static_cast<char>('0' + (wide[2] - '\x90'));
      at += 2;
    } else {
      plain += text[at];
    }
  }
  return plain;
}

/// The whole numbers in a text; none where one is above 999.
std::vector<std::int16_t> numbers_in(std::string_view text) {
  std::vector<std::int16_t> numbers;
  bool inside = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) numbers.push_back(0);
    if (digit) numbers.back() = static_cast<std::int16_t>(numbers.back() * 10 + (c - '0'));
    if (digit && numbers.back() > 999) return {};
    inside = digit;
  }
  return numbers;
}

}  // namespace

std::optional<AgeClass> age_class_of(std::string_view column) {
  constexpr std::array<std::string_view, 5> parts{"男", "女", "male", "世帯", "外国人"};
  constexpr std::array<std::string_view, 5> all_ages{"総数", "人口計", "総人口", "total", "persons"};
  constexpr std::array<std::string_view, 4> age_words{"歳", "age", "人口", "才"};
  constexpr std::array<std::string_view, 4> open_words{"以上", "over", "+", "plus"};
  const std::string text = with_plain_digits(folded(column));
  if (holds_any(text, parts)) return std::nullopt;
  const std::vector<std::int16_t> ages = numbers_in(text);
  if (ages.empty()) {
    const bool all = holds_any(text, all_ages) || text == "population" || text == "人口";
    return all ? std::optional(AgeClass{}) : std::nullopt;
  }
  const bool starts_with_digit = text[0] >= '0' && text[0] <= '9';
  const bool says_age = holds_any(text, age_words);
  if (!starts_with_digit && !says_age) return std::nullopt;
  if (ages[0] > oldest_age) return std::nullopt;
  if (ages.size() == 2 && ages[0] <= ages[1]) return AgeClass{ages[0], std::min(ages[1], oldest_age)};
  if (ages.size() != 1) return std::nullopt;
  if (holds_any(text, open_words)) return AgeClass{ages[0], oldest_age};
  return says_age ? std::optional(AgeClass{ages[0], ages[0]}) : std::nullopt;
}

std::vector<std::size_t> partition_of_ages(const std::vector<AgeClass>& classes) {
  std::vector<std::size_t> order(classes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return classes[a].low != classes[b].low ? classes[a].low < classes[b].low : classes[a].high < classes[b].high;
  });
  // Longest chain of classes that ends at each age, from the youngest on.
  struct Chain {
    int length{0};
    std::size_t last{0};
  };
  std::array<Chain, oldest_age + 2> until{};  // until[a]: ages 0 … a - 1 are covered
  for (const std::size_t k : order) {
    const auto [low, high] = classes[k];
    const int before = low == 0 ? 0 : until[static_cast<std::size_t>(low)].length;
    Chain& chain = until[static_cast<std::size_t>(high) + 1];
    if ((low == 0 || before > 0) && before + 1 > chain.length) chain = {before + 1, k};
  }
  std::vector<std::size_t> chosen;
  if (until.back().length > 0) {
    for (std::size_t end = oldest_age + 1; end > 0; end = static_cast<std::size_t>(classes[chosen.back()].low)) {
      chosen.push_back(until[end].last);
    }
    std::reverse(chosen.begin(), chosen.end());
    return chosen;
  }
  for (std::size_t k = 1; k < order.size(); ++k) {
    if (classes[order[k]].low <= classes[order[k - 1]].high) return {};
  }
  return order;
}

}  // namespace machi
