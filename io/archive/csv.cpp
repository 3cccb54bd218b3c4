/// \file  Reads tables of comma-separated text.
#include "io/archive/csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace machi {
namespace {

constexpr std::size_t longest_csv_row = std::size_t{1} << 24U;
constexpr std::string_view wide_blank = "\u3000";

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.starts_with(wide_blank)) {
      text.remove_prefix(wide_blank.size());
    } else if (text.ends_with(wide_blank)) {
      text.remove_suffix(wide_blank.size());
    } else if (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
      text.remove_prefix(1);
    } else if (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
      text.remove_suffix(1);
    } else {
      return text;
    }
  }
}

char divider_of(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char divider : {',', '\t', ';'}) {
    const auto count = std::count(first.begin(), first.end(), divider);
    if (count > most) {
      most = count;
      best = divider;
    }
  }
  return best;
}

template <std::size_t count>
bool is_one_of(std::string_view name, const std::array<std::string_view, count>& names) {
  return std::find(names.begin(), names.end(), folded(name)) != names.end();
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text), divider_(divider_of(text)) {}

CsvReader::CsvReader(std::function<bool(std::string& text)> more) : more_(std::move(more)), divider_(',') {
  while (text_.find_first_of("\r\n") == std::string_view::npos && refill(0)) {
  }
  divider_ = divider_of(text_);
}

// Appends text behind that from `begin` on, and goes back to there; false where there is no more.
bool CsvReader::refill(std::size_t begin) {
  const std::size_t kept = text_.size() - begin;
  too_long_ = too_long_ || (more_ && kept > longest_csv_row);
  if (!more_ || too_long_) return false;
  buffer_.erase(0, begin);
  while (more_ && buffer_.size() <= 2 * kept)
    if (!more_(buffer_)) more_ = nullptr;
  text_ = buffer_;
  const bool grew = text_.size() > kept;
  at_ = grew ? 0 : at_ - begin;
  return grew;
}

bool CsvReader::next(std::vector<std::string>& fields) {
  while (at_ < text_.size() || refill(at_)) {
    const std::size_t begin = at_;
    line_ = next_line_;
    read_row(fields);
    if (at_ == text_.size() && refill(begin)) {  // the row may go on there
      next_line_ = line_;
      unclosed_ = false;
    } else if (fields.size() > 1 || !fields[0].empty()) {
      return true;
    }
  }
  fields.clear();
  return false;
}

void CsvReader::read_row(std::vector<std::string>& fields) {
  std::size_t count = 0;
  bool more = true;
  while (more) {
    if (count == fields.size()) fields.emplace_back();
    more = read_field(fields[count++]);
  }
  fields.resize(count);
}

/// Reads one field and what ends it; true where a divider ended it, so that another field follows.
bool CsvReader::read_field(std::string& field) {
  field.clear();
  if (at_ < text_.size() && text_[at_] == '"') read_quoted(field);
  const std::array<char, 4> ends{divider_, '\r', '\n', '\0'};
  const std::size_t end = std::min(text_.find_first_of(ends.data(), at_, 3), text_.size());
  field += text_.substr(at_, end - at_);
  field = std::string(trimmed(field));
  at_ = end;
  if (at_ == text_.size()) return false;
  const char ended_by = text_[at_++];
  if (ended_by == divider_) return true;
  if (ended_by == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++next_line_;
  return false;
}

void CsvReader::read_quoted(std::string& field) {
  ++at_;
  for (;;) {
    const std::size_t quote = text_.find('"', at_);
    const std::string_view piece = text_.substr(at_, quote - at_);
    next_line_ += static_cast<std::uint64_t>(std::count(piece.begin(), piece.end(), '\n'));
    field += piece;
    if (quote == std::string_view::npos) {
      unclosed_ = true;
      at_ = text_.size();
      return;
    }
    at_ = quote + 1;
    if (at_ == text_.size() || text_[at_] != '"') return;
    field += '"';
    ++at_;
  }
}

std::string folded(std::string_view name) {
  std::string text(trimmed(name));
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_latitude_column(std::string_view name) {
  return is_one_of(name, std::array<std::string_view, 4>{"緯度", "latitude", "lat", "y_lat"});
}

bool is_longitude_column(std::string_view name) {
  return is_one_of(name, std::array<std::string_view, 6>{"経度", "longitude", "lon", "lng", "long", "x_lon"});
}

bool is_place_name_column(std::string_view name) {
  return is_one_of(name, std::array<std::string_view, 8>{"名称", "施設・場所名", "施設名", "施設名称", "避難所名",
                                                         "避難場所名", "name", "facility_name"});
}

bool is_mesh_column(std::string_view name) {
  return is_one_of(
      name, std::array<std::string_view, 10>{"mesh_code", "meshcode", "mesh", "mesh_id", "key_code", "メッシュコード",
                                             "地域メッシュコード", "メッシュ", "標準地域メッシュコード", "mesh_cd"});
}

}  // namespace machi
