#include "io/mobility/matsim_xml.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"

namespace machi {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// A number that is the whole text.
std::optional<double> whole_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<double> matsim_time_s(std::string_view text) {
  if (text.empty() || text == "undefined") return undefined;
  double seconds = 0;
  int parts = 0;
  while (true) {
    const std::size_t colon = text.find(':');
    const auto part = whole_number(text.substr(0, colon));
    if (!part || *part < 0 || !std::isfinite(*part) || (parts > 0 && *part >= 60)) return std::nullopt;
    seconds = 60 * seconds + *part;
    ++parts;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
  }
  if (parts > 3) return std::nullopt;
  return parts == 2 ? 60 * seconds : seconds;
}

void MatsimHandler::fail(const std::string& problem) const {
  fail_at(line(), problem);
}

void MatsimHandler::fail_at(std::uint64_t line, const std::string& problem) const {
  throw InputError(fmt::format("{}:{}", path_, line), problem);
}

const char* MatsimHandler::find(XmlAttributes attributes, std::string_view name) {
  for (; *attributes != nullptr; attributes += 2)
    if (name == attributes[0]) return attributes[1];
  return nullptr;
}

std::string MatsimHandler::need(XmlAttributes attributes, std::string_view element, std::string_view name) const {
  const char* const value = find(attributes, name);
  if (value == nullptr || *value == '\0') fail(fmt::format("<{}> has no {}. Give it one", element, name));
  return value;
}

double MatsimHandler::need_number(XmlAttributes attributes, std::string_view element, std::string_view name) const {
  need(attributes, element, name);
  return number(attributes, element, name, undefined);
}

double MatsimHandler::number(XmlAttributes attributes, std::string_view element, std::string_view name,
                             double otherwise) const {
  const char* const text = find(attributes, name);
  if (text == nullptr) return otherwise;
  const auto value = whole_number(text);
  if (!value || !std::isfinite(*value))
    fail(fmt::format("{} '{}' of <{}> is not a number. Correct it", name, shortened(text), element));
  return *value;
}

double MatsimHandler::time_s(XmlAttributes attributes, std::string_view element, std::string_view name) const {
  const char* const text = find(attributes, name);
  if (text == nullptr) return undefined;
  const auto value = matsim_time_s(text);
  if (!value) fail(fmt::format("{} '{}' of <{}> is not a time. Write HH:MM:SS", name, shortened(text), element));
  return *value;
}

void read_matsim(ByteSource& bytes, const std::string& name, MatsimHandler& handler, std::string_view what) {
  const std::string advice = fmt::format("Give {}", what);
  read_xml(bytes, name, handler, {what, advice, Doctype::external});
}

void read_matsim(const std::string& path, MatsimHandler& handler, std::string_view what) {
  bool found = false;
  visit_files(
      path, [&](const FileEntry&, std::uint64_t index) { return index == 0; },
      [&](const FileEntry& entry, ByteSource& bytes) {
        found = true;
        read_matsim(bytes, entry.name, handler, what);
      });
  if (!found) throw InputError(path, fmt::format("holds no file. Give {}", what));
}

}  // namespace machi
