/// \file  Reads dBASE III tables.
#include "io/network/dbase.hpp"

#include <algorithm>
#include <array>

#include "engine/core/error.hpp"
#include "io/archive/csv.hpp"
#include "io/archive/encoding.hpp"

namespace machi {
namespace {

constexpr std::size_t header_bytes = 32;
constexpr std::size_t descriptor_bytes = 32;

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t k = count; k-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

std::string from_latin1(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x80) {
      text += byte;
    } else {
      text += {static_cast<char>(0xC0 | (code >> 6)), static_cast<char>(0x80 | (code & 0x3F))};
    }
  }
  return text;
}

std::string_view field_text(std::string_view text) {
  const std::string_view blanks(" \0", 2);
  const std::size_t end = text.find_last_not_of(blanks);
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

}  // namespace

bool read_exactly(ByteSource& source, const std::string& name, std::span<char> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const std::size_t count = source.read(into.subspan(filled));
    if (count == 0 && filled == 0) return false;
    if (count == 0) throw InputError(name, "is truncated. Fetch it again");
    filled += count;
  }
  return true;
}

DbaseReader::DbaseReader(ByteSource& source, std::string name, std::string_view encoding)
    : source_(source), name_(std::move(name)) {
  std::array<char, header_bytes> header;
  if (!read_exactly(source_, name_, header)) throw InputError(name_, "is empty. Fetch it again");
  const std::string_view bytes(header.data(), header.size());
  rows_left_ = little(bytes, 4, 4);
  const std::size_t head = little(bytes, 8, 2);
  row_.resize(little(bytes, 10, 2));
  if (head < header_bytes + 1 || row_.empty()) {
    throw InputError(name_, "is no dBASE table (its header is too short). Export it again");
  }
  std::string descriptors(head - header_bytes, '\0');
  if (!read_exactly(source_, name_, descriptors)) throw InputError(name_, "is truncated. Fetch it again");
  const std::string said = folded(encoding.substr(0, encoding.find_first_of("\r\n")));
  const auto language = static_cast<unsigned char>(bytes[29]);
  if (said == "utf-8" || said == "utf8" || said == "65001") {
    encoding_ = Encoding::utf8;
  } else if (said.find("932") != std::string::npos || said.find("jis") != std::string::npos ||
             (said.empty() && (language == 0x13 || language == 0x7B))) {
    encoding_ = Encoding::cp932;
  } else if (said.find("8859") != std::string::npos || said.find("1252") != std::string::npos) {
    encoding_ = Encoding::latin1;
  }
  read_fields(descriptors);
}

void DbaseReader::read_fields(std::string_view descriptors) {
  std::size_t offset = 1;  // after the mark of deletion
  for (std::size_t at = 0; at + descriptor_bytes <= descriptors.size() && descriptors[at] != '\r';
       at += descriptor_bytes) {
    const std::string_view name = descriptors.substr(at, 11);
    const auto width = static_cast<unsigned char>(descriptors[at + 16]);
    if (offset + width > row_.size()) {
      throw InputError(name_, "is no dBASE table (its columns are wider than its rows). Export it again");
    }
    fields_.push_back(decoded(field_text(name.substr(0, name.find('\0')))));
    places_.push_back({offset, width});
    offset += width;
  }
}

bool DbaseReader::next(std::vector<std::string>& values) {
  if (rows_left_ == 0) return false;
  --rows_left_;
  if (!read_exactly(source_, name_, row_)) throw InputError(name_, "is truncated. Fetch it again");
  values.clear();
  for (const Field& place : places_) {
    values.push_back(decoded(field_text(std::string_view(row_).substr(place.offset, place.width))));
  }
  return true;
}

/// A width in bytes may cut the last character in two; that half is dropped.
std::string DbaseReader::decoded(std::string_view bytes) const {
  const bool fits_utf8 = is_utf8(bytes, true);
  if (fits_utf8 && (encoding_ == Encoding::utf8 || encoding_ == Encoding::guess)) {
    while (!is_utf8(bytes)) bytes.remove_suffix(1);
    return std::string(bytes);
  }
  if (encoding_ != Encoding::latin1) {
    if (auto text = utf8_from_cp932(bytes, true)) return *std::move(text);
  }
  return from_latin1(bytes);
}

}  // namespace machi
