/// \file  Checks UTF-8 and converts by iconv(3).
#include "io/archive/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include "engine/core/error.hpp"

namespace machi {
/// One direction of iconv.
class TextConverter {
 public:
  explicit TextConverter(const char* from) : handle_(iconv_open("UTF-8", from)) {
    if (handle_ == invalid()) throw RunError(std::string("this system's iconv has no ") + from);
  }
  ~TextConverter() { iconv_close(handle_); }
  TextConverter(const TextConverter&) = delete;
  TextConverter& operator=(const TextConverter&) = delete;

  /// How many bytes at the end are the start of a character that is cut off; nothing where there is no text in them.
  std::optional<std::size_t> append(std::string_view bytes, std::string& text) {
    std::array<char, 4096> piece;
    char* in = const_cast<char*>(bytes.data());  // iconv(3) reads it only
    std::size_t in_left = bytes.size();
    while (in_left > 0) {
      char* out = piece.data();
      std::size_t out_left = piece.size();
      const std::size_t result = iconv(handle_, &in, &in_left, &out, &out_left);
      const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
      text.append(piece.data(), piece.size() - out_left);
      if (error == EINVAL) break;
      if (error != 0 && error != E2BIG) return std::nullopt;
    }
    return in_left;
  }

  std::optional<std::string> convert(std::string_view bytes, bool may_be_cut) {
    std::string text;
    const std::optional<std::size_t> cut = append(bytes, text);
    if (!cut || (*cut > 0 && !may_be_cut)) return std::nullopt;
    return text;
  }

 private:
  static iconv_t invalid() { return reinterpret_cast<iconv_t>(-1); }  // NOLINT(performance-no-int-to-ptr)
  iconv_t handle_;
};

namespace {

constexpr std::size_t text_piece_bytes = std::size_t{1} << 18U;

/// Bytes of the UTF-8 sequence that `lead` begins, 0 where it begins none.
std::size_t sequence_length(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

/// The range of the second byte, which excludes overlong forms, surrogates and what lies above U+10FFFF.
bool second_fits(std::uint8_t lead, std::uint8_t second) {
  const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

/// Bytes of the sequence that the end of well-formed UTF-8 cuts off.
std::size_t cut_off(std::string_view text) {
  for (std::size_t k = 1; k <= std::min<std::size_t>(3, text.size()); ++k) {
    const auto byte = static_cast<std::uint8_t>(text[text.size() - k]);
    if ((byte & 0xC0) != 0x80) return sequence_length(byte) > k ? k : 0;
  }
  return 0;
}

bool has_utf16_mark(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// Fills the buffer behind its first `kept` bytes; what stands there then, which is no more only at the end.
std::string_view next_piece(ByteSource& bytes, std::size_t kept, std::string& buffer) {
  std::size_t size = kept;
  while (const std::size_t more = bytes.read(std::span(buffer).subspan(size))) size += more;
  return std::string_view(buffer).substr(0, size);
}

// Whether bytes have the mark of UTF-16 or are UTF-8; all others count as CP932.
TextEncoding likely_encoding(ByteSource& bytes) {
  std::string buffer(text_piece_bytes, '\0');
  std::size_t kept = 0;
  for (bool begins = true;; begins = false) {
    const std::string_view piece = next_piece(bytes, kept, buffer);
    if (begins && has_utf16_mark(piece)) return TextEncoding::utf16;
    if (!is_utf8(piece, true)) return TextEncoding::cp932;
    if (piece.size() == kept) return kept == 0 ? TextEncoding::utf8 : TextEncoding::cp932;
    kept = cut_off(piece);
    std::memmove(buffer.data(), piece.data() + piece.size() - kept, kept);
  }
}

InputError no_text(const std::string& name) {
  return InputError(name, "is neither UTF-8, UTF-16 nor Shift_JIS text. Save it as UTF-8");
}

}  // namespace

bool is_utf8(std::string_view bytes, bool may_be_cut) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<std::uint8_t>(bytes[at]);
    const std::size_t length = sequence_length(lead);
    if (length == 0) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if (at + k == bytes.size()) return may_be_cut;
      const auto byte = static_cast<std::uint8_t>(bytes[at + k]);
      if (k == 1 ? !second_fits(lead, byte) : (byte & 0xC0) != 0x80) return false;
    }
    at += length;
  }
  return true;
}

std::optional<std::string> utf8_from_cp932(std::string_view bytes, bool may_be_cut) {
  return TextConverter("CP932").convert(bytes, may_be_cut);
}

std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

std::string utf8_text(std::string bytes, const std::string& name) {
  std::optional<std::string> text;
  if (has_utf16_mark(bytes)) {
    text = TextConverter("UTF-16").convert(bytes, false);
  } else if (is_utf8(bytes)) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    return bytes;
  } else {
    text = utf8_from_cp932(bytes);
  }
  if (!text) throw no_text(name);
  return *std::move(text);
}

TextEncoding encoding_of(const OpenBytes& open, const std::string& name) {
  const TextEncoding encoding = likely_encoding(*open());
  if (encoding == TextEncoding::utf8) return encoding;
  const std::unique_ptr<ByteSource> bytes = open();
  TextPieces pieces(*bytes, encoding, name);
  for (std::string text; pieces.append_to(text);) text.clear();
  return encoding;
}

TextPieces::TextPieces(ByteSource& bytes, TextEncoding encoding, std::string name)
    : bytes_(bytes), name_(std::move(name)), buffer_(text_piece_bytes, '\0') {
  if (encoding != TextEncoding::utf8)
    converter_ = std::make_unique<TextConverter>(encoding == TextEncoding::utf16 ? "UTF-16" : "CP932");
}

TextPieces::~TextPieces() = default;

bool TextPieces::append_to(std::string& text) {
  const std::string_view piece = next_piece(bytes_, kept_, buffer_);
  if (piece.empty()) return false;
  if (!converter_) {
    text += begins_ ? without_mark(piece) : piece;
    begins_ = false;
    return true;
  }
  const std::optional<std::size_t> cut = converter_->append(piece, text);
  if (!cut || (*cut > 0 && piece.size() == kept_)) throw no_text(name_);
  kept_ = *cut;
  std::memmove(buffer_.data(), piece.data() + piece.size() - kept_, kept_);
  return true;
}

}  // namespace machi
