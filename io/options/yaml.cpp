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

// Collects the mistakes of one file, each with its place.
class Mistakes {
 public:
  explicit Mistakes(std::string name) : name_(std::move(name)) {}
  void add(const YAML::Mark& mark, const std::string& problem) {
    lines_.push_back(fmt::format("{}:{}:{}: {}", name_, mark.line + 1, mark.column + 1, problem));
  }
  void throw_if_any() const {
    if (!lines_.empty()) throw UsageError(fmt::format("{}", fmt::join(lines_, "\n")));
  }

 private:
  std::string name_;
  std::vector<std::string> lines_;
};

std::vector<std::string> keys_of(const OptionTable& table) {
  std::vector<std::string> keys;
  for (const Option& option : table.options()) keys.push_back(option.key());
  return keys;
}

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
    mistakes.add(node.Mark(), fmt::format("{} must be a list, as in [a, b], but is {}", where, kind_of(node)));
    return;
  }
  option.assign_empty_list(OptionSource::file);
  for (const YAML::Node& entry : node) {
    if (entry.IsScalar()) {
      option.assign(entry.Scalar(), OptionSource::file);
    } else {
      mistakes.add(entry.Mark(), fmt::format("an entry of {} is {} instead of a text", where, kind_of(entry)));
    }
  }
}

void read_option(const std::string& where, Option& option, const YAML::Node& node, Mistakes& mistakes) {
  if (option.kind() == Option::Kind::list) {
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

void read_section(OptionTable& table, const YAML::Node& section, Mistakes& mistakes) {
  if (section.IsNull()) return;
  if (!section.IsMap()) {
    mistakes.add(section.Mark(),
                 fmt::format("the section {} must be a mapping, but is {}", table.section(), kind_of(section)));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : section) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    const std::string where = table.section() + "." + key;
    Option* option = table.find(key);
    if (option == nullptr) {
      mistakes.add(entry.first.Mark(), fmt::format("unknown key {}{}", where, did_you_mean(key, keys_of(table))));
    } else if (!seen.insert(key).second) {
      mistakes.add(entry.first.Mark(), fmt::format("the key {} is given twice", where));
    } else {
      read_option(where, *option, entry.second, mistakes);
    }
  }
}

OptionTable* find_section(const std::string& name, const std::vector<OptionTable*>& tables) {
  const auto it = std::find_if(tables.begin(), tables.end(), [&](const auto* t) { return t->section() == name; });
  return it == tables.end() ? nullptr : *it;
}

std::vector<std::string> sections_of(const std::vector<OptionTable*>& tables) {
  std::vector<std::string> names;
  names.reserve(tables.size());
  for (const OptionTable* table : tables) names.push_back(table->section());
  return names;
}

void read_document(const YAML::Node& document, const std::vector<OptionTable*>& tables, Mistakes& mistakes) {
  if (document.IsNull()) return;
  if (!document.IsMap()) {
    mistakes.add(document.Mark(), fmt::format("expected sections ({}), but found {}",
                                              fmt::join(sections_of(tables), ", "), kind_of(document)));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : document) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "?";
    OptionTable* table = find_section(name, tables);
    if (table == nullptr) {
      mistakes.add(entry.first.Mark(),
                   fmt::format("unknown section {}{}", name, did_you_mean(name, sections_of(tables))));
    } else if (!seen.insert(name).second) {
      mistakes.add(entry.first.Mark(), fmt::format("the section {} is given twice", name));
    } else {
      read_section(*table, entry.second, mistakes);
    }
  }
}

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
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out << YAML::DoubleQuoted << *text;
  } else {
    out << text_of(value);
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

void set_value(std::string_view assignment, const std::vector<OptionTable*>& tables) {
  const std::size_t equals = assignment.find('=');
  const std::size_t dot = assignment.substr(0, equals).find('.');
  if (equals == assignment.npos || dot == assignment.npos)
    throw UsageError(fmt::format("--set {}: expected section.key=value", assignment));
  const std::string section(assignment.substr(0, dot));
  const std::string key(assignment.substr(dot + 1, equals - dot - 1));
  const std::string where = section + "." + key;
  OptionTable* table = find_section(section, tables);
  if (table == nullptr)
    throw UsageError(fmt::format("--set: unknown section {}{}", section, did_you_mean(section, sections_of(tables))));
  Option* option = table->find(key);
  if (option == nullptr)
    throw UsageError(fmt::format("--set: unknown key {}{}", where, did_you_mean(key, keys_of(*table))));
  const std::string value(assignment.substr(equals + 1));
  if (option->kind() != Option::Kind::list) {
    if (const auto problem = option->assign(value, OptionSource::command_line))
      throw UsageError(fmt::format("--set {}: {}", where, *problem));
    return;
  }
  option->assign_empty_list(OptionSource::command_line);
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t comma = std::min(value.find(',', at), value.size());
    option->assign(value.substr(at, comma - at), OptionSource::command_line);
    at = comma + 1;
  }
}

std::string used_yaml(const std::vector<const OptionTable*>& tables) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  for (const OptionTable* table : tables) {
    out << YAML::Key << table->section() << YAML::Value << YAML::BeginMap;
    for (const Option& option : table->options()) {
      out << YAML::Key << option.key() << YAML::Value;
      write_value(out, option);
      if (const std::string comment = comment_of(option); !comment.empty()) out << YAML::Comment(comment);
    }
    out << YAML::EndMap;
  }
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

}  // namespace machi
