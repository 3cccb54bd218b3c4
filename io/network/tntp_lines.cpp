/// \file  Lines, metadata and numbers of TNTP files.
#include "io/network/tntp_lines.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"

namespace machi {
namespace {

constexpr std::uint64_t largest_file_bytes = 1'000'000'000;
constexpr std::string_view blanks = " \t\r\v\f";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::string capitals(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

/// The number that is the whole word.
template <class Number>
std::optional<Number> parsed(std::string_view word) {
  Number value{};
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (fault != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

TntpLines::TntpLines(ByteSource& source, std::string name)
    : name_(std::move(name)), text_(utf8_text(read_all(source, name_, largest_file_bytes), name_)) {}

bool TntpLines::next() {
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    line_ = trimmed(std::string_view(text_).substr(at_, end - at_));
    at_ = end + 1;
    ++number_;
    if (!line_.empty()) return true;
  }
  return false;
}

void TntpLines::read_metadata() {
  while (next()) {
    const std::size_t close = line_.find('>');
    if (line_.front() == '~') continue;
    if (line_.front() != '<' || close == std::string_view::npos) {
      fail("is no line of metadata such as <NUMBER OF ZONES> 24, and <END OF METADATA> did not come. Add it");
    }
    const std::string key = capitals(trimmed(line_.substr(1, close - 1)));
    if (key == "END OF METADATA") return;
    metadata_[key] = {std::string(trimmed(line_.substr(close + 1))), number_};
  }
  fail_file("has no <END OF METADATA>. Give the whole file, in the TNTP format");
}

const TntpLines::Entry& TntpLines::entry(const char* key) const {
  const auto found = metadata_.find(key);
  if (found == metadata_.end()) fail_file(fmt::format("has no <{}> in its metadata. Add it", key));
  return found->second;
}

std::uint32_t TntpLines::count(const char* key, std::uint32_t low, std::uint32_t high) const {
  const Entry& said = entry(key);
  const auto value = parsed<std::uint32_t>(said.value);
  if (!value || *value < low || *value > high) {
    fail_at(said.number, fmt::format("<{}> is \"{}\", no whole number from {} to {}", key, said.value, low, high));
  }
  return *value;
}

double TntpLines::total(const char* key) const {
  const Entry& said = entry(key);
  const auto value = parsed<double>(said.value);
  if (!value || !std::isfinite(*value)) fail_at(said.number, fmt::format("<{}> is no number", key));
  return *value;
}

std::vector<std::string_view> TntpLines::words(std::string_view text) {
  constexpr std::string_view between = " \t\r\v\f;";
  std::vector<std::string_view> found;
  for (std::size_t at = text.find_first_not_of(between); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(between, at), text.size());
    found.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(between, end);
  }
  return found;
}

double TntpLines::real(std::string_view word, std::string_view what) const {
  const auto value = parsed<double>(word);
  if (!value || !std::isfinite(*value)) fail(fmt::format("{} is \"{}\", no number. Correct it", what, word));
  return *value;
}

std::uint32_t TntpLines::whole(std::string_view word, std::string_view what, std::uint32_t low,
                               std::uint32_t high) const {
  const auto value = parsed<std::uint32_t>(word);
  if (!value || *value < low || *value > high) {
    fail(
        fmt::format("{} is \"{}\", no whole number from {} to {}. Correct it, or the metadata", what, word, low, high));
  }
  return *value;
}

void TntpLines::fail_at(std::uint64_t number, const std::string& problem) const {
  throw InputError(fmt::format("{}:{}", name_, number), problem);
}

void TntpLines::fail_file(const std::string& problem) const {
  throw InputError(name_, problem);
}

}  // namespace machi
