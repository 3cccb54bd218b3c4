#include "io/options/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "io/json/json.hpp"

namespace machi {
namespace {

std::string spelling(const Option& option, OptionStyle style) {
  if (style == OptionStyle::keys) {
    const std::string value = option.kind() == Option::Kind::flag ? "true|false" : option.placeholder_text();
    return option.key() + ": " + (option.is_list() ? "[" + value + "]" : value);
  }
  std::string name = option.short_letter() == '\0' ? option.flag_name()
                                                   : fmt::format("-{}, {}", option.short_letter(), option.flag_name());
  const std::string value = option.placeholder_text();
  return value.empty() ? name : name + " " + value;
}

// `0.25 … 10 m, default 1`
std::string facts(const Option& option, OptionStyle style) {
  std::vector<std::string> facts;
  if (option.is_required()) facts.emplace_back("required");
  const std::string range = option.kind() == Option::Kind::choice ? "" : option.range_text();
  if (!range.empty()) {
    facts.push_back(option.unit().empty() ? range : range + " " + option.unit());
  } else if (!option.unit().empty()) {
    facts.push_back("in " + option.unit());
  }
  if (option.kind() == Option::Kind::list && !option.is_positional() && style == OptionStyle::flags)
    facts.emplace_back("may be repeated");
  if (option.kind() != Option::Kind::flag && !text_of(option.default_value()).empty())
    facts.push_back("default " + text_of(option.default_value()));
  return fmt::format("{}", fmt::join(facts, ", "));
}

std::string markdown_cell(const std::string& text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

struct JsonWriter {
  Json operator()(std::monostate) const { return nullptr; }
  template <class Type>
  Json operator()(const Type& value) const {
    return value;
  }
};

Json default_of(const Option& option) {
  return std::visit(JsonWriter{}, option.default_value());
}

// Bounds that exist, as JSON numbers of the option's type.
void add_bounds(const Option& option, Json& into, const char* low, const char* high) {
  if (option.kind() == Option::Kind::number || option.kind() == Option::Kind::numbers) {
    if (option.low() > -std::numeric_limits<double>::infinity()) into[low] = option.low();
    if (option.high() < std::numeric_limits<double>::infinity()) into[high] = option.high();
  } else if (option.kind() == Option::Kind::integer) {
    if (option.low_integer() > std::numeric_limits<std::int64_t>::min()) into[low] = option.low_integer();
    if (option.high_integer() < std::numeric_limits<std::int64_t>::max()) into[high] = option.high_integer();
  }
}

Json schema_of(const Option& option) {
  Json schema;
  switch (option.kind()) {
    case Option::Kind::number:
      schema["type"] = "number";
      break;
    case Option::Kind::integer:
      schema["type"] = "integer";
      break;
    case Option::Kind::flag:
      schema["type"] = "boolean";
      break;
    case Option::Kind::text:
      schema["type"] = "string";
      break;
    case Option::Kind::choice:
      schema["enum"] = option.choices();
      break;
    case Option::Kind::list:
      schema["type"] = "array";
      schema["items"] = {{"type", "string"}};
      break;
    case Option::Kind::numbers:
      schema["type"] = "array";
      schema["items"] = {{"type", "number"}};
      if (option.count() > 0) schema["maxItems"] = option.count();
      break;
  }
  add_bounds(option, option.kind() == Option::Kind::numbers ? schema["items"] : schema, "minimum", "maximum");
  if (!option.is_optional()) schema["default"] = default_of(option);
  schema["description"] = option.unit().empty() ? option.text() : fmt::format("{} [{}]", option.text(), option.unit());
  return schema;
}

// Calls visit(kind, table) for each kind of item.
template <class Visit>
void visit_kinds(const ItemList& list, Visit visit) {
  for (const ItemKind& kind : list.kinds()) kind.with_fresh([&](const OptionTable& table) { visit(kind, table); });
}

std::string heading_of(const ItemList& list, const ItemKind& kind) {
  return kind.name.empty() ? list.path() : fmt::format("{}, {}: {}", list.path(), list.kind_key(), kind.name);
}

std::string markdown_rows(const OptionTable& table) {
  if (table.options().empty()) return {};
  std::string lines = fmt::format("\n| {} | what | unit | range | default |\n|---|---|---|---|---|\n",
                                  table.style() == OptionStyle::keys ? "key" : "option");
  for (const Option& option : table.options()) {
    const std::string initial = option.is_required() ? "(required)" : text_of(option.default_value());
    lines += fmt::format("| `{}` | {} | {} | {} | {} |\n", markdown_cell(spelling(option, table.style())),
                         markdown_cell(option.text()), option.unit(), markdown_cell(option.range_text()),
                         markdown_cell(initial));
  }
  return lines;
}

Json option_json(const Option& option, OptionStyle style) {
  Json entry{{"key", option.key()}};
  if (style == OptionStyle::flags) entry["flag"] = option.flag_name();
  entry["type"] = name_of(option.kind());
  entry["unit"] = option.unit();
  if (option.short_letter() != '\0') entry["short"] = fmt::format("-{}", option.short_letter());
  add_bounds(option, entry, "low", "high");
  if (!option.choices().empty()) entry["choices"] = option.choices();
  entry["default"] = default_of(option);
  entry["required"] = option.is_required();
  entry["positional"] = option.is_positional();
  entry["text"] = option.text();
  return entry;
}

// A mapping with the options of a table; `kind_key` is fixed where it is not empty.
Json mapping_schema(const OptionTable& table, const std::string& kind_key, const std::string& kind) {
  Json properties = Json::object();
  Json required = Json::array();
  if (!kind_key.empty()) {
    properties[kind_key] = {{"const", kind}};
    required.push_back(kind_key);
  }
  for (const Option& option : table.options()) {
    properties[option.key()] = schema_of(option);
    if (option.is_required() && table.style() == OptionStyle::keys) required.push_back(option.key());
  }
  Json schema{{"type", "object"},
              {"description", table.summary()},
              {"properties", std::move(properties)},
              {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

// One item, or a list of them.
Json items_schema(const ItemList& list) {
  Json kinds = Json::array();
  visit_kinds(list, [&](const ItemKind& kind, const OptionTable& table) {
    kinds.push_back(mapping_schema(table, list.kind_key(), kind.name));
  });
  const Json item{{"oneOf", std::move(kinds)}};
  return {{"description", list.text()}, {"anyOf", {item, {{"type", "array"}, {"items", item}}}}};
}

}  // namespace

std::string describe_text(const OptionTable& table) {
  std::string lines;
  for (const Option& option : table.options()) {
    lines += fmt::format("  {}\n      {}\n", spelling(option, table.style()), option.text());
    if (const std::string line = facts(option, table.style()); !line.empty())
      lines += fmt::format("      [{}]\n", line);
  }
  for (const ItemList& list : table.item_lists()) {
    lines += fmt::format("  {}[ … ]\n      {}\n", list.key().empty() ? "" : list.key() + ": ", list.text());
    visit_kinds(list, [&](const ItemKind& kind, const OptionTable& item) {
      lines += fmt::format("\n{}: {}\n{}", heading_of(list, kind), kind.summary, describe_text(item));
    });
  }
  return lines;
}

std::string describe_markdown(const OptionTable& table) {
  std::string lines = fmt::format("## {}\n\n{}.\n", table.section(), table.summary()) + markdown_rows(table);
  for (const ItemList& list : table.item_lists()) {
    lines += fmt::format("\n`{}`: {}\n", list.key().empty() ? list.path() : list.key(), list.text());
    visit_kinds(list, [&](const ItemKind& kind, const OptionTable& item) {
      lines += fmt::format("\n### {}\n\n{}.\n", heading_of(list, kind), kind.summary) + markdown_rows(item);
    });
  }
  return lines;
}

Json describe_json(const OptionTable& table) {
  Json options = Json::array();
  for (const Option& option : table.options()) options.push_back(option_json(option, table.style()));
  Json json{{"section", table.section()}, {"summary", table.summary()}, {"options", std::move(options)}};
  for (const ItemList& list : table.item_lists()) {
    Json kinds = Json::array();
    visit_kinds(list, [&](const ItemKind& kind, const OptionTable& item) {
      Json described = describe_json(item);
      described["kind"] = kind.name;
      kinds.push_back(std::move(described));
    });
    json["lists"].push_back(
        {{"key", list.key()}, {"kind_key", list.kind_key()}, {"text", list.text()}, {"kinds", std::move(kinds)}});
  }
  return json;
}

Json describe_schema(const std::vector<const OptionTable*>& tables) {
  Json sections = Json::object();
  for (const OptionTable* table : tables) {
    Json schema = mapping_schema(*table, {}, {});
    for (const ItemList& list : table->item_lists()) {
      if (list.key().empty()) {
        schema = items_schema(list);
      } else {
        schema["properties"][list.key()] = items_schema(list);
      }
    }
    sections[table->section()] = std::move(schema);
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "Options of machi"},
          {"type", "object"},
          {"properties", std::move(sections)},
          {"additionalProperties", false}};
}

}  // namespace machi
