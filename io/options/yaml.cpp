#include "io/options/yaml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"

namespace machi {
namespace {

constexpr std::size_t largest_file = 1'000'000;
// Anchors let a small file say a list many times.
constexpr std::size_t most_entries = 1'000'000;
constexpr std::size_t most_mistakes = 100;

// Collects the mistakes of one file, each with its place, and counts what was read.
class Mistakes {
 public:
  explicit Mistakes(std::string name) : name_(std::move(name)) {}
  void add(const YAML::Mark& mark, const std::string& problem) {
    if (lines_.size() == most_mistakes) lines_.push_back("and more");
    if (lines_.size() > most_mistakes) return;
    lines_.push_back(fmt::format("{}:{}:{}: {}", name_, mark.line + 1, mark.column + 1, problem));
  }
  // False, with a mistake, once the file holds too much.
  bool another(const YAML::Mark& mark) {
    if (++entries_ == most_entries) add(mark, fmt::format("more than {} entries. Give them as a file", most_entries));
    return entries_ < most_entries;
  }
  // What an item is told of its place.
  std::string place(const YAML::Mark& mark) const { return fmt::format("{}:{}", name_, mark.line + 1); }
  void throw_if_any() const {
    if (!lines_.empty()) throw UsageError(fmt::format("{}", fmt::join(lines_, "\n")));
  }

