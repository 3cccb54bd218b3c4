/// \file  `--set section.key=value`, and `--set section.list.id.key=value` for an item of a list.
#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/options/yaml.hpp"

namespace machi {
namespace {

void set_option(Option& option, const std::string& where, const std::string& value) {
  if (option.is_list()) option.assign_empty_list(OptionSource::command_line);
  for (std::size_t at = 0; at < value.size() || !option.is_list();) {
    const std::size_t end = option.is_list() ? std::min(value.find(',', at), value.size()) : value.size();
    if (const auto problem = option.assign(value.substr(at, end - at), OptionSource::command_line))
      throw UsageError(fmt::format("--set {}: {}", where, *problem));
    if (!option.is_list()) return;
    at = end + 1;
  }
  if (const auto problem = option.problem_of_count()) throw UsageError(fmt::format("--set {} has {}", where, *problem));
}

Option& option_of(OptionTable& table, const std::string& key) {
  Option* option = table.find(key);
  if (option == nullptr)
    throw UsageError(fmt::format("--set: unknown key {}.{}{}", table.section(), key, did_you_mean(key, table.keys())));
  return *option;
}

// What `list.ID` stands for: the items with that id, or the one with that number from 1.
std::vector<ItemList::Entry> items_named(const ItemList& list, const std::string& name) {
  std::vector<ItemList::Entry> found;
  std::vector<std::string> ids;
  for (std::size_t k = 0; k < list.entries().size(); ++k) {
    OptionTable table(list.path(), "", OptionStyle::keys);
    list.bind(list.entries()[k], table);
    const Option* id = table.find("id");
    if (id == nullptr) id = table.find("name");
    if (id != nullptr) ids.push_back(text_of(id->value()));
    if (id != nullptr && ids.back() == name) found.push_back(list.entries()[k]);
  }
  for (std::size_t k = 0; k < list.entries().size() && found.empty(); ++k)
    if (name == std::to_string(k + 1)) found.push_back(list.entries()[k]);
  if (found.empty())
    throw UsageError(fmt::format("--set: no entry of {} is called '{}'{}", list.path(), name, did_you_mean(name, ids)));
  return found;
}

// Items of several kinds may share a name; those that have the key are set.
void set_item(const ItemList& list, const std::string& rest, const std::string& value) {
  const std::size_t dot = rest.rfind('.');
  if (dot == rest.npos) throw UsageError(fmt::format("--set {0}.{1}: expected {0}.ID.key=value", list.path(), rest));
  const std::string key = rest.substr(dot + 1);
  const std::vector<ItemList::Entry> entries = items_named(list, rest.substr(0, dot));
  const auto with_table = [&](const ItemList::Entry& entry, const auto& work) {
    OptionTable table(list.path_of(entry.kind), "", OptionStyle::keys);
    list.bind(entry, table);
    return work(table);
  };
  const auto has_key = [&](const ItemList::Entry& entry) {
    return with_table(entry, [&](const OptionTable& table) { return table.find(key) != nullptr; });
  };
  const auto set = [&](const ItemList::Entry& entry) {
    with_table(entry, [&](OptionTable& table) {
      set_option(option_of(table, key), fmt::format("{}.{}", list.path(), rest), value);
    });
  };
  if (std::none_of(entries.begin(), entries.end(), has_key)) set(entries.front());
  for (const ItemList::Entry& entry : entries)
    if (has_key(entry)) set(entry);
}

}  // namespace

void set_value(std::string_view assignment, const std::vector<OptionTable*>& tables) {
  const std::size_t equals = assignment.find('=');
  std::size_t dot = assignment.substr(0, equals).find('.');
  // A section within a section has a dot in its name.
  const std::size_t next = dot == assignment.npos ? dot : assignment.substr(0, equals).find('.', dot + 1);
  if (next != assignment.npos && find_table(assignment.substr(0, next), tables) != nullptr) dot = next;
  if (equals == assignment.npos || dot == assignment.npos)
    throw UsageError(fmt::format("--set {}: expected section.key=value", assignment));
  const std::string section(assignment.substr(0, dot));
  const std::string key(assignment.substr(dot + 1, equals - dot - 1));
  const std::string value(assignment.substr(equals + 1));
  OptionTable* table = find_table(section, tables);
  if (table == nullptr)
    throw UsageError(fmt::format("--set: unknown section {}{}", section, did_you_mean(section, table_names(tables))));
  table->mark_given();
  if (const ItemList* whole = table->find_items("")) return set_item(*whole, key, value);
  const std::size_t second = key.find('.');
  const ItemList* list = second == key.npos ? nullptr : table->find_items(key.substr(0, second));
  if (list != nullptr) return set_item(*list, key.substr(second + 1), value);
  set_option(option_of(*table, key), section + "." + key, value);
}

}  // namespace machi
