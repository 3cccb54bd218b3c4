/// \file  The values in force as YAML.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "io/options/yaml.hpp"

namespace machi {
namespace {

std::string comment_of(const Option& option) {
  std::string comment = option.unit();
  if (!option.is_set()) comment += comment.empty() ? "default" : ", default";
  return comment;
}

void write_value(YAML::Emitter& out, const Option& option) {
  const Option::Value value = option.value();
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    out << YAML::Flow << YAML::BeginSeq;
    for (const std::string& entry : *list) out << YAML::DoubleQuoted << entry;
    out << YAML::EndSeq;
  } else if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    out << YAML::Flow << YAML::BeginSeq;
    for (const double entry : *numbers) out << fmt::format("{}", entry);
    out << YAML::EndSeq;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out << YAML::DoubleQuoted << *text;
  } else {
    out << text_of(value);
  }
}

// What a fresh item of a kind has, to tell which values were given.
std::vector<Option::Value> fresh_values(const ItemKind& kind) {
  std::vector<Option::Value> values;
  kind.with_fresh([&](const OptionTable& table) {
    for (const Option& option : table.options()) values.push_back(option.value());
  });
  return values;
}

void write_item(YAML::Emitter& out, const ItemList& list, const ItemList::Entry& entry) {
  OptionTable table(list.path_of(entry.kind), "", OptionStyle::keys);
  list.bind(entry, table);
  const std::vector<Option::Value> fresh = fresh_values(list.kinds()[entry.kind]);
  out << YAML::BeginMap;
  if (!list.kind_key().empty()) out << YAML::Key << list.kind_key() << YAML::Value << list.kinds()[entry.kind].name;
  for (std::size_t k = 0; k < fresh.size(); ++k) {
    const Option& option = table.options()[k];
    if (option.value() == fresh[k] && !option.is_required()) continue;
    out << YAML::Key << option.key() << YAML::Value;
    write_value(out, option);
  }
  out << YAML::EndMap;
}

void write_entries(YAML::Emitter& out, const ItemList& list) {
  out << YAML::BeginSeq;
  for (const ItemList::Entry& entry : list.entries()) write_item(out, list, entry);
  out << YAML::EndSeq;
}

// The list that a section is, or its options and those of its lists that have entries.
void write_section(YAML::Emitter& out, const OptionTable& table) {
  if (table.item_lists().size() == 1 && table.item_lists()[0].key().empty())
    return write_entries(out, table.item_lists()[0]);
  out << YAML::BeginMap;
  for (const Option& option : table.options()) {
    if (std::holds_alternative<std::monostate>(option.value())) continue;
    out << YAML::Key << option.key() << YAML::Value;
    write_value(out, option);
    if (const std::string comment = comment_of(option); !comment.empty()) out << YAML::Comment(comment);
  }
  for (const ItemList& list : table.item_lists()) {
    if (list.entries().empty()) continue;
    out << YAML::Key << list.key() << YAML::Value;
    write_entries(out, list);
  }
  out << YAML::EndMap;
}

}  // namespace

std::string used_yaml(const std::vector<const OptionTable*>& tables) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  for (const OptionTable* table : tables) {
    out << YAML::Key << table->section() << YAML::Value;
    write_section(out, *table);
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace machi
