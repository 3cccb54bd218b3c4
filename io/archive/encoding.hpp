/// \file  Text of Japanese files: UTF-8 with or without a mark, UTF-16, or CP932 (Shift_JIS as Windows writes it).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace machi {

/// Whether the bytes are well-formed UTF-8 (RFC 3629). A sequence that the end cuts off is accepted if `may_be_cut`.
bool is_utf8(std::string_view bytes, bool may_be_cut = false);

/// CP932 as UTF-8; nothing where the bytes are no CP932. With `may_be_cut` a half character at the end is dropped.
std::optional<std::string> utf8_from_cp932(std::string_view bytes, bool may_be_cut = false);

/// Text in UTF-8 without byte-order mark, from UTF-8, UTF-16 with a mark, or CP932. Throws InputError(name, …) where it
/// is none of these.
std::string utf8_text(std::string bytes, const std::string& name);

/// The text without a leading UTF-8 byte-order mark.
std::string_view without_mark(std::string_view text);

}  // namespace machi
