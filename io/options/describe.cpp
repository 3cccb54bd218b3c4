#include "io/options/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace machi {
namespace {

using Json = nlohmann::ordered_json;

std::string spelling(const Option& option) {
  std::string name = option.short_letter() == '\0' ? option.flag_name()
                                                   : fmt::format("-{}, {}", option.short_letter(), option.flag_name());
  const std::string value = option.placeholder_text();
  return value.empty() ? name : name + " " + value;
}

// `0.25 … 10 m, default 1`
std::string facts(const Option& option) {
  std::vector<std::string> facts;
  if (option.is_required()) facts.emplace_back("required");
  const std::string range = option.kind() == Option::Kind::choice ? "" : option.range_text();
  if (!range.empty()) {
    facts.push_back(option.unit().empty() ? range : range + " " + option.unit());
  } else if (!option.unit().empty()) {
    facts.push_back("in " + option.unit());
  }
  if (option.kind() == Option::Kind::list && !option.is_positional()) facts.emplace_back("may be repeated");
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

Json default_of(const Option& option) {
  return std::visit([](const auto& value) { return Json(value); }, option.default_value());
}

// Bounds that exist, as JSON numbers of the option's type.
void add_bounds(const Option& option, Json& into, const char* low, const char* high) {
  if (option.kind() == Option::Kind::number) {
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
  }
  add_bounds(option, schema, "minimum", "maximum");
  schema["default"] = default_of(option);
  schema["description"] = option.unit().empty() ? option.text() : fmt::format("{} [{}]", option.text(), option.unit());
  return schema;
}

}  // namespace

std::string describe_text(const OptionTable& table) {
  std::string lines;
  for (const Option& option : table.options()) {
    lines += fmt::format("  {}\n      {}\n", spelling(option), option.text());
    if (const std::string line = facts(option); !line.empty()) lines += fmt::format("      [{}]\n", line);
  }
  return lines;
}

std::string describe_markdown(const OptionTable& table) {
  std::string lines = fmt::format("## {}\n\n{}.\n", table.section(), table.summary());
  if (table.options().empty()) return lines;
  lines += "\n| option | what | unit | range | default |\n|---|---|---|---|---|\n";
  for (const Option& option : table.options()) {
    const std::string initial = option.is_required() ? "(required)" : text_of(option.default_value());
    lines +=
        fmt::format("| `{}` | {} | {} | {} | {} |\n", markdown_cell(spelling(option)), markdown_cell(option.text()),
                    option.unit(), markdown_cell(option.range_text()), markdown_cell(initial));
  }
  return lines;
}

Json describe_json(const OptionTable& table) {
  Json options = Json::array();
  for (const Option& option : table.options()) {
    Json entry{
        {"key", option.key()}, {"flag", option.flag_name()}, {"type", name_of(option.kind())}, {"unit", option.unit()}};
    if (option.short_letter() != '\0') entry["short"] = fmt::format("-{}", option.short_letter());
    add_bounds(option, entry, "low", "high");
    if (!option.choices().empty()) entry["choices"] = option.choices();
    entry["default"] = default_of(option);
    entry["required"] = option.is_required();
    entry["positional"] = option.is_positional();
    entry["text"] = option.text();
    options.push_back(std::move(entry));
  }
  return {{"section", table.section()}, {"summary", table.summary()}, {"options", std::move(options)}};
}

Json describe_schema(const std::vector<const OptionTable*>& tables) {
  Json sections = Json::object();
  for (const OptionTable* table : tables) {
    Json properties = Json::object();
    for (const Option& option : table->options()) properties[option.key()] = schema_of(option);
    sections[table->section()] = {{"type", "object"},
                                  {"description", table->summary()},
                                  {"properties", std::move(properties)},
                                  {"additionalProperties", false}};
  }
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "Options of machi"},
          {"type", "object"},
          {"properties", std::move(sections)},
          {"additionalProperties", false}};
}

}  // namespace machi