 private:
  std::string name_;
  std::vector<std::string> lines_;
  std::size_t entries_{0};
};

// A word in quotes is a text, whatever it looks like.
bool is_quoted(const YAML::Node& node) {
  return node.Tag() == "!";
}

std::string_view kind_of(const YAML::Node& node) {
  if (node.IsMap()) return "a mapping";
  if (node.IsSequence()) return "a list";
  return node.IsNull() ? "nothing" : "a single value";
}

void read_list(const std::string& where, Option& option, const YAML::Node& node, Mistakes& mistakes) {
  if (!node.IsSequence()) {
    mistakes.add(node.Mark(), fmt::format("{} must be a list, as in {}, but is {}", where,
                                          option.kind() == Option::Kind::numbers ? "[1, 2]" : "[a, b]", kind_of(node)));
    return;
  }
  option.assign_empty_list(OptionSource::file);
  const bool numbers = option.kind() == Option::Kind::numbers;
  for (const YAML::Node& entry : node) {
    if (!mistakes.another(entry.Mark())) return;
    if (!entry.IsScalar()) {
      mistakes.add(entry.Mark(), fmt::format("an entry of {} is {} instead of a {}", where, kind_of(entry),
                                             numbers ? "number" : "text"));
    } else if (const auto problem = option.assign(entry.Scalar(), OptionSource::file)) {
      mistakes.add(entry.Mark(), fmt::format("{}: {}", where, *problem));
      return;
    }
  }
  if (const auto problem = option.problem_of_count())
    mistakes.add(node.Mark(), fmt::format("{} has {}", where, *problem));
}

void read_option(const std::string& where, Option& option, const YAML::Node& node, Mistakes& mistakes) {
  if (option.is_list()) {
    read_list(where, option, node, mistakes);
  } else if (!node.IsScalar()) {
    mistakes.add(node.Mark(), fmt::format("{} must be a single value ({}), but is {}", where, name_of(option.kind()),
                                          kind_of(node)));
  } else if (is_quoted(node) && option.kind() != Option::Kind::text && option.kind() != Option::Kind::choice) {
    mistakes.add(node.Mark(), fmt::format("{} must be a {} without quotes", where, name_of(option.kind())));
  } else if (const auto problem = option.assign(node.Scalar(), OptionSource::file)) {
    mistakes.add(node.Mark(), fmt::format("{}: {}", where, *problem));
  }
}

void read_items(ItemList& list, const YAML::Node& node, Mistakes& mistakes);
void read_section(OptionTable& table, const YAML::Node& section, const std::vector<OptionTable*>& tables,
                  Mistakes& mistakes);

// Keys of a table, and the sections within it.
std::vector<std::string> keys_in(const OptionTable& table, const std::vector<OptionTable*>& tables) {
  std::vector<std::string> keys = table.keys();
  for (const OptionTable* inner : tables)
    if (inner->section().starts_with(table.section() + "."))
      keys.push_back(inner->section().substr(table.section().size() + 1));
  return keys;
}

// The pairs of a mapping into the options and lists of a table, and into the sections within it, which are those of
// `tables` whose names begin with its own. `kind_key` is read already.
void read_mapping(OptionTable& table, const YAML::Node& mapping, const std::string& kind_key,
                  const std::vector<OptionTable*>& tables, Mistakes& mistakes) {
  std::set<std::string> seen;
  for (const auto& entry : mapping) {
    if (!mistakes.another(entry.first.Mark())) return;
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    const std::string where = table.section() + "." + key;
    Option* option = table.find(key);
    ItemList* items = table.find_items(key);
    OptionTable* inner = find_table(where, tables);
    const bool is_kind = !kind_key.empty() && key == kind_key;
    if (option == nullptr && items == nullptr && inner == nullptr && !is_kind) {
      mistakes.add(entry.first.Mark(),
                   fmt::format("unknown key {}{}", where, did_you_mean(key, keys_in(table, tables))));
    } else if (!seen.insert(key).second) {
      mistakes.add(entry.first.Mark(), fmt::format("the key {} is given twice", where));
    } else if (items != nullptr) {
      read_items(*items, entry.second, mistakes);
    } else if (option != nullptr) {
      read_option(where, *option, entry.second, mistakes);
    } else if (inner != nullptr) {
      read_section(*inner, entry.second, tables, mistakes);
    }
  }
}

// The kind that an item names, or the count of kinds where it names none.
std::size_t kind_of_item(const ItemList& list, const YAML::Node& item, Mistakes& mistakes) {
  if (list.kind_key().empty()) return 0;
  const std::vector<std::string> names = list.kind_names();
  for (const auto& entry : item) {
    if (!entry.first.IsScalar() || entry.first.Scalar() != list.kind_key()) continue;
    const std::string name = entry.second.IsScalar() ? entry.second.Scalar() : "?";
    const std::size_t kind = list.find_kind(name);
    if (kind == names.size())
      mistakes.add(entry.second.Mark(),
                   fmt::format("{}: unknown {} '{}'{}", list.path(), list.kind_key(), name, did_you_mean(name, names)));
    return kind;
  }
  mistakes.add(item.Mark(), fmt::format("an entry of {} has no {}. Give it one of {}", list.path(), list.kind_key(),
                                        fmt::join(names, ", ")));
  return names.size();
}

void read_item(ItemList& list, const YAML::Node& item, Mistakes& mistakes) {
  if (!item.IsMap()) {
    mistakes.add(item.Mark(), fmt::format("an entry of {} must be a mapping, but is {}", list.path(), kind_of(item)));
    return;
  }
  const std::size_t kind = kind_of_item(list, item, mistakes);
  if (kind == list.kinds().size()) return;
  OptionTable table(list.path_of(kind), list.kinds()[kind].summary, OptionStyle::keys);
  list.bind(list.add(kind, mistakes.place(item.Mark())), table);
  read_mapping(table, item, list.kind_key(), {}, mistakes);
  for (const Option& option : table.options())
    if (option.is_required() && !option.is_set())
      mistakes.add(item.Mark(), fmt::format("{}.{} is missing", table.section(), option.key()));
}

// One mapping alone counts as a list of one.
void read_items(ItemList& list, const YAML::Node& node, Mistakes& mistakes) {
  if (node.IsNull()) return;
  if (!node.IsSequence()) {
    read_item(list, node, mistakes);
    return;
  }
  for (const YAML::Node& item : node) {
    if (!mistakes.another(item.Mark())) return;
    read_item(list, item, mistakes);
  }
}

void read_section(OptionTable& table, const YAML::Node& section, const std::vector<OptionTable*>& tables,
                  Mistakes& mistakes) {
  table.mark_given();
  if (section.IsNull()) return;
  if (ItemList* list = table.find_items("")) return read_items(*list, section, mistakes);
  if (!section.IsMap()) {
    mistakes.add(section.Mark(),
                 fmt::format("the section {} must be a mapping, but is {}", table.section(), kind_of(section)));
    return;
  }
  read_mapping(table, section, {}, tables, mistakes);
}

void read_document(const YAML::Node& document, const std::vector<OptionTable*>& tables, Mistakes& mistakes) {
  if (document.IsNull()) return;
  if (!document.IsMap()) {
    mistakes.add(document.Mark(), fmt::format("expected sections ({}), but found {}",
                                              fmt::join(table_names(tables), ", "), kind_of(document)));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : document) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    OptionTable* table = find_table(name, tables);
    if (table == nullptr) {
      mistakes.add(entry.first.Mark(),
                   fmt::format("unknown section {}{}", name, did_you_mean(name, table_names(tables))));
    } else if (!seen.insert(name).second) {
      mistakes.add(entry.first.Mark(), fmt::format("the section {} is given twice", name));
    } else {
      read_section(*table, entry.second, tables, mistakes);
    }
  }
}

}  // namespace

void read_yaml(std::string_view text, const std::string& name, const std::vector<OptionTable*>& tables) {
  if (text.size() > largest_file)
    throw UsageError(fmt::format("{}: larger than {} bytes. Is this the file of options?", name, largest_file));
  if (!is_utf8(text)) throw UsageError(fmt::format("{}: is not UTF-8. Save it as UTF-8", name));
  Mistakes mistakes(name);
  try {
    read_document(YAML::Load(std::string(text)), tables, mistakes);
  } catch (const YAML::Exception& error) {
    mistakes.add(error.mark, fmt::format("not YAML: {}", error.msg));
  }
  mistakes.throw_if_any();
}

std::string read_options_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(largest_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A folder opens, but does not read.
  if (!file.is_open() || (file.bad() || (file.fail() && !file.eof())))
    throw UsageError(fmt::format("{}: cannot be read. Give a YAML file", path));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace machi
