#include "io/archive/csv_rows.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "io/archive/encoding.hpp"

namespace machi {
namespace {

constexpr std::size_t csv_block_bytes = 1 << 16;
constexpr std::size_t longest_row = 1 << 24;

bool is_blank_character(char c) {
  return c == ' ' || c == '\t';
}

std::string_view without_blanks_around(std::string_view text) {
  while (!text.empty() && is_blank_character(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank_character(text.back())) text.remove_suffix(1);
  return text;
}

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
}

}  // namespace

CsvRows::CsvRows(ByteSource& source, std::string name) : source_(source), name_(std::move(name)) {
  while (buffer_.size() < 3 && fill()) {
  }
  at_ = buffer_.size() - without_mark(buffer_).size();
}

// Appends a block behind what is not read yet; false at the end.
bool CsvRows::fill() {
  if (ended_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + csv_block_bytes);
  const std::size_t got = source_.read(std::span(buffer_).subspan(kept));
  buffer_.resize(kept + got);
  ended_ = got == 0;
  return !ended_;
}

// Where the row that begins at at_ ends: the place of its line break, or npos where the buffer does not hold it whole.
std::size_t CsvRows::end_of_row() const {
  bool quoted = false;
  for (std::size_t k = at_; k < buffer_.size(); ++k) {
    const char c = buffer_[k];
    if (c == '"') quoted = !quoted;
    if (quoted || (c != '\n' && c != '\r')) continue;
    // A CR at the end of the buffer may have its LF in the next block.
    if (c == '\r' && k + 1 == buffer_.size() && !ended_) return std::string::npos;
    return k;
  }
  const auto where = [&] { return name_ + ":" + std::to_string(next_line_); };
  if (quoted && ended_) throw InputError(where(), "a quote is not closed. Close it");
  if (buffer_.size() - at_ > longest_row)
    throw InputError(where(), "a row has more than 16 MB (a quote that is not closed, or no table). Correct it");
  return ended_ ? buffer_.size() : std::string::npos;
}

std::span<const std::string_view> CsvRows::next() {
  while (take_row())
    if (fields_.size() > 1 || !fields_[0].empty()) return fields_;
  return {};
}

bool CsvRows::take_row() {
  std::size_t end = end_of_row();
  while (end == std::string::npos) {
    fill();
    end = end_of_row();
  }
  if (at_ >= buffer_.size()) return false;
  const std::string_view row(buffer_.data() + at_, end - at_);
  line_ = next_line_;
  next_line_ += 1 + static_cast<std::uint64_t>(std::count(row.begin(), row.end(), '\n'));
  at_ = end;
  if (at_ < buffer_.size() && buffer_[at_++] == '\r' && at_ < buffer_.size() && buffer_[at_] == '\n') ++at_;
  if (!is_ascii(row) && !is_utf8(row))
    throw InputError(name_ + ":" + std::to_string(line_), "is not UTF-8. Save the table as UTF-8");
  fields_.clear();
  if (row.find('"') != std::string_view::npos) {
    take_quoted(row);
    return true;
  }
  for (std::size_t begin = 0; begin <= row.size();) {
    const std::size_t comma = std::min(row.find(',', begin), row.size());
    fields_.push_back(without_blanks_around(row.substr(begin, comma - begin)));
    begin = comma + 1;
  }
  return true;
}

// A row with quotes; what is quoted is copied, since doubled quotes in it become one.
void CsvRows::take_quoted(std::string_view row) {
  unquoted_.clear();
  unquoted_.reserve(row.size());  // views into it must stay valid
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t k = 0; k <= row.size(); ++k) {
    if (k == row.size() || (row[k] == ',' && !quoted)) {
      fields_.push_back(without_blanks_around(std::string_view(unquoted_.data() + begin, unquoted_.size() - begin)));
      begin = unquoted_.size();
      continue;
    }
    if (row[k] != '"') {
      unquoted_ += row[k];
      continue;
    }
    if (quoted && k + 1 < row.size() && row[k + 1] == '"') {
      unquoted_ += row[k++];
      continue;
    }
    quoted = !quoted;
  }
}

}  // namespace machi
