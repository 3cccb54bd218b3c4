#include "io/options/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "engine/core/error.hpp"

namespace machi {
namespace {

// Units keep their capitals in files, `heating_C`; a command line has none.
bool is_key(std::string_view key, OptionStyle style) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::size_t allowed = letters.size() - (style == OptionStyle::flags ? 26 : 0);
  return !key.empty() && key[0] >= 'a' && key[0] <= 'z' &&
         key.find_first_not_of(letters.substr(0, allowed)) == key.npos;
}

// Edits (insert, delete, replace, swap of neighbours) between two words: Damerau 1964, optimal string alignment.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

OptionTable::OptionTable(std::string section, std::string summary, OptionStyle style)
    : section_(std::move(section)), summary_(std::move(summary)), style_(style) {}

Option& OptionTable::add(Option option) {
  const std::string where = section_ + "." + option.key();
  if (!is_key(option.key(), style_)) throw std::logic_error(where + ": an option's key is snake_case");
  if (find(option.key()) != nullptr || find_items(option.key()) != nullptr || find_items("") != nullptr)
    throw std::logic_error(where + ": declared twice");
  if (const auto problem = option.problem_of_default()) throw std::logic_error(where + ": the default " + *problem);
  return options_.emplace_back(std::move(option));
}

Option& OptionTable::number(std::string key, double& value, std::string unit, double low, double high,
                            std::string text) {
  return add(
      Option(std::move(key), Option::Kind::number, &value, std::move(text)).unit(std::move(unit)).range(low, high));
}

Option& OptionTable::integer(std::string key, std::int64_t& value, std::string unit, std::int64_t low,
                             std::int64_t high, std::string text) {
  return add(
      Option(std::move(key), Option::Kind::integer, &value, std::move(text)).unit(std::move(unit)).range(low, high));
}

Option& OptionTable::number(std::string key, std::optional<double>& value, std::string unit, double low, double high,
                            std::string text) {
  return add(
      Option(std::move(key), Option::Kind::number, &value, std::move(text)).unit(std::move(unit)).range(low, high));
}

Option& OptionTable::integer(std::string key, std::optional<std::int64_t>& value, std::string unit, std::int64_t low,
                             std::int64_t high, std::string text) {
  return add(
      Option(std::move(key), Option::Kind::integer, &value, std::move(text)).unit(std::move(unit)).range(low, high));
}

Option& OptionTable::numbers(std::string key, std::vector<double>& value, std::string unit, double low, double high,
                             std::string text) {
  return add(
      Option(std::move(key), Option::Kind::numbers, &value, std::move(text)).unit(std::move(unit)).range(low, high));
}

Option& OptionTable::enumeration(std::string key, std::uint8_t* value, std::vector<std::string> choices,
                                 std::string text) {
  return add(Option(std::move(key), Option::Kind::choice, Option::EnumMember{value}, std::move(text))
                 .choices(std::move(choices)));
}

ItemList& OptionTable::items(std::string key, std::string kind_key, std::string text) {
  if (key.empty() && !(options_.empty() && item_lists_.empty()))
    throw std::logic_error(section_ + ": a section that is a list has nothing else");
  if (!key.empty() && !is_key(key, style_))
    throw std::logic_error(section_ + "." + key + ": an option's key is snake_case");
  if (find(key) != nullptr || find_items(key) != nullptr || find_items("") != nullptr)
    throw std::logic_error(section_ + "." + key + ": declared twice");
  return item_lists_.emplace_back(section_, std::move(key), std::move(kind_key), std::move(text));
}

Option& OptionTable::flag(std::string key, bool& value, std::string text) {
  return add(Option(std::move(key), Option::Kind::flag, &value, std::move(text)));
}

Option& OptionTable::text(std::string key, std::string& value, std::string text) {
  return add(Option(std::move(key), Option::Kind::text, &value, std::move(text)));
}

Option& OptionTable::choice(std::string key, std::string& value, std::vector<std::string> choices, std::string text) {
  return add(Option(std::move(key), Option::Kind::choice, &value, std::move(text)).choices(std::move(choices)));
}

Option& OptionTable::list(std::string key, std::vector<std::string>& value, std::string text) {
  return add(Option(std::move(key), Option::Kind::list, &value, std::move(text)));
}

Option& OptionTable::positional(std::string key, std::string& value, std::string text) {
  return add(Option(std::move(key), Option::Kind::text, &value, std::move(text)).positional());
}

Option& OptionTable::positionals(std::string key, std::vector<std::string>& values, std::string text) {
  return add(Option(std::move(key), Option::Kind::list, &values, std::move(text)).positional());
}

Option* OptionTable::find(std::string_view key) {
  const auto it = std::find_if(options_.begin(), options_.end(), [&](const Option& o) { return o.key() == key; });
  return it == options_.end() ? nullptr : &*it;
}

const Option* OptionTable::find(std::string_view key) const {
  return const_cast<OptionTable*>(this)->find(key);
}

ItemList* OptionTable::find_items(std::string_view key) {
  const auto it = std::find_if(item_lists_.begin(), item_lists_.end(), [&](const auto& l) { return l.key() == key; });
  return it == item_lists_.end() ? nullptr : &*it;
}

std::vector<std::string> OptionTable::keys() const {
  std::vector<std::string> keys;
  for (const Option& option : options_) keys.push_back(option.key());
  for (const ItemList& list : item_lists_)
    if (!list.key().empty()) keys.push_back(list.key());
  return keys;
}

bool OptionTable::is_set(std::string_view key) const {
  const Option* option = find(key);
  if (option == nullptr) throw std::logic_error(fmt::format("{}.{}: nobody declared it", section_, key));
  return option->is_set();
}

void OptionTable::check_required() const {
  std::vector<std::string> missing;
  for (const Option& option : options_)
    if (option.is_required() && !option.is_set()) missing.push_back(option.flag_name());
  if (missing.empty()) return;
  throw UsageError(fmt::format("{}: {} {} missing. See `machi {} --help`", section_, fmt::join(missing, ", "),
                               missing.size() == 1 ? "is" : "are", section_));
}

OptionTable* find_table(std::string_view section, const std::vector<OptionTable*>& tables) {
  const auto it = std::find_if(tables.begin(), tables.end(), [&](const auto* t) { return t->section() == section; });
  return it == tables.end() ? nullptr : *it;
}

std::vector<std::string> table_names(const std::vector<OptionTable*>& tables) {
  std::vector<std::string> names;
  names.reserve(tables.size());
  for (const OptionTable* table : tables) names.push_back(table->section());
  return names;
}

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
  constexpr std::size_t longest = 100;
  if (word.size() > longest) return {};
  const std::string* nearest = nullptr;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t edits = edits_between(word, name);
    if (edits < fewest) {
      fewest = edits;
      nearest = &name;
    }
  }
  return nearest == nullptr ? std::string{} : *nearest;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(word, names);
  return nearest.empty() ? std::string{} : fmt::format(". Did you mean '{}'?", nearest);
}

std::vector<std::string> words_of_list(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::size_t first = text.find_first_not_of(' ', at);
    if (first < end) words.emplace_back(text.substr(first, text.find_last_not_of(' ', end - 1) + 1 - first));
    at = end + 1;
  }
  return words;
}

}  // namespace machi
