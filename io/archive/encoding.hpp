/// \file  Text of Japanese files: UTF-8 with or without a mark, UTF-16, or CP932 (Shift_JIS as Windows writes it).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "io/archive/source.hpp"

namespace machi {

/// Whether the bytes are well-formed UTF-8 (RFC 3629). A sequence that the end cuts off is accepted if `may_be_cut`.
bool is_utf8(std::string_view bytes, bool may_be_cut = false);

/// CP932 as UTF-8; nothing where the bytes are no CP932. With `may_be_cut` a half character at the end is dropped.
std::optional<std::string> utf8_from_cp932(std::string_view bytes, bool may_be_cut = false);

/// Text in UTF-8 without byte-order mark, from UTF-8, UTF-16 with a mark, or CP932. Throws InputError(name, …) where it
/// is none of these.
std::string utf8_text(std::string bytes, const std::string& name);

enum class TextEncoding : std::uint8_t { utf8, utf16, cp932 };

/// In what a text is well-formed, of which all is read: UTF-16 where it begins with its mark, UTF-8, or else CP932.
/// Throws InputError(name, …) where it is none of these.
TextEncoding encoding_of(const OpenBytes& open, const std::string& name);

class TextConverter;

/// Text as utf8_text() gives it, piece by piece.
class TextPieces {
 public:
  /// `bytes` must outlive this; `encoding` is what encoding_of() says of them; `name` is what errors show.
  TextPieces(ByteSource& bytes, TextEncoding encoding, std::string name);
  ~TextPieces();
  /// Appends the next piece, made of some 2^18 bytes; false at the end. Throws InputError as utf8_text() does.
  bool append_to(std::string& text);

 private:
  ByteSource& bytes_;
  std::string name_;
  std::unique_ptr<TextConverter> converter_;  ///< none for UTF-8
  std::string buffer_;
  std::size_t kept_{0};  ///< bytes in buffer_ of a character that the last piece cut off
  bool begins_{true};
};

/// The text without a leading UTF-8 byte-order mark.
std::string_view without_mark(std::string_view text);

}  // namespace machi
